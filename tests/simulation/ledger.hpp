// What is true: every batch that became durable, read naively, event by event, and every word a
// client said. It knows nothing of how the server works; whatever a client is told is held against
// it. Threading: belongs to its run.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "protocol/decode.hpp"
#include "server/domain/world.hpp"
#include "tests/simulation/alert_book.hpp"
#include "tests/simulation/question_book.hpp"
#include "tests/simulation/reckoning.hpp"
#include "tests/simulation/release_book.hpp"
#include "tests/simulation/simulated_log.hpp"
#include "tests/simulation/standings.hpp"
#include "tests/simulation/talk_book.hpp"

namespace xinqiao::simulation {

namespace json = boost::json;

// A stay of a member in a room, in seqs and in syncs; 0 = has not left.
struct Stay {
  Seq joined{};
  Seq left{};
  std::size_t joined_sync{};
  std::size_t left_sync{};
  bool is_seat = false;  // of an alert: nothing is read yet
};

inline std::string place_name(RoomId room, Seq seq) {
  return "room " + std::to_string(room.value) + " seq " + std::to_string(seq);
}

struct KeptEvent {
  Event event;        // as it was said
  std::string bytes;  // as it was first kept
  std::string kind;
  std::string shown;  // the text of a post after its edits
  Seq edit{};         // the last edit of a post
  bool deleted = false;
  bool bare = false;           // a step of a talk whose bytes are forgotten
  std::size_t deleted_sync{};  // or bare since then
};

struct KeptRoom {
  std::vector<KeptEvent> events;  // seq 1 is first
  std::map<MemberId, std::vector<Stay>> stays;
  Ordinal posts{};
  RoomRules rules;
  bool is_archived = false;
  std::map<MemberId, Instant> mutes;  // until when
  const KeptEvent* at(Seq seq) const {
    return seq >= 1 && seq <= events.size() ? &events[seq - 1] : nullptr;
  }
  bool has(MemberId member) const {
    const auto found = stays.find(member);
    return found != stays.end() && found->second.back().left == 0;
  }
};

// Something a client says once: its text begins with a tag of its own, `[phone-3.14]`.
struct Saying {
  std::string text;
  MemberId by;
  bool accepted = false;
  bool refused = false;
  bool is_lost = false;         // by a restored backup, after it was accepted
  bool may_be_doubled = false;  // nobody can know any more whether it was taken
  RoomId room;                  // where it stands in the log, if it does
  Seq seq{};
  MemberId member;  // of member.add
};

class Ledger {
 public:
  Ledger(Story& story, const SimulatedLog& log)
      : story_(story),
        log_(log),
        questions_(story, standings_),
        alerts_(story, standings_),
        talks_(story, standings_),
        releases_(story, standings_) {}

  // A batch becomes durable.
  void kept(const store::Batch& batch);
  std::size_t syncs() const { return syncs_; }
  Position position() const;

  const KeptRoom* room(RoomId id) const;
  const std::map<RoomId, KeptRoom>& rooms() const { return rooms_; }
  const Standings& standings() const { return standings_; }
  const Reckoning& reckoning() const { return reckoning_; }
  const QuestionBook& questions() const { return questions_; }
  const AlertBook& alerts() const { return alerts_; }
  // A line of this member has got an alert, whole.
  void handed(RoomId room, MemberId member) {
    alerts_.handed(room, member);
    handed_.push_back({syncs_, room, member});
  }
  // A backup is restored: a ledger that knows nothing is told of these batches anew, and of what
  // clients said and got, which no backup takes back.
  struct Handed {
    std::size_t sync;
    RoomId room;
    MemberId member;
  };
  struct Memory {
    std::map<std::string, Saying, std::less<>> sayings;
    std::vector<Handed> handed;
  };
  Memory memory() const { return {sayings_, handed_}; }
  void live_again(const Memory& memory, const std::vector<store::Batch>& batches);
  const TalkBook& talks() const { return talks_; }
  // At rest: whether the rooms that an export takes along are those that may leave.
  void check_releases(const domain::World& world, Instant now) const {
    releases_.compare(world, log_, rooms_, now);
  }
  const KeptEvent* event(RoomId room, Seq seq) const;
  // Whether the member was in the room at some moment between two syncs (both included, a stay
  // counts up to its `left`), and may so know `seq`.
  bool may_know(MemberId member, RoomId room, Seq seq, std::size_t from_sync,
                std::size_t to_sync) const;

  // How far the member has read, as seq and n: since it joined, and by its last mark.
  std::pair<Seq, Ordinal> read(MemberId member, RoomId room) const;

  void says(const std::string& tag, Saying saying);
  Saying* saying(std::string_view text);
  // A client was told that what it said is accepted, or refused for good.
  void accepted(Saying& saying, RoomId room, Seq seq, MemberId member);
  void refused(Saying& saying);

  // An answer of `history`, at the moment it was read: these bytes are what stands in the store
  // now.
  void check_page(const json::object& page, std::string_view bytes);
  // Answers of `question.list` and `question.figures`, likewise.
  void check_board(const json::object& board, std::string_view bytes);
  void check_figures(const json::object& figures);
  // At rest: the world, and what it answers, say of questions what their steps say.
  void check_questions(const domain::World& world, Instant now);
  // Whether the world counts the readers and confirmers of notices as the marks do.
  void check_notices(const domain::World& world);
  // Whether the readers of every post are counted as the marks say.
  void check_readers(const domain::World& world);
  // Every word is where it should be, once.
  void check_all();

 private:
  struct Sink;
  void put_event(std::string_view value);
  void append_event(Event event, std::string_view bytes);
  void replace_event(const Event& event, const std::string& kind);
  void come_or_go(KeptRoom& room, const Event& event);
  void arrange(KeptRoom& room, const Event& event);
  void put_name(std::string_view key, std::string_view value);
  void put_read(std::string_view key, std::string_view value);
  void put_counts(std::string_view value);
  void put_alert_mark(std::string_view key, std::string_view value);
  void put_alert_audience(std::string_view key, std::string_view value);
  void give_seat(RoomId room, MemberId member);
  void place(std::string_view text, MemberId by, RoomId room, Seq seq, MemberId member);
  void redact(KeptRoom& room, const Event& event);
  Seq last_edit(RoomId room, const KeptEvent& post, Seq top) const;
  void check_questions(const json::object& page);
  void check_kept(RoomId room, const KeptEvent& one);

  Story& story_;
  const SimulatedLog& log_;
  Decoder decoder_;
  Standings standings_;
  Reckoning reckoning_;
  QuestionBook questions_;
  AlertBook alerts_;
  TalkBook talks_;
  ReleaseBook releases_;
  std::map<RoomId, KeptRoom> rooms_;
  std::map<std::string, Saying, std::less<>> sayings_;
  std::map<MemberId, std::string> names_;
  std::map<std::pair<MemberId, RoomId>, Seq> reads_;
  std::vector<Handed> handed_;
  std::size_t syncs_ = 0;
  Instant last_at_{};
};

// What can be edited, deleted and reacted to.
bool is_post_kind(std::string_view kind);
// `[phone-3.14]` of `[phone-3.14] 你好`; empty if the text has none.
std::string_view tag_of(std::string_view text);
std::uint64_t number_in(const json::object& object, std::string_view key);
std::string_view text_in(const json::object& object, std::string_view key);
bool is_true(const json::object& object, std::string_view key);
// A question as a page of history or the board shows it.
SeenQuestion question_in(const json::object& row);
// The figures of an alert as one line, like AlertBook::figures.
std::string figures_in(const json::object& told);

}  // namespace xinqiao::simulation
