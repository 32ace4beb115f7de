// A hub in a small house of its own: a room's log, the stream of instructions, a reader that
// answers when asked to. Threading: belongs to one test.
#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <string>
#include <vector>

#include "server/hub.hpp"

namespace xinqiao::house {

inline constexpr RoomId bridge{7};
inline constexpr RoomId garden{8};
inline constexpr RoomId siren{9};
inline constexpr MemberId anna{1};
inline constexpr MemberId bao{2};

inline Frame frame_of(RoomId room, Seq seq) {
  return Frame{std::to_string(room.value) + ":" + std::to_string(seq)};
}

// With its head; the length stands in ten bytes.
inline Frame frame_of_bytes(std::size_t bytes) {
  const Frame frame{std::string(bytes - 10, 'x')};
  BOOST_TEST_REQUIRE(frame.bytes() == bytes);
  return frame;
}

// One hub, and what stands around it.
struct House {
  Metrics metrics;
  Hub hub;
  std::map<RoomId, Seq> last;  // of every room's log
  std::vector<FeedTask> asked;
  std::size_t asked_most = SIZE_MAX;  // as many as the reader takes
  std::map<ConnectionId, CloseCode> cut;

  explicit House(std::size_t outbox_bytes = limits::outbox_bytes, Hub::Put put = nullptr)
      : hub(0, metrics, outbox_bytes, nullptr, put) {}

  void tell(Instruction one) {
    TellBatch batch;
    batch.push_back(std::move(one));
    hub.tell(batch);
    look();
  }
  void look() {
    hub.pass_wishes([this](std::span<const FeedTask> tasks) {
      const std::size_t room = asked_most - std::min(asked_most, asked.size());
      const auto taken = tasks.first(std::min(room, tasks.size()));
      asked.insert(asked.end(), taken.begin(), taken.end());
      return taken.size();
    });
    for (const auto& [connection, code] : hub.take_cuts()) cut.emplace(connection, code);
  }
  ConnectionId enter(MemberId member, std::uint64_t session) {
    const ConnectionId connection = hub.open();
    tell(Opened{connection, member, SessionId{session}, Frame{"hello"}});
    BOOST_TEST_REQUIRE(drain(connection) == std::vector<std::string>{"hello"});
    return connection;
  }
  void attach(ConnectionId connection, RoomId room, Seq first, std::vector<Interval> have = {}) {
    tell(Attach{connection, room, first, last[room], std::move(have)});
  }
  void say(RoomId room) {
    const Seq seq = ++last[room];
    tell(Tell{room, seq, frame_of(room, seq)});
  }
  void say(RoomId room, int times) {
    for (int i = 0; i < times; ++i) say(room);
  }
  // The reader answers the oldest wish, at most `most` events of it.
  void read_one(Seq most = limits::feed_page_events) {
    BOOST_TEST_REQUIRE(!asked.empty());
    const FeedTask task = asked.front();
    asked.erase(asked.begin());
    const Seq through = std::min(task.through, task.from + most - 1);
    std::vector<FedEvents::Event> events;
    for (Seq seq = task.from; seq <= through; ++seq) {
      events.emplace_back(seq, frame_of(task.room, seq));
    }
    tell(FeedPage{task.connection, task.room, task.feed, task.from, through,
                  std::make_shared<const FedEvents>(std::move(events))});
  }
  void read_all() {
    while (!asked.empty()) read_one();
  }
  std::vector<std::string> drain(ConnectionId connection) {
    std::vector<std::string> heard;
    while (const Outbox* outbox = hub.to_write(connection)) {
      for (const std::string_view text : outbox->front().texts()) heard.emplace_back(text);
      hub.wrote(connection);
      look();
    }
    return heard;
  }
};

inline std::vector<std::string> events(RoomId room, Seq first, Seq last) {
  std::vector<std::string> all;
  for (Seq seq = first; seq <= last; ++seq) all.emplace_back(frame_of(room, seq).payload());
  return all;
}

inline std::vector<std::string> joined(std::vector<std::string> head,
                                       const std::vector<std::string>& tail) {
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

}  // namespace xinqiao::house
