// Any history, read in any pages, with clocks that go back, edits and deletions: a search answers
// what a plain look at every message answers, newest first, each once, however large its pages.
#include <algorithm>
#include <random>

#include "tests/outward/shelf.hpp"

using namespace xinqiao;
using namespace xinqiao::outward;
using xinqiao::testing::Folder;
using xinqiao::testing::Following;
using xinqiao::testing::Shelf;

namespace {

using Dice = std::mt19937;

std::uint64_t roll(Dice& dice, std::uint64_t below) {
  return std::uniform_int_distribution<std::uint64_t>(0, below - 1)(dice);
}

// A message that stands.
struct Standing {
  SearchPlace place;
  std::string text;
  std::vector<Seq> edits;
};

class OrderTown {
 public:
  explicit OrderTown(unsigned seed) : dice_(seed) {}

  void live(int events) {
    for (int i = 0; i < events; ++i) {
      const std::uint64_t room = 1 + roll(dice_, rooms);
      const std::uint64_t what = roll(dice_, 20);
      if (what == 0) {
        edit();
      } else if (what == 1) {
        erase();
      } else {
        say(room);
      }
      if (roll(dice_, 15) == 0) it_.news(room);
      if (roll(dice_, 15) == 0) it_.search.indexer().step(it_.now += 300);
    }
  }
  void check() {
    for (std::uint64_t room = 1; room <= rooms; ++room) it_.news(room);
    it_.catch_up();
    for (int i = 0; i < 6; ++i) check(words[roll(dice_, words.size())]);
    check("甲乙 丙丁");
    check("甲");
  }

 private:
  static constexpr std::uint64_t rooms = 4;
  const std::vector<std::string> words{"甲乙", "乙丙", "丙丁", "丁戊", "aa", "bb", "甲乙丙"};

  std::string text() {
    std::string made;
    for (std::uint64_t i = 0; i <= roll(dice_, 2); ++i)
      made += words[roll(dice_, words.size())] + "，";
    return made;
  }
  void say(std::uint64_t room) {
    // Bursts, pauses, and a clock that is set back.
    const std::uint64_t pause = roll(dice_, 30);
    now_ += pause == 0 ? 90'000 : pause == 1 ? -40'000 : static_cast<std::int64_t>(pause * 20);
    const Seq seq = shelf_.tops[room] + 1;
    shelf_.times[{room, seq}] = now_;
    const std::string said = text();
    shelf_.say(room, said);
    standing_.push_back({{Instant{now_}, RoomId{room}, seq}, said, {}});
  }
  void edit() {
    if (standing_.empty()) return;
    Standing& one = standing_[roll(dice_, standing_.size())];
    one.text = text();
    one.edits.push_back(shelf_.edit(one.place.room.value, one.place.seq, one.text));
  }
  void erase() {
    if (standing_.empty()) return;
    const auto one = standing_.begin() + static_cast<std::ptrdiff_t>(roll(dice_, standing_.size()));
    shelf_.erase(one->place.room.value, one->place.seq, one->edits);
    standing_.erase(one);
  }
  void check(const std::string& asked) {
    SearchTask task = it_.task(asked, 1 + roll(dice_, 30));
    const Query query = get<Query>(parse_query(asked));
    // Some rooms only in part.
    for (SearchRoom& room : task.rooms) {
      if (roll(dice_, 3) == 0) room.first = 1 + roll(dice_, room.top);
    }
    std::vector<SearchPlace> due;
    Places marks;
    for (const Standing& one : standing_) {
      const auto room = std::ranges::find(task.rooms, one.place.room, &SearchRoom::room);
      if (one.place.seq < room->first || !holds(the_fold()(one.text), query, marks)) continue;
      due.push_back(one.place);
    }
    std::ranges::sort(due, std::ranges::greater{});
    const std::vector<SearchPlace> found = it_.all(task);
    BOOST_TEST_CONTEXT(asked << ", " << task.search.limit << " a page") {
      BOOST_TEST(found.size() == due.size());
      BOOST_TEST((found == due));
    }
  }

  Dice dice_;
  Folder folder_;
  Shelf shelf_;
  Following it_{shelf_, folder_.path()};
  std::vector<Standing> standing_;
  std::int64_t now_ = 1'700'000'000'000;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(search_order)

BOOST_AUTO_TEST_CASE(a_search_answers_what_a_look_at_every_message_does) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      OrderTown town(seed);
      for (int round = 0; round < 4; ++round) {
        town.live(200);
        town.check();
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
