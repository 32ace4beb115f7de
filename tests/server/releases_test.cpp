// Releases, through the real pipeline, in the words of the wire: two owners, a room whose members
// see each step, and what an export takes along because of it.
#include "tests/server/two_rooms.hpp"

#include "store/keys.hpp"
#include "tests/support/round_trip.hpp"

#include <memory>

using namespace xinqiao;
using xinqiao::testing::export_of;
using xinqiao::testing::House;
using xinqiao::testing::import_of;
using xinqiao::testing::number;
using xinqiao::testing::says;
using xinqiao::testing::TwoRooms;

namespace {

// Beside rooms 1 and 2: room 3 is closed, 4 direct; Wang Min and Li Qiang are in both.
struct Shut : TwoRooms {
  Shut() {
    BOOST_REQUIRE(does(min, "room.create", R"("title":"班组","access":"closed")"));
    BOOST_REQUIRE(
        does(min, "room.add", R"("room":3,"members":[)" + number(qiang.member.value) + "]"));
    BOOST_REQUIRE(does(qiang, "message.post", R"("room":3,"text":"关起门来说的话")"));
    BOOST_REQUIRE(does(min, "direct.open", "\"member\":" + number(qiang.member.value)));
    BOOST_REQUIRE(does(qiang, "message.post", R"("room":4,"text":"只对你一个人说")"));
    house.audience.told.clear();
  }
  std::string moves(const House::Resident& who, int room, const std::string& move,
                    const std::string& reason = "") {
    const std::string why = reason.empty() ? "" : R"(,"reason":")" + reason + "\"";
    return ask(who, "room.release",
               "\"room\":" + std::to_string(room) + R"(,"move":")" + move + "\"" + why);
  }
  void proposed(int room) {
    BOOST_REQUIRE(says(moves(owner, room, "proposed", "存档"), "\"seq\""));
  }
  void agreed(int room) {
    proposed(room);
    const std::string answer = moves(second, room, "agreed");
    BOOST_REQUIRE_MESSAGE(says(answer, "\"seq\""), answer);
  }
  // "none", "proposed" or "agreed".
  std::string state(std::uint64_t room) const {
    const auto& release = house.pipeline->world().room(RoomId{room})->release;
    return release ? std::string(word(release->state)) : "none";
  }
  std::string last_event(std::uint64_t room) const {
    const Seq last = house.pipeline->world().room(RoomId{room})->row.last_seq;
    return house.log->get(store::Family::events, store::keys::event(RoomId{room}, last)).value();
  }
  std::string exported_at(std::int64_t ms) const {
    std::string text;
    portable::Exported done;
    const auto sink = [&](std::string_view line) {
      text += line;
      return store::Status::ok();
    };
    BOOST_REQUIRE(portable::export_lines(*house.log, {"test", Instant{ms}}, sink, done).is_ok());
    return text;
  }

  House::Resident second = house.add("赵总工", true);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(releases_test)

BOOST_FIXTURE_TEST_CASE(two_owners_release_a_room_and_its_members_see_each_step, Shut) {
  proposed(3);
  const std::vector<Tell> told = house.audience.all<Tell>();
  BOOST_REQUIRE(!told.empty());
  BOOST_TEST((told.back().room == RoomId{3}));
  BOOST_TEST(says(std::string(told.back().frame.payload()),
                  R"("kind":"release","n":1,"move":"proposed","reason":"存档")"));
  const std::string rooms = house.call(min, "room.list", "{}");
  BOOST_TEST(says(rooms, R"("release":{"state":"proposed","by":1,"at":)"));

  BOOST_TEST(says(moves(owner, 3, "agreed"), R"("reason":"no_release")"));  // the same owner
  BOOST_TEST(says(moves(second, 3, "agreed"), "\"seq\""));
  BOOST_TEST(says(last_event(3), R"("by":)" + number(second.member.value)));
  BOOST_TEST(state(3) == "agreed");
  BOOST_TEST(is_sound());
}

// The table of server/domain/release/README.md.
BOOST_FIXTURE_TEST_CASE(each_step_from_each_state, Shut) {
  BOOST_TEST(says(moves(second, 3, "agreed"), R"("reason":"no_release")"));
  BOOST_TEST(says(moves(owner, 3, "withdrawn"), R"("already":true)"));
  BOOST_TEST(state(3) == "none");

  proposed(3);
  BOOST_TEST(says(moves(second, 3, "proposed", "另一个理由"), R"("already":true)"));
  BOOST_TEST(says(house.call(min, "room.list", "{}"), R"("state":"proposed","by":1)"));
  BOOST_TEST(says(moves(second, 3, "withdrawn", "不必"), "\"seq\""));
  BOOST_TEST(state(3) == "none");

  agreed(3);
  BOOST_TEST(says(moves(second, 3, "proposed", "再来"), R"("already":true)"));
  BOOST_TEST(says(moves(owner, 3, "agreed"), R"("already":true)"));
  BOOST_TEST(state(3) == "agreed");
  BOOST_TEST(says(moves(owner, 3, "withdrawn"), "\"seq\""));
  BOOST_TEST(state(3) == "none");
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(a_proposal_has_a_reason, Shut) {
  BOOST_TEST(says(moves(owner, 3, "proposed"), R"("reason":"reason_invalid")"));
  BOOST_TEST(says(moves(owner, 3, "proposed", "\\t"), R"("reason":"reason_invalid")"));
  BOOST_TEST(state(3) == "none");
}

BOOST_FIXTURE_TEST_CASE(nobody_but_owners_releases_anything, Shut) {
  for (const std::string move : {"proposed", "agreed", "withdrawn"}) {
    BOOST_TEST(says(moves(min, 3, move, "理由"), R"("reason":"not_organiser")"));
  }
  proposed(3);
  BOOST_TEST(says(moves(qiang, 3, "agreed"), R"("reason":"not_organiser")"));
  BOOST_TEST(says(moves(qiang, 3, "withdrawn"), R"("reason":"not_organiser")"));
  const House::Resident stranger = house.add("路人");
  BOOST_TEST(says(moves(stranger, 3, "agreed"), R"("reason":"room_unknown")"));
  BOOST_TEST(says(moves(stranger, 4, "proposed", "理由"), R"("reason":"room_unknown")"));
  BOOST_TEST(state(3) == "proposed");
}

BOOST_FIXTURE_TEST_CASE(open_rooms_need_none_and_what_is_not_there_has_none, Shut) {
  for (const int room : {1, 2}) {
    BOOST_TEST(says(moves(owner, room, "proposed", "理由"), R"("reason":"no_release")"));
  }
  BOOST_TEST(says(moves(owner, 99, "proposed", "理由"), R"("reason":"room_unknown")"));
}

// An owner names a direct room by its number, and finds out nothing that its two do not see.
BOOST_FIXTURE_TEST_CASE(a_direct_room_is_released_by_number_and_both_may_object, Shut) {
  BOOST_TEST(says(moves(second, 4, "agreed"), R"("reason":"room_unknown")"));
  BOOST_TEST(says(moves(second, 4, "withdrawn"), R"("reason":"room_unknown")"));
  agreed(4);
  BOOST_TEST(says(house.call(qiang, "room.list", "{}"), R"("state":"agreed")"));
  BOOST_TEST(!says(house.call(owner, "room.list", "{}"), R"("room":4)"));

  BOOST_TEST(says(moves(qiang, 4, "withdrawn", "我不同意"), "\"seq\""));
  BOOST_TEST(state(4) == "none");
  BOOST_TEST(says(moves(qiang, 4, "proposed", "理由"), R"("reason":"not_organiser")"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(who_is_an_owner_no_more_has_agreed_to_nothing, Shut) {
  const std::string it = R"("unit":1,"duty":"owner","member":)" + number(second.member.value);
  agreed(3);
  agreed(4);
  BOOST_REQUIRE(does(owner, "duty.take", it));
  BOOST_TEST(state(3) == "none");
  BOOST_TEST(state(4) == "none");
  BOOST_TEST(says(last_event(3), R"("by":0,"kind":"release","n":1,"move":"withdrawn")"));

  BOOST_REQUIRE(does(owner, "duty.give", it));
  BOOST_TEST(state(3) == "none");
  agreed(3);
  const std::string member = "\"member\":" + number(second.member.value);
  BOOST_REQUIRE(does(owner, "member.deactivate", member));
  BOOST_TEST(state(3) == "none");

  BOOST_REQUIRE(does(owner, "member.reactivate", member));
  proposed(3);
  const House::Resident third = house.add("孙总", true);
  BOOST_REQUIRE(says(moves(third, 3, "agreed"), "\"seq\""));
  const std::string leaves = R"("words":"keep","member":)" + number(third.member.value);
  BOOST_REQUIRE(does(owner, "member.erase", leaves));
  BOOST_TEST(state(3) == "none");
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(a_room_that_is_opened_needs_none_and_has_none_when_it_is_closed_again,
                        Shut) {
  agreed(3);
  BOOST_REQUIRE(does(min, "room.rules", R"("room":3,"access":"open")"));
  BOOST_TEST(state(3) == "none");
  BOOST_REQUIRE(does(min, "room.rules", R"("room":3,"access":"closed")"));
  BOOST_TEST(state(3) == "none");
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(what_stands_stands_after_a_restart, Shut) {
  agreed(3);
  proposed(4);
  const House again(house.log);
  for (const std::uint64_t room : {3, 4}) {
    BOOST_TEST((again.pipeline->world().room(RoomId{room})->release ==
                house.pipeline->world().room(RoomId{room})->release));
  }
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(said_again_it_is_said_once, Shut) {
  const std::string params =
      R"({"room":3,"move":"proposed","reason":"存档","outbox":"another-outbox","n":1})";
  house.call(owner, "room.release", params);
  const std::string first = last_event(3);
  BOOST_TEST(says(house.call(owner, "room.release", params), R"("repeated":true)"));
  BOOST_TEST(last_event(3) == first);
}

// --- What an export takes along ---

BOOST_FIXTURE_TEST_CASE(a_room_goes_along_when_its_members_have_had_a_day_to_know, Shut) {
  const std::string words = "关起门来说的话";
  const std::int64_t now = house.clock.now().ms;
  proposed(3);
  BOOST_TEST(!says(exported_at(now + 10 * limits::release_wait_ms), words));
  BOOST_REQUIRE(says(moves(second, 3, "agreed"), "\"seq\""));
  BOOST_TEST(!says(exported_at(now + limits::release_wait_ms - 1), words));

  const std::string text = exported_at(now + limits::release_wait_ms);
  BOOST_TEST(says(text, words));
  BOOST_TEST(says(text, R"("rooms":3,"released":1)"));
  BOOST_TEST(says(text, R"("move":"agreed")"));  // the export says by whom
  BOOST_TEST(!says(text, "只对你一个人说"));

  BOOST_REQUIRE(says(moves(owner, 3, "withdrawn"), "\"seq\""));
  BOOST_TEST(!says(exported_at(now + 10 * limits::release_wait_ms), words));
}

BOOST_FIXTURE_TEST_CASE(a_released_room_goes_round_and_is_released_there_too, Shut) {
  agreed(3);
  agreed(4);
  const testing::Export made = export_of(*house.log);  // long after
  BOOST_TEST(made.done.head.released == 2u);
  const testing::Import back = import_of(made.lines);
  BOOST_TEST(back.wrong.value_or("") == "");
  BOOST_TEST(testing::round_trip(*house.log).value_or("") == "");
  const testing::Export again = export_of(*back.log);
  BOOST_TEST(again.done.head.released == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
