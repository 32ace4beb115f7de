// The hub in random orders of things, against a model: whatever happens when, a connection hears
// every event it lacks once and in order. A failing run is a seed.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/support/hub_house.hpp"
#include "tests/support/require_quickly.hpp"

using namespace xinqiao;
using namespace xinqiao::house;

namespace {

constexpr std::size_t lines_in_all = 3;
constexpr std::size_t all_of_it = 1'000'000;

// What a line still has to hear of a room.
struct Ear {
  std::set<Seq> lacks;
  bool attached = false;
};

struct Run {
  House house;
  std::mt19937 random;
  std::vector<ConnectionId> lines;
  std::map<ConnectionId, std::map<RoomId, Ear>> ears;

  explicit Run(std::uint32_t seed) : random(seed) {
    for (std::uint64_t i = 0; i < lines_in_all; ++i) {
      lines.push_back(house.enter(MemberId{i + 1}, i + 1));
    }
  }
  Seq up_to(Seq most) { return random() % (most + 1); }

  // Words are taken one by one: each must be the smallest seq that is still lacking in its room.
  void listen(ConnectionId line, std::size_t most) {
    for (std::size_t i = 0; i < most && !house.hub.outbox(line)->empty(); ++i) {
      const Frame frame = house.hub.outbox(line)->front();
      house.hub.wrote(line);
      house.look();
      for (const std::string_view heard : frame.texts()) hear(line, std::string(heard));
    }
  }
  void hear(ConnectionId line, const std::string& heard) {
    const auto colon = heard.find(':');
    Ear& ear = ears[line][RoomId{std::stoull(heard.substr(0, colon))}];
    REQUIRE_QUICKLY(!ear.lacks.empty());
    REQUIRE_QUICKLY(*ear.lacks.begin() == std::stoull(heard.substr(colon + 1)));
    ear.lacks.erase(ear.lacks.begin());
  }

  // What waits of an earlier attachment is taken first, as a client would.
  void attach(ConnectionId line, RoomId room) {
    listen(line, all_of_it);
    const Seq top = house.last[room];
    const Seq first = 1 + up_to(top);
    std::vector<Interval> have;
    for (Seq at = 1 + up_to(9); at <= top && have.size() < 5; at += 2 + up_to(90)) {
      have.push_back({at, std::min(top, at + up_to(40))});
      at = have.back().last;
    }
    Ear& ear = ears[line][room] = {.lacks = {}, .attached = true};
    for (Seq seq = first; seq <= top; ++seq) ear.lacks.insert(seq);
    for (const Interval& had : have) {
      for (Seq seq = had.first; seq <= had.last; ++seq) ear.lacks.erase(seq);
    }
    house.attach(line, room, first, have);
  }

  void detach(std::size_t who, RoomId room) {
    listen(lines[who], all_of_it);
    house.tell(Detach{MemberId{who + 1}, room});
    ears[lines[who]][room] = {};
  }

  // The reader takes no more than so many, for a while.
  void bound_reader() {
    house.asked_most = up_to(1) == 0 ? up_to(3) : all_of_it;
    house.look();
  }

  void say(RoomId room, Seq times) {
    for (; times > 0; --times) {
      for (const ConnectionId each : lines) {
        Ear& ear = ears[each][room];
        if (ear.attached) ear.lacks.insert(house.last[room] + 1);
      }
      house.say(room);
    }
  }

  void step() {
    const std::size_t who = up_to(lines_in_all - 1);
    const RoomId room{up_to(1) + 1};
    const Seq what = up_to(99);
    if (what < 3) {
      attach(lines[who], room);
    } else if (what < 4) {
      detach(who, room);
    } else if (what < 14) {
      bound_reader();
    } else if (what < 34) {
      if (!house.asked.empty()) house.read_one(1 + up_to(80));
    } else if (what < 54) {
      listen(lines[who], up_to(20));
    } else {
      say(room, up_to(what < 60 ? 90 : 3));
    }
  }

  // Everybody reads, and the reader reads, until nothing is left.
  void finish() {
    house.asked_most = all_of_it;
    house.look();
    for (int round = 0; round < 100; ++round) {
      house.read_all();
      for (const ConnectionId line : lines) listen(line, all_of_it);
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hub_schedule)

BOOST_AUTO_TEST_CASE(in_any_order_of_things_every_event_is_heard_once_and_in_order) {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      Run run(seed);
      for (int i = 0; i < 400; ++i) run.step();
      run.finish();
      BOOST_TEST(run.house.cut.empty());
      for (const ConnectionId line : run.lines) {
        for (const auto& [room, ear] : run.ears[line]) BOOST_TEST(ear.lacks.empty());
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
