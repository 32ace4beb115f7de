// New names, leaving, and lists of people, through the real pipeline in the words of the wire.
#include "protocol/limits.hpp"
#include "server/domain/world.hpp"
#include "tests/support/people_home.hpp"

#include "server/decider.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using xinqiao::testing::field;
using xinqiao::testing::Home;
using xinqiao::testing::House;
using xinqiao::testing::password;
using xinqiao::testing::says;

BOOST_AUTO_TEST_SUITE(leaving_and_lists)

// --- Leaving ---

BOOST_FIXTURE_TEST_CASE(a_new_name_is_told_to_all_and_no_other_may_pass_for_a_holder, Home) {
  house.audience.told.clear();
  BOOST_TEST(
      says(house.call(min, "member.rename", R"({"name":"王小敏","outbox":"outbox-of-min","n":1})"),
           R"("at":)"));
  const auto told = house.audience.all<TellEveryone>();
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST(says(std::string(told[0].frame.payload()),
                  R"("method":"name","params":{"member":2,"name":"王小敏","initials":"wxm"})"));
  BOOST_TEST(says(
      house.call(qiang, "member.rename", R"({"name":"周建民 ","outbox":"outbox-of-qiang","n":1})"),
      "name_misleading"));
  BOOST_TEST(says(house.call(zhou, "member.rename",
                             R"({"member":3,"name":"周建民","outbox":"outbox-of-zhou","n":1})"),
                  R"("at":)"));  // who looks after a member answers for the name
}

BOOST_FIXTURE_TEST_CASE(the_words_of_who_left_are_deleted_in_every_room_also_after_a_crash, Home) {
  const auto room = [&](int n) {
    return house.call(min, "room.create",
                      R"({"title":"值班","outbox":"rooms-of-min","n":)" + std::to_string(n) + "}");
  };
  BOOST_REQUIRE(says(room(1), R"("room":1)"));
  BOOST_REQUIRE(says(room(2), R"("room":2)"));
  house.call(qiang, "room.join", R"({"room":1,"outbox":"rooms-of-qiang","n":1})");
  const std::size_t many = limits::erased_posts + 20;
  for (std::size_t i = 1; i <= many; ++i) {
    house.post(min, i % 2 + 1, i, "这句话要消失 " + std::to_string(i));
  }
  house.post(qiang, 1, 1, "这句话要留下");
  const std::string left = house.call(
      zhou, "member.erase", R"({"member":2,"words":"delete","outbox":"outbox-of-zhou","n":1})");
  BOOST_TEST(says(left, R"("at":)"));
  BOOST_TEST(house.audience.all<Cut>().size() == 1u);
  BOOST_TEST(house.pipeline->world().erasing() == nullptr);  // settled: all steps are done
  const std::string page = house.call(qiang, "history", R"({"room":1,"limit":200})");
  BOOST_TEST(!says(page, "这句话要消失"));
  BOOST_TEST(says(page, "这句话要留下"));
  BOOST_TEST(says(house.call(qiang, "member.names", R"({"members":[2]})"),
                  R"([{"member":2,"erased":true}])"));
  whole();
}

BOOST_FIXTURE_TEST_CASE(a_deletion_that_was_cut_short_goes_on_at_the_next_start, Home) {
  house.call(min, "room.create", R"({"title":"值班","outbox":"rooms-of-min","n":1})");
  for (std::size_t i = 1; i <= limits::erased_posts + 5; ++i) house.post(min, 1, i, "要消失");
  house.send(zhou, "member.erase",
             R"({"member":2,"words":"delete","outbox":"outbox-of-zhou","n":1})");
  // One step is decided and kept, and then the power is gone.
  house.pipeline->decide_step();
  house.pipeline->keep_step();
  BOOST_REQUIRE(house.pipeline->decide_step());
  house.pipeline->keep_step();
  house.pipeline->read_step();
  house.pipeline->decide_step();
  house.pipeline->keep_step();
  BOOST_REQUIRE(house.pipeline->world().erasing() != nullptr);
  BOOST_TEST(house.pipeline->world().erasing()->seq > 0u);

  House again(house.log);
  BOOST_REQUIRE(again.pipeline->world().erasing() != nullptr);
  again.settle();
  BOOST_TEST(again.pipeline->world().erasing() == nullptr);
  std::size_t words = 0;
  const auto status = house.log->scan(store::Family::events, "", "", store::Order::ascending,
                                      [&](std::string_view, std::string_view bytes) {
                                        words += bytes.find("要消失") != bytes.npos;
                                        return true;
                                      });
  BOOST_TEST(status.is_ok());
  BOOST_TEST(words == 0u);
  whole();
}

BOOST_FIXTURE_TEST_CASE(one_who_asks_gets_all_that_is_held_page_by_page, Home) {
  house.call(min, "room.create", R"({"title":"值班","outbox":"rooms-of-min","n":1})");
  for (std::size_t i = 1; i <= limits::my_data_posts + 3; ++i) {
    house.clock.advance(20);  // at the pace that is allowed
    house.post(min, 1, i, "我说过的话" + std::to_string(i));
  }
  const auto ask = [&](MyData query) {
    house.audience.told.clear();
    Heard heard;
    heard.from = min.connection;
    heard.caller = hash_secret(min.token);
    heard.request.id = "null";
    heard.request.command = query;
    BOOST_REQUIRE(house.pipeline->hear(std::move(heard)));
    house.settle();
    return std::string(house.audience.all<Answer>().back().frame.payload());
  };
  const std::string first = ask({});
  BOOST_TEST_INFO_SCOPE(first.substr(0, 300));
  for (const char* part :
       {R"("name":"王敏")", R"("login":"wang.min")", R"("sessions":[{)",
        R"("rooms":[{"room":1,"title":"值班")", R"("outboxes":[{)", "我说过的话1"}) {
    BOOST_TEST_INFO_SCOPE(part);
    BOOST_TEST(says(first, part));
  }
  BOOST_TEST(!says(first, "argon2"));
  const std::string next = field(first, "next");
  const auto point = next.find('.');
  BOOST_REQUIRE(point != std::string::npos);
  const std::string second =
      ask(MyData{{RoomId{std::stoull(next)}, std::stoull(next.substr(point + 1))}});
  BOOST_TEST(says(second, "我说过的话" + std::to_string(limits::my_data_posts + 3)));
  BOOST_TEST(field(second, "next") == "");
}

// --- Lists of people ---

BOOST_FIXTURE_TEST_CASE(a_list_makes_units_members_duties_and_logins_once, Home) {
  const std::string csv =
      "姓名,单位,账号,职务\n钱多多,炼油厂/第一党支部,qian,组织者\n孙一,炼油厂/"
      "第一党支部,,\n吴新,,,\n";
  const std::string dry = take_list(zhou, csv, true, true);
  BOOST_TEST(says(dry, R"("made":false,"problems_found":0)"));
  BOOST_TEST(says(dry, R"("units":["炼油厂","炼油厂/第一党支部"])"));
  BOOST_TEST(house.pipeline->world().members().size() == 3u);

  const std::string made = take_list(zhou, csv);
  BOOST_TEST(says(made, R"("made":true,"problems_found":0)"));
  BOOST_TEST(says(made, R"({"line":2,"name":"钱多多","member":4})"));
  const domain::World& world = house.pipeline->world();
  BOOST_TEST(world.members().size() == 6u);
  BOOST_TEST(world.member({4})->standing.duties.size() == 1u);
  BOOST_TEST((world.member({4})->standing.home == world.member({5})->standing.home));
  BOOST_TEST(world.member({4})->credential->login == "qian");
  BOOST_TEST((world.member({6})->standing.home == UnitId{}));
  BOOST_TEST(says(sign_in("qian", ""), "password_wrong"));  // a login alone opens nothing

  const std::string again = take_list(zhou, csv);
  BOOST_TEST(says(again, R"({"line":2,"name":"钱多多","member":4,"already":true})"));
  BOOST_TEST(house.pipeline->world().members().size() == 6u);
  whole();
}

BOOST_FIXTURE_TEST_CASE(with_one_wrong_row_nothing_of_a_list_is_made, Home) {
  const std::string csv =
      "name,unit,login\n钱多多,,qian\n孙一,没有的单位,\n李四,,wang.min\n吴五,,a b\n";
  const std::string refused = take_list(zhou, csv, false);
  BOOST_TEST(says(refused, R"("made":false,"problems_found":3)"));
  BOOST_TEST(says(refused, R"({"line":3,"what":"unit_unknown","field":"unit"})"));
  BOOST_TEST(says(refused, R"({"line":4,"what":"login_taken","field":"login"})"));
  BOOST_TEST(says(refused, R"({"line":5,"what":"login_invalid","field":"login"})"));
  BOOST_TEST(house.pipeline->world().members().size() == 3u);
  BOOST_TEST(says(take_list(min, "name\n钱多多\n"), "not_organiser"));
}

BOOST_FIXTURE_TEST_CASE(a_long_list_is_made_in_steps_and_others_are_heard_between, Home) {
  std::string csv = "name,unit\n";
  for (std::size_t i = 0; i < 3 * limits::roster_rows_a_step; ++i) {
    csv += "成员" + std::to_string(i) + ",炼油厂\n";
  }
  Heard heard;
  heard.from = zhou.connection;
  heard.caller = hash_secret(zhou.token);
  heard.request.id = "null";
  heard.request.command = ImportRoster{read_roster(csv, RosterEncoding::detect), true, false};
  BOOST_REQUIRE(house.pipeline->hear(std::move(heard)));
  house.pipeline->decide_step();
  house.pipeline->keep_step();
  house.pipeline->decide_step();
  house.pipeline->keep_step();
  BOOST_TEST(house.pipeline->world().members().size() == 3u + limits::roster_rows_a_step);
  house.settle();
  BOOST_TEST(house.pipeline->world().members().size() == 3u + 3 * limits::roster_rows_a_step);
  whole();
}

BOOST_AUTO_TEST_SUITE_END()
