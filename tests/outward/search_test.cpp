// Searching in the words of the wire: the whole pipeline with a text search behind it. Who may find
// what, when words change or go, and paging.
#include "server/outward/search.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/store/folder.hpp"
#include "tests/support/house.hpp"

using namespace xinqiao;
using xinqiao::testing::Folder;
using xinqiao::testing::House;
using xinqiao::testing::MemoryLog;
using xinqiao::testing::says;

namespace {

struct Library {
  Library() {
    an = house.add("安", true);
    min = house.add("敏");
    house.call(an, "room.create", guarded(an, R"("title":"茶馆")"));
    house.call(min, "room.join", guarded(min, R"("room":1)"));
  }

  std::string guarded(const House::Resident& who, const std::string& params) {
    return "{" + params + R"(,"outbox":"device-)" + std::to_string(who.member.value) + R"(","n":)" +
           std::to_string(++n[who.member]) + "}";
  }
  // Its seq.
  std::uint64_t say(const House::Resident& who, std::uint64_t room, const std::string& text) {
    house.clock.advance(1'000);
    const std::string answer = house.post(who, room, ++n[who.member], text);
    const std::size_t at = answer.find("\"seq\":");
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, answer);
    return std::stoull(answer.substr(at + 6));
  }
  void change(const House::Resident& who, const std::string& method, const std::string& params) {
    const std::string answer = house.call(who, method, guarded(who, params));
    BOOST_REQUIRE_MESSAGE(says(answer, "\"result\""), answer);
  }
  void index() {
    for (int i = 0; i < 20; ++i) search->indexer().step(now += 6'000);
    BOOST_REQUIRE(!search->indexer().is_behind());
    BOOST_REQUIRE(house.metrics.index_lag == 0);
  }
  std::string find(const House::Resident& who, const std::string& params) {
    house.audience.told.clear();
    house.send(who, "search", params);
    house.settle();
    while (search->searcher().step()) {
    }
    const auto answers = house.audience.all<Answer>();
    BOOST_REQUIRE_EQUAL(answers.size(), 1U);
    BOOST_TEST((answers[0].to == who.connection));
    return std::string(answers[0].frame.payload());
  }
  std::string find_word(const House::Resident& who, const std::string& word) {
    return find(who, R"({"query":")" + word + "\"}");
  }
  bool finds_nothing(const House::Resident& who, const std::string& word) {
    return says(find_word(who, word), R"("result":{"hits":[]})");
  }

  Folder folder;
  std::unique_ptr<outward::TextSearch> search;
  House house{std::make_shared<MemoryLog>(), [this](House& made) {
                search = std::make_unique<outward::TextSearch>(*made.log, folder.path(), "e",
                                                               made.audience, made.metrics);
                return search->followers();
              }};
  std::map<MemberId, std::uint64_t> n;
  House::Resident an;
  House::Resident min;
  std::int64_t now = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(search)

BOOST_FIXTURE_TEST_CASE(a_hit_says_where_when_who_and_what, Library) {
  const auto seq = say(an, 1, "🌅 今天值班的是我");
  index();
  const std::string at = std::to_string(house.clock.now().ms);
  const std::string hit = R"({"room":1,"seq":)" + std::to_string(seq) + R"(,"at":)" + at +
                          R"(,"by":1,"text":"🌅 今天值班的是我","found":[[5,2]]})";
  BOOST_TEST(says(find_word(min, "值班"), R"("result":{"hits":[)" + hit + "]}"));
}

BOOST_FIXTURE_TEST_CASE(traditional_finds_simplified_and_the_other_way_round, Library) {
  say(an, 1, "電話不通");
  say(min, 1, "电话通了");
  index();
  for (const std::string word : {"电话", "電話"}) {
    const std::string answer = find_word(an, word);
    BOOST_TEST(says(answer, "電話不通"));
    BOOST_TEST(says(answer, "电话通了"));
    BOOST_TEST(answer.find("电话通了") < answer.find("電話不通"));
  }
}

BOOST_FIXTURE_TEST_CASE(who_is_not_in_a_room_finds_nothing_of_it, Library) {
  say(an, 1, "只在茶馆");
  const auto wei = house.add("伟");
  index();
  BOOST_TEST(finds_nothing(wei, "茶馆"));
  BOOST_TEST(says(find(wei, R"({"query":"茶馆","rooms":[1]})"), R"("reason":"not_member")"));
  BOOST_TEST(says(find(wei, R"({"query":"茶馆","rooms":[9]})"), R"("reason":"room_unknown")"));
  BOOST_TEST(says(find(wei, R"({"query":"茶馆","rooms":[9]})"), R"("field":"rooms")"));
  change(wei, "room.join", R"("room":1)");
  BOOST_TEST(says(find_word(wei, "茶馆"), "只在茶馆"));
}

BOOST_FIXTURE_TEST_CASE(who_left_a_room_finds_nothing_of_it, Library) {
  say(an, 1, "只在茶馆");
  index();
  BOOST_TEST(says(find_word(min, "茶馆"), "只在茶馆"));
  change(min, "room.leave", R"("room":1)");
  BOOST_TEST(finds_nothing(min, "茶馆"));
  BOOST_TEST(says(find(min, R"({"query":"茶馆","rooms":[1]})"), R"("reason":"not_member")"));
}

BOOST_FIXTURE_TEST_CASE(a_hidden_past_is_not_found_by_who_came_later, Library) {
  change(an, "room.create", R"("title":"小屋","access":"open","past":"hidden")");
  const auto old = say(an, 2, "从前的话");
  change(min, "room.join", R"("room":2)");
  say(an, 2, "现在的话");
  index();
  BOOST_TEST(finds_nothing(min, "从前"));
  BOOST_TEST(says(find_word(min, "现在"), "现在的话"));
  BOOST_TEST(says(find_word(an, "从前"), "从前的话"));
  // Nor by an edit that was made afterwards.
  change(an, "message.edit", R"("room":2,"text":"从前改过","target":)" + std::to_string(old));
  index();
  BOOST_TEST(finds_nothing(min, "改过"));
  BOOST_TEST(says(find_word(an, "改过"), "从前改过"));
}

BOOST_FIXTURE_TEST_CASE(rights_are_those_of_the_moment_the_call_was_ordered, Library) {
  say(an, 1, "只在茶馆");
  index();
  house.audience.told.clear();
  house.send(min, "room.leave", guarded(min, R"("room":1)"));
  house.send(min, "search", R"({"query":"茶馆"})");
  house.settle();
  search->searcher().step();
  for (const Answer& answer : house.audience.all<Answer>()) {
    BOOST_TEST(!says(std::string(answer.frame.payload()), "只在茶馆"));
  }
}

BOOST_FIXTURE_TEST_CASE(what_was_said_after_the_call_is_not_in_its_answer, Library) {
  say(an, 1, "茶 一");
  house.audience.told.clear();
  house.send(min, "search", R"({"query":"茶"})");
  house.settle();
  say(an, 1, "茶 二");
  index();
  house.audience.told.clear();
  BOOST_REQUIRE(search->searcher().step());
  const std::string answer(house.audience.all<Answer>().at(0).frame.payload());
  BOOST_TEST(says(answer, "茶 一"));
  BOOST_TEST(!says(answer, "茶 二"));
}

BOOST_FIXTURE_TEST_CASE(deleted_words_are_not_found_even_before_the_index_knows, Library) {
  const auto seq = say(an, 1, "说错了");
  index();
  BOOST_TEST(says(find_word(min, "说错"), "说错了"));
  change(an, "message.delete", R"("room":1,"target":)" + std::to_string(seq));
  BOOST_TEST(finds_nothing(min, "说错"));
  index();
  BOOST_TEST(finds_nothing(min, "说错"));
  BOOST_TEST(house.metrics.index_documents == 0U);
}

BOOST_FIXTURE_TEST_CASE(edited_words_are_found_by_the_new_text_only, Library) {
  const auto seq = say(an, 1, "旧的话");
  index();
  change(an, "message.edit", R"("room":1,"text":"新的话","target":)" + std::to_string(seq));
  BOOST_TEST(finds_nothing(min, "旧的"));
  index();
  BOOST_TEST(finds_nothing(min, "旧的"));
  const std::string answer = find_word(min, "新的");
  BOOST_TEST(says(answer, "\"seq\":" + std::to_string(seq)));
  BOOST_TEST(says(answer, "\"edited\":true"));
}

BOOST_FIXTURE_TEST_CASE(pages_join_without_a_hole_or_a_double, Library) {
  change(an, "room.create", R"("title":"别处")");
  std::vector<std::string> due;
  for (int i = 0; i < 23; ++i) {
    const std::uint64_t room = i % 3 == 0 ? 2 : 1;
    due.insert(due.begin(), std::to_string(room) + "," + std::to_string(say(an, room, "茶")));
  }
  index();
  std::vector<std::string> found;
  std::string before;
  do {
    const std::string answer = find(an, R"({"query":"茶","limit":5)" + before + "}");
    for (std::size_t at = answer.find("{\"room\":"); at != std::string::npos;
         at = answer.find("{\"room\":", at + 1)) {
      if (answer.compare(at - 7, 7, "\"next\":") == 0) break;
      const std::string room = answer.substr(at + 8, 1);
      const std::size_t seq = answer.find("\"seq\":", at) + 6;
      found.push_back(room + "," + answer.substr(seq, answer.find(',', seq) - seq));
    }
    const std::size_t next = answer.find("\"next\":");
    before = next == std::string::npos
                 ? ""
                 : ",\"before\":" + answer.substr(next + 7, answer.find('}', next) - next - 6);
  } while (!before.empty());
  BOOST_TEST(found == due, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(rooms_can_be_named, Library) {
  change(an, "room.create", R"("title":"别处")");
  say(an, 1, "茶 一");
  say(an, 2, "茶 二");
  index();
  const std::string answer = find(an, R"({"query":"茶","rooms":[2]})");
  BOOST_TEST(says(answer, "茶 二"));
  BOOST_TEST(!says(answer, "茶 一"));
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_looked_for_is_refused_with_its_field, Library) {
  const auto refused = [&](const std::string& query, const std::string& field) {
    const std::string answer = find_word(an, query);
    return says(answer, R"("reason":"query_invalid")") &&
           says(answer, R"("field":")" + field + "\"");
  };
  BOOST_TEST(refused("  ", "query"));
  BOOST_TEST(refused("？", "query"));
  BOOST_TEST(refused("a*", "search_prefix_letters"));
  BOOST_TEST(refused(std::string(limits::search_bytes + 1, 'a'), "search_bytes"));
}

BOOST_FIXTURE_TEST_CASE(without_credentials_nothing_is_searched, Library) {
  say(an, 1, "茶");
  index();
  House::Resident nobody{{}, "no such token", {0, 99, 1}};
  BOOST_TEST(says(find_word(nobody, "茶"), R"("reason":"login_required")"));
}

BOOST_AUTO_TEST_CASE(a_house_without_search_says_come_again) {
  House house;
  const auto an = house.add("安", true);
  const std::string answer = house.call(an, "search", R"({"query":"茶"})");
  BOOST_TEST(says(answer, R"("reason":"overloaded")"));
  BOOST_TEST(says(answer, R"("retry_ms":500)"));
}

BOOST_AUTO_TEST_SUITE_END()
