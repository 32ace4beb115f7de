// 20,000 random lives of a house of talks: asked, accepted, declined, withdrawn, sealed, ended and
// forgotten, while duties, homes and members come and go and the server dies and comes back from
// its rows. A naive model that knows only what was said reckons beside it.
#include "tests/server/domain/quiet_room.hpp"
#include "tests/support/require_quickly.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <set>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::package_bytes;
using xinqiao::testing::QuietRoom;
using xinqiao::testing::sealed_bytes;
using xinqiao::testing::welcome_bytes;

namespace {

constexpr int sequences = 20'000;
constexpr int steps_each = 28;

// What the log alone says of one talk.
struct ToldTalk {
  MemberId asker;
  MemberId other;  // who has accepted
  std::string state = "waiting";
  std::set<Seq> with_bytes;
};

// Fails as soon as something is said out of turn, by the wrong one, or is kept where it should not
// be.
class TalkLedger {
 public:
  void hear(const Event& event) {
    const auto* step = get_if<TalkMoved>(&event.body);
    if (step == nullptr) return;
    ToldTalk& talk = talks_[event.room];
    if (!step->bytes.empty()) talk.with_bytes.insert(event.seq);
    const bool by_two = event.by == talk.asker || event.by == talk.other || event.by == MemberId{};
    switch (step->move) {
      case TalkMove::asked:
        REQUIRE_QUICKLY(talk.asker == MemberId{});
        talk.asker = event.by;
        break;
      case TalkMove::accepted:
        REQUIRE_QUICKLY(talk.state == "waiting");
        REQUIRE_QUICKLY(event.by != talk.asker);
        talk.other = event.by;
        talk.state = "talking";
        break;
      case TalkMove::declined:
      case TalkMove::withdrawn:
        REQUIRE_QUICKLY(talk.state == "waiting");
        talk.state = "over";
        break;
      case TalkMove::sealed:
        REQUIRE_QUICKLY(talk.state == "talking");
        REQUIRE_QUICKLY(by_two && event.by != MemberId{});
        break;
      case TalkMove::ended:
        REQUIRE_QUICKLY(talk.state == "talking");
        REQUIRE_QUICKLY(by_two);
        talk.state = "over";
        break;
      case TalkMove::forgotten:
        REQUIRE_QUICKLY(talk.state == "over");
        REQUIRE_QUICKLY(by_two);
        talk.state = "forgotten";
        break;
    }
  }
  void bare(const Event& event) {
    REQUIRE_QUICKLY(talks_.at(event.room).with_bytes.erase(event.seq) == 1);
  }

  // asked = waiting + talking + ended + declined + withdrawn + forgotten, at this position; what is
  // forgotten has no bytes; and only the two ever have a seat.
  void balance(const World& world) const {
    const Talks& talks = world.talks();
    std::map<std::string, std::size_t> counts;
    for (const auto& [room, talk] : talks_) {
      ++counts[talk.state];
      if (talk.state == "forgotten") REQUIRE_QUICKLY(talk.with_bytes.empty());
      for (const auto& [member, seat] : world.room(room)->members) {
        REQUIRE_QUICKLY(member == talk.asker || member == talk.other);
      }
      REQUIRE_QUICKLY(talks.find(room)->package.empty() == (talk.state != "waiting"));
    }
    const auto count = [&](TalkState state) { return talks.count(state); };
    REQUIRE_QUICKLY(count(TalkState::waiting) == counts["waiting"]);
    REQUIRE_QUICKLY(count(TalkState::talking) == counts["talking"]);
    REQUIRE_QUICKLY(count(TalkState::forgotten) == counts["forgotten"]);
    const std::size_t over =
        count(TalkState::ended) + count(TalkState::declined) + count(TalkState::withdrawn);
    REQUIRE_QUICKLY(over == counts["over"]);
    check_line(talks);
  }

 private:
  void check_line(const Talks& talks) const {
    std::map<TalkLine, std::size_t> before;
    for (const auto& [room, talk] : talks_) {  // in the order in which they were asked
      if (talk.state != "waiting") continue;
      const TalkRow& row = *talks.find(room);
      REQUIRE_QUICKLY(talks.ahead(row) == before[line_of(row)]++);
    }
  }

  std::map<RoomId, ToldTalk> talks_;
};

class QuietLife {
 public:
  explicit QuietLife(std::uint32_t seed) : random_(seed) {}

  void run() {
    for (int i = 0; i < steps_each; ++i) {
      step();
      ledger_.balance(house_.world);
    }
  }
  std::size_t accepted() const { return accepted_; }
  std::size_t forgotten() const { return house_.world.talks().count(TalkState::forgotten); }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  const Caller& anybody() {
    const Caller* all[] = {&house_.lan, &house_.bo,    &house_.far,  &house_.chief,
                           &house_.min, &house_.qiang, &house_.owner};
    const Caller& one = *all[below(7)];
    // Who is erased has no session.
    return is_erased(*house_.world.member(one.member)) ? house_.owner : one;
  }
  RoomId some_talk() {
    const auto& all = house_.world.talks().all();
    if (all.empty()) return RoomId{1 + below(9)};
    auto at = all.begin();
    std::advance(at, below(all.size()));
    return at->first;
  }
  void hear(const Decision& decision) {
    for (const Event& event : decision.events) ledger_.hear(event);
    for (const Event& event : decision.redactions) ledger_.bare(event);
  }

  void step() {
    switch (below(16)) {
      case 0:
      case 1:
        return ask();
      case 2:
      case 3:
      case 4:
        return accept();
      case 5:
      case 6:
      case 7:
        return move_own(below(4) == 0 ? TalkMove::ended : TalkMove::sealed);
      case 8:
      case 9:
        return move_own(TalkMove::forgotten);
      case 10:
        return move(anybody(), below(2) == 0 ? TalkMove::withdrawn : TalkMove::declined);
      case 11:
        hear(house_.does(anybody(), SetListening{below(4) != 0}));
        return;
      case 12:
        return arrange();
      case 13:
        return crash();
      default:
        return move(anybody(), static_cast<TalkMove>(2 + below(6)));
    }
  }
  void ask() {
    const UnitId units[] = {root_unit, house_.works, house_.branch, house_.beside};
    const AskTalk command = below(3) == 0 ? AskTalk{UnitId{}, anybody().member, package_bytes}
                                          : AskTalk{units[below(4)], MemberId{}, package_bytes};
    hear(house_.does(anybody(), command));
  }
  // Whoever the world would let: it must be right for the model, too.
  void accept() {
    const RoomId room = some_talk();
    for (const auto& [id, member] : house_.world.members()) {
      const TalkRow* row = house_.world.talks().find(room);
      const bool may = row != nullptr && row->state == TalkState::waiting &&
                       may_accept(house_.world, member, *row);
      if (!may) continue;
      if (row->unit != UnitId{}) REQUIRE_QUICKLY(is_strange_to(member, row->asker));
      const Decision decision = house_.moves(Caller{id, {}, false}, TalkMove::accepted, room);
      REQUIRE_QUICKLY(house_.reason(decision) == Reason::none);
      ++accepted_;
      return hear(decision);
    }
  }
  // Not the asker's superior: asked of the duties alone.
  bool is_strange_to(const Member& listener, MemberId asker) const {
    const UnitId home = house_.world.member(asker)->standing.home;
    for (const HeldDuty& held : listener.standing.duties) {
      if (held.duty == Duty::owner) return false;
      const UnitId where = home == UnitId{} ? root_unit : home;
      const bool above = house_.world.organisation().covers(held.unit, where);
      if (held.duty == Duty::organiser && above) return false;
    }
    return true;
  }
  void move(const Caller& who, TalkMove what) { hear(house_.moves(who, what, some_talk())); }
  void move_own(TalkMove what) {
    const RoomId room = some_talk();
    const TalkRow* row = house_.world.talks().find(room);
    if (row == nullptr) return;
    const bool by_asker = !row->accepted || below(2) == 0;
    const MemberId who = by_asker ? row->asker : row->listener;
    if (is_erased(*house_.world.member(who))) return;
    hear(house_.moves(Caller{who, {}, false}, what, room));
  }

  void arrange() {
    const UnitId units[] = {root_unit, house_.works, house_.branch, house_.beside};
    const MemberId who = anybody().member;
    switch (below(5)) {
      case 0:
        hear(house_.does(house_.owner, SetHome{who, units[below(4)]}));
        break;
      case 1: {
        const Duty duty = below(2) == 0 ? Duty::listener : Duty::organiser;
        hear(house_.does(house_.owner, SetDuty{who, units[below(4)], duty, below(3) != 0}));
        break;
      }
      case 2:
        if (who != house_.owner.member) {
          hear(house_.does(house_.owner, SetActive{who, false}));
          hear(house_.does(house_.owner, SetActive{who, true}));
        }
        break;
      case 3:
        if (below(6) == 0) erase(who);
        break;
      default:
        hear(house_.does(house_.owner, MoveUnit{house_.branch, units[1 + 2 * below(2)]}));
        break;
    }
  }
  // The server forgets afterwards, step by step; now and then it dies before it has done so.
  void erase(MemberId who) {
    if (who == house_.owner.member) return;
    hear(house_.does(house_.owner, EraseMember{who, false}));
    if (below(2) == 0) crash();
    for (auto room = house_.world.talks().to_forget(); room;
         room = house_.world.talks().to_forget()) {
      hear(house_.moves(house_.server, TalkMove::forgotten, *room));
    }
    for (const auto& [room, row] : house_.world.talks().all()) {
      if (is_party(row, who)) REQUIRE_QUICKLY(row.state == TalkState::forgotten);
    }
  }

  // What comes back knows no more than the rows and marks.
  void crash() {
    World again;
    for (const auto& [id, room] : house_.world.rooms()) {
      again.load(room.row);
      if (const auto rules = house_.world.rules_row(id)) again.load(*rules);
    }
    for (const auto& [id, member] : house_.world.members()) {
      again.load(member.row);
      if (const auto standing = house_.world.standing_row(id)) again.load(*standing);
    }
    for (const auto& [id, room] : house_.world.rooms()) {
      for (const auto& [member, one] : room.members) {
        again.load(*house_.world.membership_row(id, member));
      }
    }
    for (const auto& [id, unit] : house_.world.organisation().units()) {
      if (const auto row = house_.world.organisation().row_to_keep(id)) again.load(*row);
    }
    for (const auto& [room, row] : house_.world.talks().all()) again.load(row);
    for (const auto& [id, member] : house_.world.members()) {
      if (member.listening) again.apply(ListeningMark{id}, house_.position);
    }
    again.load_counters(house_.world.next_member(), house_.world.next_room(),
                        house_.world.next_session());
    again.load_unit_counter(house_.world.organisation().next_unit());
    REQUIRE_QUICKLY(again.talks().lines() == house_.world.talks().lines());
    REQUIRE_QUICKLY(again.talks().to_forget() == house_.world.talks().to_forget());
    REQUIRE_QUICKLY(again.listeners() == house_.world.listeners());
    house_.world = std::move(again);
  }

  QuietRoom house_;
  std::mt19937 random_;
  TalkLedger ledger_;
  std::size_t accepted_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_CASE(no_life_of_a_talk_lets_a_third_in_or_keeps_what_is_forgotten) {
  std::size_t accepted = 0;
  std::size_t forgotten = 0;
  for (int i = 0; i < sequences; ++i) {
    BOOST_TEST_INFO_SCOPE("sequence " << i);
    QuietLife life(static_cast<std::uint32_t>(i));
    life.run();
    accepted += life.accepted();
    forgotten += life.forgotten();
  }
  // Or the lives were too dull to show anything.
  BOOST_TEST(accepted > 10'000u);
  BOOST_TEST(forgotten > 4'000u);
}
