#include "server/verify_events.hpp"

#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "server/domain/question/clock.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "protocol/variant.hpp"

namespace xinqiao {
namespace {

using store::Family;
using store::Order;
namespace keys = store::keys;

// One room as its events go by: enough to hold each against those before it and, at the end, the
// references between them against each other.
class RoomCheck {
 public:
  RoomCheck(RoomId room, Problems& problems) : room_(room), problems_(problems) {}

  RoomId room() const { return room_; }

  void see(Seq seq, const Event& event) {
    if (seq != last_.seq + 1) {
      say(last_.seq + 1, seq == last_.seq + 2 ? "is missing"
                                              : "and what follows up to " +
                                                    std::to_string(seq - 1) + " are missing");
    }
    if (room_ != organisation_room && holds_alternative<RoomCreated>(event.body) != (seq == 1)) {
      say(seq, "stands where it should not: a room is created by its first event");
    }
    if (event.at < last_.at) say(seq, "is earlier than the one before it");
    const bool counts = counts_as_post(event.body);
    if (event.n != last_.n + (counts ? 1 : 0)) say(seq, "has a wrong n");
    last_ = {seq, event.n, event.at};
    places_.resize(std::max<std::size_t>(places_.size(), seq + 1));
    Place& place = places_[seq];
    place.kind = static_cast<std::uint8_t>(event.body.index() + 1);
    visit([&](const auto& body) { refer(place, body); }, event.body);
    if (counts) ++problems_.report.posts;
  }

  // An event that cannot be read counts as said, so that one fault is told once.
  void pass_over(Seq seq) { last_.seq = seq; }

  // After the last event: what refers to what, and the index of edits.
  void finish(const store::Log& log) {
    std::vector<std::pair<Seq, Seq>> edits;
    for (Seq seq = 1; seq < places_.size(); ++seq) check_reference(seq, edits);
    compare_index(log, edits);
  }

 private:
  struct Place {
    std::uint8_t kind = 0;  // of the body, from 1; 0 = nothing
    Seq target{};
    Seq del{};
  };
  struct Last {
    Seq seq{};
    Ordinal n{};
    Instant at;
  };

  template <class Body>
  static std::uint8_t kind_of() {
    return static_cast<std::uint8_t>(EventBody(Body{}).index() + 1);
  }

  template <class Body>
  static void refer(Place&, const Body&) {}
  static void refer(Place& place, const Posted& body) { place.target = body.re.value_or(0); }
  static void refer(Place& place, const Recalled& body) { place.target = body.target; }
  static void refer(Place& place, const Moderated& body) { place.target = body.target; }
  static void refer(Place& place, const Pinned& body) { place.target = body.target; }
  static void refer(Place& place, const NoticeClosed& body) { place.target = body.target; }
  static void refer(Place& place, const QuestionMoved& body) { place.target = body.target; }
  static void refer(Place& place, const AlertMoved& body) { place.target = body.target; }
  static void refer(Place& place, const Edited& body) { place.target = body.target; }
  static void refer(Place& place, const Deleted& body) { place.target = body.target; }
  static void refer(Place& place, const DeletedPost& body) { place.del = body.del; }
  static void refer(Place& place, const DeletedEdit& body) {
    place.target = body.target;
    place.del = body.del;
  }

  const Place& at(Seq seq) const {
    static const Place nothing;
    return seq < places_.size() ? places_[seq] : nothing;
  }
  bool is_deletion_of(Seq seq, Seq target) const {
    const std::uint8_t kind = at(seq).kind;
    return takes_away(kind) && at(seq).target == target;
  }
  static bool takes_away(std::uint8_t kind) {
    return kind == kind_of<Deleted>() || kind == kind_of<Recalled>() ||
           kind == kind_of<Moderated>();
  }

  void check_reference(Seq seq, std::vector<std::pair<Seq, Seq>>& edits) {
    const Place& place = at(seq);
    const std::uint8_t target = place.target < seq ? at(place.target).kind : std::uint8_t{0};
    const bool is_post = target == kind_of<Posted>() || target == kind_of<Noticed>() ||
                         target == kind_of<Forwarded>();
    const bool was_post = is_post || target == kind_of<DeletedPost>();
    if (place.kind == kind_of<Posted>()) {
      if (place.target != 0 && !was_post) say(seq, "answers what is no post");
    } else if (place.kind == kind_of<QuestionMoved>() || place.kind == kind_of<AlertMoved>()) {
      if (!was_post) say(seq, "is about what is no post");
    } else if (place.kind == kind_of<Pinned>()) {
      if (!was_post) say(seq, "pins what is no post");
    } else if (place.kind == kind_of<NoticeClosed>()) {
      if (target != kind_of<Noticed>() && !was_post) say(seq, "closes what is no notice");
    } else if (place.kind == kind_of<Edited>()) {
      if (!is_post) say(seq, "edits what is no post, or a deleted one");
      edits.emplace_back(place.target, seq);
    } else if (takes_away(place.kind)) {
      if (target != kind_of<DeletedPost>()) say(seq, "deletes what still stands, or is no post");
    } else if (place.kind == kind_of<DeletedPost>()) {
      if (!is_deletion_of(place.del, seq)) say(seq, "is a tombstone without a deletion");
    } else if (place.kind == kind_of<DeletedEdit>()) {
      if (!is_deletion_of(place.del, place.target)) {
        say(seq, "is a tombstone of an edit without a deletion");
      }
    }
  }

  void compare_index(const store::Log& log, std::vector<std::pair<Seq, Seq>>& edits) {
    std::sort(edits.begin(), edits.end());
    problems_.report.edits += edits.size();
    std::vector<std::pair<Seq, Seq>> indexed;
    const std::string from = keys::edit(room_, 0, 0);
    const std::string to = keys::after_prefix(std::string_view(from).substr(0, 9));
    const auto read = log.scan(Family::index, from, to, Order::ascending, [&](auto key, auto) {
      indexed.emplace_back(keys::number(key, 1, 1), keys::number(key, 1, 2));
      return true;
    });
    problems_.add_unreadable("index of edits", read);
    std::vector<std::pair<Seq, Seq>> differ;
    std::set_symmetric_difference(edits.begin(), edits.end(), indexed.begin(), indexed.end(),
                                  std::back_inserter(differ));
    for (const auto& [target, seq] : differ) {
      const bool is_edit = std::binary_search(edits.begin(), edits.end(), std::pair(target, seq));
      say(seq, is_edit ? "is an edit that the index does not know"
                       : "stands in the index of edits and is none");
    }
  }

  void say(Seq seq, const std::string& what) {
    problems_.add("room " + std::to_string(room_.value) + ": event " + std::to_string(seq) + " " +
                  what);
  }

  RoomId room_;
  Problems& problems_;
  Last last_;
  std::vector<Place> places_;
};

// The index holds no room that the events do not know.
void check_index_rooms(const store::Log& log, const domain::World& world, Problems& problems) {
  std::uint64_t strangers = 0;
  const auto read = log.scan(Family::index, "", "", Order::ascending, [&](auto key, auto) {
    const bool is_edit = key.size() == 25 && key[0] == 'e';
    const bool is_totals = key.size() == 17 && key[0] == 't';
    if ((!is_edit && !is_totals) || world.room({keys::number(key, 1, 0)}) == nullptr) ++strangers;
    return true;
  });
  problems.add_unreadable("index", read);
  if (strangers > 0) {
    problems.add("the index holds " + std::to_string(strangers) + " rows of no room");
  }
}

// The first step of a question begins it, by the author of its post; every other one moves an open
// one.
void check_question(const domain::World& world, const Event& event, Rows& closed,
                    Problems& problems) {
  const auto* moved = get_if<QuestionMoved>(&event.body);
  if (moved == nullptr) return;
  const QuestionRow* row = world.questions().row({event.room, moved->target});
  if (row == nullptr || row->moved != event.seq) {
    problems.add("room " + std::to_string(event.room.value) + ": event " +
                 std::to_string(event.seq) + " is a step of no open question");
    return;
  }
  if (moved->move == QuestionMove::asked) ++problems.report.questions;
  if (domain::is_closed(*row)) {
    closed.emplace(keys::closed_question(row->room, row->question), store::encode_record(*row));
  }
}

// The first step of a talk begins it, in the room that was made for it, every other one moves it as
// the table says (domain/talk/README.md). `with_bytes`: the rooms in which bytes were seen.
void check_talk(const domain::World& world, const Event& event, std::set<RoomId>& with_bytes,
                Problems& problems) {
  const auto* moved = get_if<TalkMoved>(&event.body);
  if (moved == nullptr) return;
  if (moved->move == TalkMove::asked) ++problems.report.talks;
  if (!moved->bytes.empty()) with_bytes.insert(event.room);
  const TalkRow* row = world.talks().find(event.room);
  if (row != nullptr && row->moved == event.seq) return;
  problems.add("room " + std::to_string(event.room.value) + ": event " + std::to_string(event.seq) +
               " is a step of no talk");
}

void check_forgotten(const domain::World& world, const std::set<RoomId>& with_bytes,
                     Problems& problems) {
  for (const RoomId room : with_bytes) {
    const TalkRow* row = world.talks().find(room);
    if (row == nullptr || row->state != TalkState::forgotten) continue;
    problems.add("the talk in room " + std::to_string(room.value) +
                 " is forgotten and still has bytes");
  }
}

}  // namespace

void verify_events(const store::Log& log, domain::World& world, Rows& closed, Seen& seen,
                   Problems& problems) {
  Decoder decoder;
  std::optional<RoomCheck> room;
  std::set<RoomId> with_bytes;
  const auto read = log.scan(Family::events, "", "", Order::ascending, [&](auto key, auto bytes) {
    ++problems.report.events;
    if (key.size() != 16) {
      problems.add("an event has a key of the wrong length");
      return true;
    }
    const RoomId id{keys::number(key, 0, 0)};
    const Seq seq = keys::number(key, 0, 1);
    if (!room || room->room() != id) {
      if (room) room->finish(log);
      room.emplace(id, problems);
    }
    Event event;
    const bool is_readable = decoder.event(bytes, event);
    if (!is_readable || event.room != id || event.seq != seq || encode_event(event) != bytes) {
      problems.add("room " + std::to_string(id.value) + ": event " + std::to_string(seq) +
                   " cannot be read");
      room->pass_over(seq);
      return true;
    }
    room->see(seq, event);
    world.apply(event);
    check_question(world, event, closed, problems);
    check_talk(world, event, with_bytes, problems);
    seen.at = std::max(seen.at, event.at);
    return true;
  });
  if (room) room->finish(log);
  problems.add_unreadable("events", read);
  check_forgotten(world, with_bytes, problems);
  check_index_rooms(log, world, problems);
  for (const auto& [id, member] : world.members()) {
    if (member.row.member == id) continue;
    problems.add("member " + std::to_string(id.value) + " is in rooms but was never added");
  }
}

}  // namespace xinqiao
