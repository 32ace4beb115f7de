#include "server/portable/line_import.hpp"

#include "protocol/encode.hpp"
#include "protocol/limits.hpp"
#include "server/derived_rows.hpp"
#include "server/domain/question/clock.hpp"
#include "server/logins.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

#include <algorithm>
#include <utility>

#include "protocol/variant.hpp"

namespace xinqiao::portable {
namespace {

using store::Family;
namespace keys = store::keys;

// Of marks whose own are not in the file: there was nothing before them.
constexpr Position first_position = 1;
constexpr std::size_t kept_at_once_bytes = 1024 * 1024;
const std::string get_it_again = ": get the file again from where it was made";

std::string numbered(std::string_view what, std::uint64_t number) {
  return std::string(what) + " " + std::to_string(number);
}

// Whether every unit hangs from the root: a circle would never be climbed to its end.
bool is_tree(const domain::Organisation& tree) {
  return std::ranges::all_of(tree.units(), [&](const auto& entry) {
    const UnitRow* at = &entry.second;
    for (std::size_t i = 0; i <= tree.units().size(); ++i) {
      if (at == nullptr) return false;
      if (at->unit == root_unit) return at->parent == UnitId{};
      at = tree.unit(at->parent);
    }
    return false;
  });
}

// What is known of one beyond what the row of all says.
bool says_more(const AlertMark& mark) {
  return mark.reach > Reach::written || mark.option != 0 || mark.revisions != 0 ||
         mark.ticked_by != MemberId{};
}

}  // namespace

Wrong LineImport::take(std::string_view line) {
  if (has_end_) return "nothing may follow the last line" + get_it_again;
  if (!has_head_ || due_) return take_first(line);
  if (const auto bytes = exported::event_of_line(line)) {
    chain_.add(line);
    return take_event(*bytes);
  }
  const auto found = lines_.line(line);
  if (!found) return "this is no line that this version knows" + get_it_again;
  const bool is_counted =
      !holds_alternative<exported::Check>(*found) && !holds_alternative<exported::End>(*found);
  if (is_counted) chain_.add(line);
  return visit([this](const auto& kind) { return take_kind(kind); }, *found);
}

Wrong LineImport::take_first(std::string_view line) {
  const auto found = lines_.line(line);
  if (due_) {
    const auto* check = found ? get_if<exported::Check>(&*found) : nullptr;
    const bool is_sure = check != nullptr && *check == *due_;
    due_.reset();
    if (is_sure) return std::nullopt;
    return "the first line was changed, or this one was" + get_it_again;
  }
  const auto* head = found ? get_if<exported::Head>(&*found) : nullptr;
  if (head == nullptr) return "this is no export of Xinqiao: its first line does not say so";
  if (head->format > exported::format) {
    return "the file is of format " + std::to_string(head->format) +
           " and was made by a newer version; this one knows format " +
           std::to_string(exported::format) + ": import it with that version";
  }
  head_ = *head;
  has_head_ = true;
  due_ = check_of_first(line);
  return std::nullopt;
}

Wrong LineImport::take_kind(const exported::Head&) {
  return "a first line stands among the others" + get_it_again;
}

Wrong LineImport::take_kind(const exported::Check& check) {
  if (check.lines == chain_.lines() && check.sha256 == chain_.next()) return std::nullopt;
  return "a line since the last check was changed, lost or added" + get_it_again;
}

Wrong LineImport::take_kind(const exported::End& end) {
  const bool is_whole = end.lines == chain_.lines() && end.sha256 == chain_.next();
  if (!is_whole) return "a line since the last check was changed, lost or added" + get_it_again;
  end_ = end;
  has_end_ = true;
  return std::nullopt;
}

// --- Events ---

Wrong LineImport::check_place(const Event& event) {
  const bool is_next = has_events_ && event.room == last_.room;
  if (has_events_ && event.room < last_.room) {
    return numbered("room", event.room.value) + " comes after " +
           numbered("room", last_.room.value) + get_it_again;
  }
  if (!is_next) last_ = RoomRow{.room = event.room, .title = {}, .created_by = {}};
  if (event.seq != last_.last_seq + 1) {
    return numbered("event", last_.last_seq + 1) + " of " + numbered("room", event.room.value) +
           " should stand here, not " + numbered("event", event.seq) + get_it_again;
  }
  const bool begins = holds_alternative<RoomCreated>(event.body);
  if (event.room != organisation_room && begins != (event.seq == 1)) {
    return "a room begins with the event that made it, and no other";
  }
  if (event.at < last_.last_at) return "this event is earlier than the one before it";
  if (event.n != last_.last_n + (counts_as_post(event.body) ? 1U : 0U)) {
    return "this event has a wrong n";
  }
  return std::nullopt;
}

Wrong LineImport::take_event(std::string_view bytes) {
  Event event;
  if (!decoder_.event(bytes, event) || encode_event(event) != bytes) {
    return "this is no event as this version writes it" + get_it_again;
  }
  if (holds_alternative<TalkMoved>(event.body)) return "talks are never in an export";
  if (Wrong wrong = check_place(event)) return wrong;
  last_.last_seq = event.seq;
  last_.last_n = event.n;
  last_.last_at = event.at;
  has_events_ = true;
  ++seen_.events;
  if (event.seq == 1 && event.room != organisation_room) ++seen_.rooms;
  latest_ = std::max(latest_, event.at);
  world_.apply(event);
  batch_.put(Family::events, keys::event(event.room, event.seq), bytes);
  if (const auto* edit = get_if<Edited>(&event.body)) {
    batch_.put(Family::index, keys::edit(event.room, edit->target, event.seq), "");
  }
  if (const auto* moved = get_if<QuestionMoved>(&event.body)) {
    const QuestionRow* row = world_.questions().row({event.room, moved->target});
    if (row == nullptr || row->moved != event.seq) return "this is a step of no open question";
    if (domain::is_closed(*row)) {
      batch_.put(Family::rows, keys::closed_question(row->room, row->question),
                 store::encode_record(*row));
    }
  }
  return keep_if_much();
}

// --- What is known beside events ---

void LineImport::put_mark(const Mark& mark) {
  store::add_mark(batch_, mark, first_position);
}

Wrong LineImport::take_kind(const exported::Member& member) {
  ++seen_.members;
  if (!member.name.empty()) put_mark(Profile{member.member, member.name});
  if (member.presence) put_mark(PresenceMark{member.member});
  if (member.erasing) {
    put_mark(Erasing{member.member, member.erasing->room, member.erasing->seq});
  }
  if (!member.login.empty()) {
    if (member.login.size() < limits::login_bytes_min || fold_login(member.login) != member.login) {
      return "this login is not one" + get_it_again;
    }
    // The login is kept for the member, who has no password yet.
    put_mark(Credential{member.member, member.login, "", Instant{}});
  }
  return keep_if_much();
}

Wrong LineImport::take_kind(const exported::Seat& seat) {
  if (seat.read) put_mark(*seat.read);
  return keep_if_much();
}

Wrong LineImport::take_kind(const ReactionMark& mark) {
  const PostRef post{mark.room, mark.target};
  if (post != reacted_) keep_totals();
  reacted_ = post;
  ++totals_.counts[mark.reaction - 1U];
  put_mark(mark);
  return keep_if_much();
}

void LineImport::keep_totals() {
  if (!totals_.none()) {
    batch_.put(Family::index, keys::totals(reacted_.room, reacted_.seq),
               store::encode_record(totals_));
  }
  totals_ = {};
}

Wrong LineImport::take_kind(const Confirmation& mark) {
  put_mark(mark);
  return keep_if_much();
}

Wrong LineImport::take_kind(const Mention& mark) {
  latest_ = std::max(latest_, mark.at);
  put_mark(mark);
  return keep_if_much();
}

Wrong LineImport::take_kind(const AlertMark& mark) {
  if (mark.room != audience_.room) keep_audience();
  const bool is_after = audience_.people.empty() || audience_.people.back().member < mark.member;
  if (!is_after) return "this person stands behind one that comes later" + get_it_again;
  audience_.room = mark.room;
  audience_.people.push_back({mark.member, mark.unit, mark.reach >= Reach::written});
  if (says_more(mark)) put_mark(mark);
  return keep_if_much();
}

void LineImport::keep_audience() {
  if (!audience_.people.empty()) put_mark(audience_);
  audience_ = {};
}

// --- Keeping ---

Wrong LineImport::keep_if_much() {
  return batch_.bytes() < kept_at_once_bytes ? std::nullopt : keep();
}

Wrong LineImport::keep() {
  if (!log_.has_room()) return "the disk of the new store is nearly full: make room there";
  const store::Status kept = log_.append(batch_);
  batch_.clear();
  if (!kept.is_ok()) return kept.message;
  return std::nullopt;
}

Wrong LineImport::check_world() const {
  if (!is_tree(world_.organisation())) return "the units do not hang together" + get_it_again;
  for (const auto& [id, member] : world_.members()) {
    if (member.row.member == id) continue;
    return numbered("member", id.value) + " is in rooms but was never added" + get_it_again;
  }
  const bool counters_are_beyond = head_.next_member >= world_.next_member() &&
                                   head_.next_room >= world_.next_room() &&
                                   head_.next_unit >= world_.organisation().next_unit();
  if (!counters_are_beyond) return "the first line names ids that are in use" + get_it_again;
  const bool is_counted = end_.events == seen_.events && end_.rooms == seen_.rooms &&
                          end_.members == seen_.members && head_.rooms == seen_.rooms;
  if (!is_counted) return "the first or the last line counts otherwise" + get_it_again;
  return std::nullopt;
}

Wrong LineImport::finish() {
  if (!has_end_) return "the file was cut off here: there is no last line" + get_it_again;
  if (Wrong wrong = check_world()) return wrong;
  keep_audience();
  keep_totals();
  for (const auto& [key, record] : rows_of(world_, {})) {
    batch_.put(Family::rows, key, record);
    if (Wrong wrong = keep_if_much()) return wrong;
  }
  const auto put_number = [this](std::string_view key, std::uint64_t value) {
    batch_.put(Family::meta, key, keys::number_value(value));
  };
  put_number(keys::next_member, head_.next_member.value);
  put_number(keys::next_room, head_.next_room.value);
  put_number(keys::next_unit, head_.next_unit.value);
  put_number(keys::next_session, 1);
  put_number(keys::position, first_position);
  put_number(keys::at, static_cast<std::uint64_t>(latest_.ms));
  return keep();
}

Wrong compare_lines(const store::Log& log, const ExportOrder& order, const NextLine& next,
                    std::uint64_t& number) {
  number = 0;
  Wrong wrong;
  Exported done;
  const store::Status compared = export_lines(
      log, order,
      [&](std::string_view line) {
        ++number;
        const auto theirs = next();
        if (number <= 2 || theirs == line) return store::Status::ok();
        wrong = "this line says something else than its events" + get_it_again;
        return store::Status::error(store::Fault::corrupted, *wrong);
      },
      done);
  if (!wrong && !compared.is_ok()) wrong = compared.message;
  return wrong;
}

}  // namespace xinqiao::portable
