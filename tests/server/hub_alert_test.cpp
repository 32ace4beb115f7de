// Alerts pass what waits, have a reserve of their own, and it is said to whom they were written.
#include "tests/support/hub_house.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace xinqiao;
using namespace xinqiao::house;

namespace {

TellMembers alert_to(MemberId member, Frame frame) {
  return {std::make_shared<const std::vector<MemberId>>(1, member), std::move(frame), siren};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hub_alert)

BOOST_AUTO_TEST_CASE(an_alert_passes_a_queue_of_chat_but_not_the_frame_being_written) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.attach(line, bridge, 1);
  house.say(bridge, 3);

  house.tell(alert_to(anna, Frame{"fire"}));
  house.tell(alert_to(anna, Frame{"flood"}));
  house.say(bridge, 1);

  const std::vector<std::string> heard = house.drain(line);
  const std::vector<std::string> chat = events(bridge, 1, 4);
  BOOST_TEST(heard ==
             (std::vector<std::string>{chat[0], "fire", "flood", chat[1], chat[2], chat[3]}));
}

BOOST_AUTO_TEST_CASE(an_alert_finds_its_reserve_in_an_outbox_that_is_full) {
  const Frame full{std::string(100, 'x')};
  House house(full.bytes());
  const ConnectionId line = house.enter(anna, 1);
  house.tell(TellMember{anna, full});

  const Frame half = frame_of_bytes(limits::alert_reserve_bytes / 2);
  house.tell(alert_to(anna, half));
  house.tell(alert_to(anna, half));
  BOOST_TEST(!house.cut.contains(line));
  house.tell(alert_to(anna, Frame{"!"}));

  BOOST_TEST((house.cut.at(line) == CloseCode::slow));
}

BOOST_AUTO_TEST_CASE(that_an_alert_was_written_is_said_for_each_it_was_written_to_and_not_before) {
  House house;
  const ConnectionId first = house.enter(anna, 1);
  const ConnectionId second = house.enter(bao, 2);
  house.tell(TellMember{anna, Frame{"chat"}});
  house.tell(alert_to(anna, Frame{"fire"}));
  house.tell(alert_to(bao, Frame{"fire"}));

  house.hub.wrote(first);
  BOOST_TEST(!house.hub.has_written());
  house.drain(first);
  const std::vector<AlertWritten> written = house.hub.take_written();
  BOOST_TEST_REQUIRE(written.size() == 1u);
  BOOST_TEST((written[0].room == siren && written[0].member == anna));
  house.hub.close(second);
  BOOST_TEST(!house.hub.has_written());
}

BOOST_AUTO_TEST_CASE(one_tell_for_many_comes_to_each_of_them_on_each_device_and_to_nobody_else) {
  House house;
  const ConnectionId first = house.enter(anna, 1);
  const ConnectionId second = house.enter(anna, 2);
  const ConnectionId third = house.enter(bao, 3);
  const auto all =
      std::make_shared<const std::vector<MemberId>>(std::vector<MemberId>{anna, MemberId{99}});
  house.tell(TellMember{anna, Frame{"chat"}});
  house.tell(TellMember{anna, Frame{"talk"}});
  house.tell(TellMembers{all, Frame{"fire"}, siren});
  for (const ConnectionId line : {first, second}) {
    BOOST_TEST(house.drain(line) == (std::vector<std::string>{"chat", "fire", "talk"}));
  }
  BOOST_TEST(house.drain(third).empty());
  BOOST_TEST(house.hub.take_written().size() == 2u);
  house.tell(TellMembers{all, Frame{"of others"}, {}});
  BOOST_TEST(house.drain(first) == (std::vector<std::string>{"of others"}));
  BOOST_TEST(!house.hub.has_written());
}

// Doubles go first; what is beyond the bound then is not said, and what waits is.
BOOST_AUTO_TEST_CASE(those_whose_alerts_were_written_are_kept_up_to_a_bound) {
  WrittenAlerts written(8);
  for (std::uint64_t i = 0; i < 20; ++i) written.push_back({siren, MemberId{1 + i % 4}});
  BOOST_TEST(written.size() <= 8u);
  for (std::uint64_t i = 0; i < 20; ++i) written.push_back({siren, MemberId{1 + i}});
  BOOST_TEST(written.size() == 8u);
  const std::vector<AlertWritten> taken = written.take();
  for (std::uint64_t i = 1; i <= 4; ++i) {
    BOOST_TEST(std::ranges::count(taken, AlertWritten{siren, MemberId{i}}) >= 1);
  }
  BOOST_TEST(written.empty());
  written.give_back(taken);
  written.push_back({siren, MemberId{50}});
  BOOST_TEST(written.size() <= 8u);
  BOOST_TEST(std::ranges::count(written.take(), AlertWritten{siren, MemberId{1}}) >= 1);
}

BOOST_AUTO_TEST_SUITE_END()
