#include "tests/simulation/follower.hpp"

#include "store/keys.hpp"
#include "store/record.hpp"

#include <algorithm>
#include <limits>

namespace xinqiao::simulation {
namespace {

using store::Family;

std::string printable(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    if (c >= 0x20 && c < 0x7f) {
      out.push_back(c);
    } else {
      constexpr std::string_view digits = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(c);
      out.append({'\\', digits[byte >> 4], digits[byte & 15]});
    }
  }
  return out;
}

std::string text_of(std::uint64_t value) {
  return std::to_string(value);
}

void describe_room(const domain::Room& room, const domain::World& world,
                   std::vector<std::string>& lines) {
  const std::string name = "room " + text_of(room.row.room.value);
  lines.push_back(name + " row " + store::encode_record(room.row));
  lines.push_back(name + " rules " + store::encode_record(room.rules));
  if (const auto order = world.order_row(room.row.room)) {
    lines.push_back(name + " order " + store::encode_record(*order));
  }
  if (room.release) lines.push_back(name + " release " + store::encode_record(*room.release));
  for (const auto& [member, place] : room.members) {
    const auto row = world.membership_row(room.row.room, member);
    lines.push_back(name + " member " + text_of(member.value) + " row " +
                    (row ? store::encode_record(*row) : "none") + " read " +
                    text_of(place.read_seq) + " " + text_of(place.read_n) + " at position " +
                    text_of(place.read_position));
  }
}

void describe_notices(const domain::Room& room, std::vector<std::string>& lines) {
  const std::string name = "room " + text_of(room.row.room.value);
  lines.push_back(name + " active " + text_of(room.active) + " waiting " + text_of(room.scheduled));
  for (const auto& [seq, notice] : room.notices) {
    std::string line = name + " notice " + store::encode_record(notice.row) + " read " +
                       text_of(notice.read) + " confirmed " + text_of(notice.confirmed) + " by";
    for (const MemberId member : notice.confirmers) line += " " + text_of(member.value);
    lines.push_back(std::move(line));
  }
}

void describe_member(MemberId id, const domain::Member& member, const domain::World& world,
                     std::vector<std::string>& lines) {
  const std::string name = "member " + text_of(id.value);
  lines.push_back(name + " row " + store::encode_record(member.row) + " " + member.name);
  lines.push_back(name + " standing " + store::encode_record(member.standing));
  for (const RoomId room : member.rooms) lines.push_back(name + " in " + text_of(room.value));
  for (const auto& [session, one] : member.sessions) {
    lines.push_back(name + " session " + text_of(session.value) + store::encode_mark(*one, 0));
  }
  for (const Link* link : member.links) {
    const bool is_known = world.link(link->link) == link;
    lines.push_back(name + " link " + (is_known ? store::encode_mark(*link, 0) : " none"));
  }
  for (const auto& [outbox, memory] : member.outboxes) {
    lines.push_back(name + " outbox " + outbox + " last " + text_of(memory.last) + " used " +
                    std::to_string(memory.last_used.ms));
    const std::uint64_t window = std::min(memory.last, limits::outbox_window);
    for (std::uint64_t n = memory.last - window + 1; n <= memory.last; ++n) {
      const Receipt& receipt = memory.receipt(n);
      lines.push_back(name + " receipt " +
                      store::encode_mark(OutboxReceipt{id, outbox, n, receipt}, 0));
    }
  }
  for (const auto& [key, receipt] : member.keys) {
    lines.push_back(name + " key " + std::string(key.begin(), key.end()) + " " +
                    store::encode_mark(KeyReceipt{id, key, receipt, false}, 0));
  }
}

void describe_ways_in(const domain::World& world, std::vector<std::string>& lines) {
  for (const auto& [id, member] : world.members()) {
    const std::string name = "member " + text_of(id.value);
    if (member.credential) {
      lines.push_back(name + " login " + store::encode_mark(*member.credential, 0));
    }
    for (const auto& [browser, seen] : member.browsers) {
      lines.push_back(name + " browser " + std::string(browser.begin(), browser.end()) + " seen " +
                      std::to_string(seen.ms));
    }
    for (const TokenHash& link : member.resets) {
      lines.push_back(name + " reset " + std::string(link.begin(), link.end()));
    }
  }
  for (const auto& [hash, invitation] : world.invitations()) {
    lines.push_back("invitation " + store::encode_mark(invitation, 0));
  }
  for (const auto& [key, arrival] : world.arrivals()) {
    lines.push_back("arrival " + store::encode_mark(arrival, 0));
  }
}

template <class Hash>
void take_hash(std::string_view key, std::size_t at, Hash& hash) {
  const std::string_view bytes = key.substr(at, hash.size());
  std::copy(bytes.begin(), bytes.end(), hash.begin());
}

void describe_alerts(const domain::Alerts& alerts, std::vector<std::string>& lines) {
  for (const auto& [room, alert] : alerts.all()) {
    lines.push_back("alert " + store::encode_record(alert.row));
    for (const AlertMark& mark : alert.people) {
      lines.push_back("alert of " + text_of(mark.member.value) + " " + store::encode_mark(mark, 0));
    }
    for (const auto& [unit, figures] : alert.by_unit) {
      std::string line = "alert in unit " + text_of(unit.value);
      for (const std::uint64_t count : figures.reached) line += " " + text_of(count);
      for (const std::uint64_t count : figures.answers) line += " " + text_of(count);
      lines.push_back(line + " " + text_of(figures.ticked));
    }
  }
}

void describe_questions(const domain::Questions& questions, std::vector<std::string>& lines) {
  for (const auto& [place, row] : questions.all()) {
    lines.push_back("question " + store::encode_record(row));
  }
  for (const auto& [unit, counts] : questions.counts()) {
    lines.push_back("questions of a unit " + store::encode_record(counts));
  }
  for (const QuestionPlace& place : questions.in_order()) {
    lines.push_back("board " + std::to_string(place.due.ms) + " " + text_of(place.room.value) +
                    " " + text_of(place.question));
  }
  const Instant end{std::numeric_limits<std::int64_t>::max()};
  for (const PostRef& due : questions.due(end, std::numeric_limits<std::size_t>::max())) {
    lines.push_back("due question " + text_of(due.room.value) + " " + text_of(due.seq));
  }
}

void describe_talks(const domain::World& world, std::vector<std::string>& lines) {
  const domain::Talks& talks = world.talks();
  for (const auto& [room, row] : talks.all()) {
    lines.push_back("talk " + store::encode_record(row) + " ahead " + text_of(talks.ahead(row)));
  }
  for (const auto& [line, rooms] : talks.lines()) {
    for (const RoomId room : rooms) {
      lines.push_back("line " + text_of(line.unit.value) + " " + text_of(line.listener.value) +
                      " " + text_of(room.value));
    }
  }
  for (const auto& [id, member] : world.members()) {
    for (const RoomId room : talks.of(id)) {
      lines.push_back("member " + text_of(id.value) + " has talk " + text_of(room.value));
    }
    lines.push_back("member " + text_of(id.value) + " seats " + text_of(talks.seats(id)) +
                    (member.listening ? " listens" : ""));
  }
  for (const MemberId id : world.listeners()) lines.push_back("listener " + text_of(id.value));
}

}  // namespace

std::vector<std::string> describe(const domain::World& world) {
  std::vector<std::string> lines;
  for (const auto& [id, waits] : world.scheduled()) {
    lines.push_back("waits " + text_of(id) + " " + store::encode_mark(waits, 0));
  }
  for (const auto& [id, room] : world.rooms()) {
    describe_room(room, world, lines);
    describe_notices(room, lines);
  }
  for (const auto& [id, member] : world.members()) describe_member(id, member, world, lines);
  describe_ways_in(world, lines);
  describe_questions(world.questions(), lines);
  describe_alerts(world.alerts(), lines);
  describe_talks(world, lines);
  const domain::Organisation& tree = world.organisation();
  for (const auto& [id, unit] : tree.units()) lines.push_back("unit " + store::encode_record(unit));
  lines.push_back("tree " + text_of(tree.version()) + " " + text_of(tree.next_unit().value) + " " +
                  text_of(tree.reception().value) + " " + text_of(tree.open_units()) + " " +
                  text_of(world.owners()));
  lines.push_back("next " + text_of(world.next_member().value) + " " +
                  text_of(world.next_room().value) + " " + text_of(world.next_session().value));
  const Instant end{std::numeric_limits<std::int64_t>::max()};
  for (const std::string& what : world.due(end, std::numeric_limits<std::size_t>::max())) {
    lines.push_back("due " + what);
  }
  lines.push_back("due next " + std::to_string(world.next_due().value_or(end).ms));
  return lines;
}

struct Follower::Sink {
  Follower& follower;
  void put(Family family, std::string_view key, std::string_view value) {
    if (family == Family::events) follower.put_event(key, value);
    if (family == Family::marks) follower.put_mark(key, value);
  }
  void erase(Family family, std::string_view key) {
    if (family == Family::marks) follower.erase_mark(key);
    if (family == Family::events) follower.story_.broken("I8", "an event is erased");
  }
};

void Follower::kept(const store::Batch& batch) {
  batch.replay(Sink{*this});
}

void Follower::put_event(std::string_view key, std::string_view value) {
  Event event;
  if (!decoder_.event(value, event) || store::keys::event(event.room, event.seq) != key) {
    return story_.broken("I8", "a kept event cannot be read: " + std::string(value));
  }
  // A tombstone takes the place of an event; the world has seen that place already.
  const domain::Room* room = world_.room(event.room);
  const Seq last = room == nullptr ? 0 : room->row.last_seq;
  if (event.seq <= last) return;
  world_.apply(event);
  const auto* moved = get_if<QuestionMoved>(&event.body);
  if (moved == nullptr) return;
  const QuestionRow* row = world_.questions().row({event.room, moved->target});
  if (row == nullptr || world_.questions().open({event.room, moved->target}) != nullptr) return;
  closed_[store::keys::closed_question(row->room, row->question)] = store::encode_record(*row);
}

void Follower::put_mark(std::string_view key, std::string_view value) {
  const auto kept = store::decode_mark(key, value);
  if (!kept) return story_.broken("I8", "a kept mark cannot be read: " + printable(key));
  world_.apply(kept->mark, kept->position);
}

// By what people come in.
bool Follower::erase_way_in(std::string_view key) {
  if (key[0] == 'v') {
    ResetLink reset;
    take_hash(key, 1, reset.link);
    for (const auto& [id, member] : world_.members()) {
      if (member.resets.contains(reset.link)) reset.member = id;
    }
    reset.gone = true;
    if (reset.member != MemberId{}) world_.apply(reset, 0);  // a link may go without one
  } else if (key[0] == 'i') {
    Invitation invitation;
    take_hash(key, 1, invitation.invitation);
    invitation.gone = true;
    world_.apply(invitation, 0);
  } else if (key[0] == 'j') {
    Arrival arrival;
    take_hash(key, 1, arrival.invitation);
    take_hash(key, 1 + arrival.invitation.size(), arrival.claim);
    arrival.gone = true;
    world_.apply(arrival, 0);
  } else {
    return false;
  }
  return true;
}

void Follower::erase_mark(std::string_view key) {
  if (key[0] == 'l') {
    Link link;
    std::copy(key.begin() + 1, key.end(), link.link.begin());
    link.gone = true;
    world_.apply(link, 0);
  } else if (key[0] == 's') {
    Session session;
    session.session.value = store::keys::number(key, 1, 0);
    session.gone = true;
    // Its key does not say whose it is; the mark of the one who decides does.
    for (const auto& [id, member] : world_.members()) {
      if (member.sessions.contains(session.session)) session.member = id;
    }
    world_.apply(session, 0);
  } else if (key[0] == 'k') {
    KeyReceipt receipt;
    receipt.member.value = store::keys::number(key, 1, 0);
    std::copy(key.begin() + 9, key.end(), receipt.key.begin());
    receipt.gone = true;
    world_.apply(receipt, 0);
  } else if (key[0] == 'o') {
    const MemberId member{store::keys::number(key, 1, 0)};
    world_.apply(OutboxForgotten{member, std::string(key.substr(9, key.size() - 11))}, 0);
  } else if (key[0] == 'y') {
    const RoomId room{store::keys::number(key, 1, 0)};
    const Seq seq = store::keys::number(key, 1, 1);
    world_.apply(Confirmation{MemberId{store::keys::number(key, 1, 2)}, room, seq, true}, 0);
  } else if (key[0] == 'n') {
    ScheduledNotice gone;
    gone.notice = store::keys::number(key, 1, 0);
    gone.gone = true;
    world_.apply(gone, 0);
  } else if (key[0] == 'g') {
    world_.apply(ListeningMark{MemberId{store::keys::number(key, 1, 0)}, true}, 0);
  } else if (!erase_way_in(key) && key[0] != 'r') {  // the world does not know reactions
    story_.broken("I8", "an unexpected mark is erased: " + printable(key));
  }
}

void Follower::compare(const domain::World& leader, std::string_view when) {
  const auto mine = describe(world_);
  const auto theirs = describe(leader);
  for (std::size_t i = 0; i < std::max(mine.size(), theirs.size()); ++i) {
    const std::string a = i < theirs.size() ? theirs[i] : "nothing";
    const std::string b = i < mine.size() ? mine[i] : "nothing";
    if (a == b) continue;
    return story_.broken("I8", std::string(when) + ", the leader says `" + printable(a) +
                                   "`, the follower `" + printable(b) + "`");
  }
}

void Follower::compare_rows(const SimulatedLog& log) {
  std::size_t expected = 0;
  const auto check = [&](const std::string& key, const std::string& value) {
    ++expected;
    const auto kept = log.kept(Family::rows, key);
    if (kept != value) {
      story_.broken("I8", "row " + printable(key) + " is `" + printable(kept.value_or("nothing")) +
                              "` and should be `" + printable(value) + "`");
    }
  };
  for (const auto& [id, room] : world_.rooms()) {
    check(store::keys::room(id), store::encode_record(room.row));
    if (const auto rules = world_.rules_row(id)) {
      check(store::keys::rules(id), store::encode_record(*rules));
    }
    if (const auto order = world_.order_row(id)) {
      check(store::keys::order(id), store::encode_record(*order));
    }
    if (room.release) check(store::keys::release(id), store::encode_record(*room.release));
    for (const auto& [seq, notice] : room.notices) {
      check(store::keys::notice(id, seq), store::encode_record(notice.row));
    }
    for (const auto& [member, place] : room.members) {
      // In an alert the mark is the seat; who raised it has joined.
      if (world_.alerts().mark(id, member) != nullptr && member != room.row.created_by) continue;
      check(store::keys::membership(id, member),
            store::encode_record(*world_.membership_row(id, member)));
    }
  }
  for (const auto& [id, member] : world_.members()) {
    check(store::keys::member(id), store::encode_record(member.row));
    if (const auto standing = world_.standing_row(id)) {
      check(store::keys::standing(id), store::encode_record(*standing));
    }
  }
  for (const auto& [id, alert] : world_.alerts().all()) {
    check(store::keys::alert(id), store::encode_record(alert.row));
  }
  for (const auto& [id, unit] : world_.organisation().units()) {
    if (const auto row = world_.organisation().row_to_keep(id)) {
      check(store::keys::unit(id), store::encode_record(*row));
    }
  }
  for (const auto& [place, row] : world_.questions().all()) {
    check(store::keys::question(row.room, row.question), store::encode_record(row));
  }
  for (const auto& [unit, counts] : world_.questions().counts()) {
    check(store::keys::question_counts(unit), store::encode_record(counts));
  }
  for (const auto& [room, row] : world_.talks().all()) {
    check(store::keys::talk(room), store::encode_record(row));
  }
  for (const auto& [key, row] : closed_) check(key, row);
  if (log.rows(Family::rows).size() != expected) story_.broken("I8", "there are rows too many");
}

}  // namespace xinqiao::simulation
