// Every bound of the protocol and of the server's queues, with its unit in its name.
// Those a client needs are told in `hello`. Each has a test at the bound and one past it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace xinqiao::limits {

// What one frame or field may hold.
inline constexpr std::size_t frame_bytes = 64 * 1024;
inline constexpr std::size_t text_bytes = 16 * 1024;
inline constexpr std::size_t title_bytes = 256;
inline constexpr std::size_t name_bytes = 128;
inline constexpr std::size_t device_bytes = 128;
inline constexpr std::size_t request_id_bytes = 64;
inline constexpr std::size_t json_depth = 32;
inline constexpr std::uint64_t integer_max = (std::uint64_t{1} << 53) - 1;

// What is remembered for exact repeats.
inline constexpr std::size_t outbox_id_bytes_min = 8;
inline constexpr std::size_t outbox_id_bytes_max = 32;
inline constexpr std::uint64_t outbox_window = 64;
inline constexpr std::size_t outboxes_per_member = 64;
inline constexpr std::int64_t outbox_idle_ms = std::int64_t{90} * 24 * 3600 * 1000;
inline constexpr std::size_t keys_per_member = 1'000;
inline constexpr std::int64_t key_memory_ms = std::int64_t{24} * 3600 * 1000;

// What one member may hold.
inline constexpr std::size_t rooms_per_member = 1'000;
inline constexpr std::size_t links_per_member = 16;
inline constexpr std::size_t sessions_per_member = 64;
inline constexpr std::int64_t link_life_ms = std::int64_t{7} * 24 * 3600 * 1000;
inline constexpr std::size_t edits_per_post = 100;
// The organisation.
inline constexpr std::size_t units = 10'000;   // open ones
inline constexpr std::size_t unit_depth = 12;  // below the root
inline constexpr std::size_t duties_per_member = 64;
inline constexpr std::size_t backups_listed = 50;
inline constexpr std::size_t members_added = 100;  // to a room by one call
inline constexpr std::int64_t welcome_ms = std::int64_t{3} * 24 * 3600 * 1000;
inline constexpr std::size_t organisation_log_scanned = 2'000;  // events looked at for one page
inline constexpr std::size_t mentions_per_post = 50;            // by id; @all is one
inline constexpr std::size_t mentions_per_member = 200;         // remembered; the oldest goes first
inline constexpr std::size_t pins_per_room = 50;
inline constexpr std::int64_t recall_ms = std::int64_t{2} * 60 * 1000;
// What is said about posts.
// Kept on disk by their place, from 1: never reorder, only append.
inline constexpr std::array<std::string_view, 8> reactions{"👍", "❤️", "😂", "😮",
                                                           "😢", "🙏",      "💪", "✅"};
inline constexpr std::int64_t totals_ms = 250;      // between two tellings of a room's totals
inline constexpr std::size_t totals_posts = 200;    // in one telling; the others wait for the next
inline constexpr std::size_t notices_around = 200;  // of a history page, each way
// How long it is known who has confirmed a notice; after that, only how many.
inline constexpr std::int64_t confirmation_ms = std::int64_t{7} * 24 * 3600 * 1000;
inline constexpr std::int64_t schedule_ms = std::int64_t{90} * 24 * 3600 * 1000;
inline constexpr std::size_t scheduled_per_room = 20;
// Order in rooms.
inline constexpr std::size_t reason_chars = 200;       // of a reason or a note, in code points
inline constexpr std::uint64_t mute_minutes = 43'200;  // 30 days
inline constexpr std::size_t muted_per_room = 200;     // at once
inline constexpr std::size_t open_reports_per_member = 20;
inline constexpr std::size_t open_reports_per_unit = 500;
inline constexpr std::size_t reports_per_member = 200;  // remembered, the settled ones too
inline constexpr std::size_t reports = 10'000;          // likewise, of everybody
inline constexpr std::int64_t report_kept_ms =
    std::int64_t{30} * 24 * 3600 * 1000;          // after it was settled
inline constexpr std::size_t report_rows = 20;    // on one page: each may hold a whole post
inline constexpr std::size_t present_rows = 200;  // in one answer
// Questions: when they have to be acknowledged and answered, from when they were asked.
inline constexpr std::int64_t question_acknowledge_ms = std::int64_t{24} * 3600 * 1000;
inline constexpr std::int64_t question_answer_ms = std::int64_t{72} * 3600 * 1000;
inline constexpr std::size_t open_questions_per_member = 20;
inline constexpr std::size_t open_questions = 10'000;  // of everybody
inline constexpr std::size_t question_co_owners = 64;  // more than any tree is deep
inline constexpr std::size_t question_rows = 50;       // on one page: each comes with its post
// Alerts.
inline constexpr std::size_t alert_units = 200;  // chosen for one; what lies below counts with them
inline constexpr std::size_t alert_options = 6;  // answers to choose from
inline constexpr std::size_t alert_option_bytes = 60;
inline constexpr std::size_t open_alerts = 20;  // at once, of everybody
// Talks heart to heart. Bytes before they became base64url.
inline constexpr std::size_t talk_package_bytes = 4 * 1024;  // a KeyPackage
inline constexpr std::size_t talk_sealed_bytes = 16 * 1024;  // a Welcome, or one message
inline constexpr std::size_t talks_open_max = 3;             // of one asker: waiting or talking
inline constexpr std::size_t talks_kept = 500;               // of one member: not forgotten
inline constexpr std::size_t talks_waiting = 2'000;          // of everybody
// Of one talk, so that it is forgotten in one step, bytes and all.
inline constexpr std::size_t talk_seals = 5'000;
inline constexpr std::size_t talk_letters = 8 * 1024 * 1024;  // of base64url
inline constexpr std::size_t talks_moved_up = 20;             // askers told by one step
inline constexpr std::size_t talk_listeners = 200;            // in one answer
inline constexpr std::size_t talks_listed = 100;  // that wait, in one answer: each has a package
// Passwords and logins. The pace of guesses at one login, from one place, is
// `guesses_free` at once, and then a wait that doubles from a second up to `guess_wait_ms`.
inline constexpr std::int64_t release_wait_ms =
    std::int64_t{24} * 3600 * 1000;  // a room's members know
inline constexpr std::size_t login_bytes_min = 2;
inline constexpr std::size_t login_bytes = 64;
inline constexpr std::size_t password_chars_min = 8;
inline constexpr std::size_t password_chars = 128;
inline constexpr std::size_t password_workers = 2;
inline constexpr std::size_t password_items = 64;  // waiting for them
inline constexpr std::uint64_t password_passes = 2;
inline constexpr std::size_t password_memory_bytes = std::size_t{19} * 1024 * 1024;
inline constexpr std::int64_t password_fresh_ms = std::int64_t{3600} * 1000;
inline constexpr std::size_t browsers_per_member = 16;
inline constexpr std::uint64_t guesses_free = 10;
inline constexpr std::uint64_t guesses_free_besieged = 2;
inline constexpr std::uint64_t guesses_besiege = 100;
inline constexpr std::int64_t guess_wait_ms = 60'000;
inline constexpr std::int64_t guess_memory_ms = std::int64_t{3600} * 1000;
inline constexpr std::size_t guessed_places = 50'000;  // the oldest goes first
inline constexpr std::size_t guessed_logins = 20'000;  // likewise
// Leaving, and asking what is held.
inline constexpr std::size_t erased_posts = 100;          // by one step of a deletion
inline constexpr std::size_t posts_scanned = 5'000;       // events looked at for one step or page
inline constexpr std::size_t reactions_scanned = 20'000;  // likewise
inline constexpr std::size_t my_data_posts = 500;         // on one page
inline constexpr std::size_t my_data_bytes = 1024 * 1024;
// Lists of people.
inline constexpr std::size_t roster_bytes = 1024 * 1024;
inline constexpr std::size_t rosters_at_once = 32;  // being read, of each I/O thread
inline constexpr std::size_t roster_rows = 2'000;
inline constexpr std::size_t roster_rows_a_step = 50;
inline constexpr std::size_t roster_problems = 200;  // told of one file
// Invitations.
inline constexpr std::uint64_t invitation_uses = 10'000;
inline constexpr std::uint64_t invitation_days = 90;
inline constexpr std::size_t invitations_per_member = 200;
inline constexpr std::size_t note_bytes = 256;
inline constexpr std::int64_t invitation_kept_ms =
    std::int64_t{30} * 24 * 3600 * 1000;  // after its end
inline constexpr std::size_t secret_chars_min = 16;
inline constexpr std::size_t secret_chars_max = 64;

// What one answer may hold.
inline constexpr std::size_t list_rows = 200;
inline constexpr std::size_t history_events = 200;
inline constexpr std::size_t history_events_default = 50;
inline constexpr std::size_t history_bytes = 1024 * 1024;
inline constexpr std::size_t resume_rooms = 1'000;
inline constexpr std::size_t resume_intervals = 64;
inline constexpr std::size_t resume_events = 200;
inline constexpr std::size_t feed_page_events = 128;
inline constexpr std::size_t feed_page_bytes = 48 * 1024;  // it ends with the event that fills it
inline constexpr std::size_t feed_pages_at_once = 6;  // for one connection, each of another room

// Search.
inline constexpr std::size_t search_bytes = 512;  // of a query
inline constexpr std::size_t search_words = 16;   // parts of it between white space
inline constexpr std::size_t search_hits = 50;    // in one answer
inline constexpr std::size_t search_hits_default = 20;
inline constexpr std::size_t search_answer_bytes = 256 * 1024;  // of text in one answer
inline constexpr std::size_t search_marks = 32;                 // places shown in one hit
inline constexpr std::size_t search_prefix_letters = 2;  // that `word*` needs before its star
inline constexpr std::size_t search_prefixes = 1'000;    // words that may begin with them
inline constexpr std::size_t search_looks = 2'000;       // messages; then no more are looked up

// Pace.
inline constexpr double commands_per_second = 50;
inline constexpr double commands_burst = 200;
inline constexpr double guesses_per_minute = 10;
inline constexpr double guesses_burst = 10;
inline constexpr std::size_t rated_members = 200'000;   // buckets kept; the idlest goes first
inline constexpr std::size_t rated_addresses = 20'000;  // likewise
inline constexpr std::int64_t forget_paces_ms = 5'000;  // between two looks for full ones
inline constexpr std::int64_t beat_ms = 25'000;
inline constexpr std::int64_t typing_ms = 3'000;
inline constexpr std::size_t typing_room_connections = 50;
inline constexpr std::int64_t tick_ms = 1'000;

// Queues of the server.
inline constexpr std::size_t inbox_items = 16'384;            // heard, not yet decided
inline constexpr std::size_t inbox_bytes = 64 * 1024 * 1024;  // of what they said
inline constexpr std::size_t group_commands = 2'048;          // decided in one commit group
inline constexpr std::size_t group_bytes = 8 * 1024 * 1024;
inline constexpr std::size_t told_items = 65'536;               // told, not yet carried out by all
inline constexpr std::size_t reader_items = 4'096;              // history and feed pages asked for
inline constexpr std::size_t search_items = 256;                // searches that wait
inline constexpr std::size_t index_items = 4'096;               // rooms heard of, to be indexed
inline constexpr std::size_t outbox_bytes = 256 * 1024;         // unsent bytes of one connection
inline constexpr std::size_t alert_reserve_bytes = 512 * 1024;  // likewise, of alerts alone
inline constexpr std::size_t alerts_written = 16'384;  // said to have been written, in one command
inline constexpr std::size_t alerts_unsaid = 65'536;   // that wait in one hub to be said so
// A row of everybody an alert is for is made anew for as many as one in so many of them.
inline constexpr std::size_t alert_row_share = 16;
inline constexpr std::size_t answer_bytes = 4 * 1024 * 1024;  // likewise, of its answers
inline constexpr std::size_t feed_below_bytes = 64 * 1024;    // a feed asks for a page below this
inline constexpr std::size_t deflate_from_bytes = 128;        // a shorter message is told as it is
inline constexpr std::size_t calls_in_flight = 128;           // unanswered calls of one connection
inline constexpr std::size_t connections = 18'000;
inline constexpr std::size_t connections_per_address = 4'000;
inline constexpr std::size_t connections_per_member = 64;  // sockets
inline constexpr std::size_t errors_in_a_row = 16;

// The door.
inline constexpr std::size_t http_header_bytes = 8 * 1024;
inline constexpr std::int64_t tls_handshake_ms = 10'000;  // from the connection to its keys
inline constexpr std::int64_t handshake_ms = 10'000;      // from there to a whole request
inline constexpr std::int64_t message_ms = 10'000;    // from the first byte of a frame to its end
inline constexpr std::size_t message_frames = 1'024;  // fragments of one message
inline constexpr std::size_t echo_bytes = 16 * 1024 * 1024;  // of one message, with --test-echo …
inline constexpr std::size_t echo_frames = 256 * 1024;       // … and its fragments
inline constexpr std::int64_t exchange_ms = 30'000;      // an HTTP exchange waits for its answer
inline constexpr std::int64_t http_idle_ms = 60'000;     // between requests, and to take a reply
inline constexpr std::int64_t user_timeout_ms = 20'000;  // sent bytes nobody acknowledges
inline constexpr std::int64_t accept_pause_ms = 150;     // out of descriptors
inline constexpr int socket_send_bytes = 64 * 1024;      // the kernel's buffer of one connection
inline constexpr std::int64_t write_stall_ms = 10'000;
inline constexpr std::int64_t close_ms = 3'000;
inline constexpr std::int64_t park_after_ms = 5'000;    // a socket that is silent keeps no reader
inline constexpr std::size_t readers_at_ease = 2'048;   // while a loop has more …
inline constexpr std::int64_t park_crowded_ms = 250;    // … those that are so long silent go
inline constexpr std::size_t let_go_before_trim = 512;  // then memory is given back …
inline constexpr std::int64_t trim_ms = 2'000;          // … and not more often
inline constexpr std::int64_t trim_again_ms = 10'000;   // after a crowd, once
inline constexpr std::size_t let_go_few = 16;           // and so few …
inline constexpr std::int64_t trim_few_ms = 30'000;     // … when so much has passed

static_assert(text_bytes * 3 < frame_bytes, "an escaped text must fit a frame in ordinary use");
static_assert(connections_per_member * calls_in_flight + connections_per_address <= inbox_items,
              "one member at one address must not fill the inbox of all");
static_assert(feed_below_bytes * 2 <= outbox_bytes,
              "a feed must not overflow the outbox by itself");

}  // namespace xinqiao::limits
