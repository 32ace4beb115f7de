// While nothing waits for a socket, the hub puts what is told live on it at once; whatever a socket
// takes of it, everybody hears what they would hear if all went through outboxes.
#include "tests/support/hub_sockets.hpp"
#include "tests/support/require_quickly.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <vector>

using namespace xinqiao;
using namespace xinqiao::house;

namespace {

struct Line {
  ConnectionId id;
  int socket{};
};

struct Lines {
  House house{limits::outbox_bytes, Sockets::put};
  std::vector<Line> lines;

  Lines() { Sockets::all() = {}; }
  Line& come(MemberId member) {
    const Line line{house.enter(member, lines.size()), static_cast<int>(lines.size())};
    Sockets::all().got.emplace_back();
    house.hub.reach_at_once(line.id, line.socket);
    lines.push_back(line);
    return lines.back();
  }
  const std::string& got(const Line& line) {
    return Sockets::all().got[static_cast<std::size_t>(line.socket)];
  }
  std::string flush(const Line& line) {
    return Sockets::flush(house.hub, line.id, static_cast<std::size_t>(line.socket));
  }
};

std::string wire_of(RoomId room, Seq first, Seq last) {
  std::string wire;
  for (Seq seq = first; seq <= last; ++seq) wire += frame_of(room, seq).wire();
  return wire;
}

// The same batches, with sockets and without.
struct Pair {
  Lines direct;
  House queued;
  std::vector<ConnectionId> others;
  std::map<RoomId, Seq> tops;
  std::mt19937 random;

  explicit Pair(std::uint32_t seed) : random(seed) {
    Sockets::all().take_all = false;
    Sockets::all().random.seed(seed);
    for (std::uint64_t i = 0; i < 6; ++i) {
      direct.come(MemberId{1 + i / 2});
      others.push_back(queued.enter(MemberId{1 + i / 2}, i));
    }
  }
  std::uint64_t up_to(std::uint64_t most) { return random() % (most + 1); }
  RoomId room() { return RoomId{7 + up_to(2)}; }

  void batch() {
    TellBatch one;
    TellBatch other;
    for (std::uint64_t i = up_to(30); i > 0; --i) add(one, other);
    direct.house.hub.tell(one);
    direct.house.look();
    queued.hub.tell(other);
    queued.look();
    if (up_to(1) == 0) compare();
  }
  void add(TellBatch& one, TellBatch& other) {
    const Frame own{"own " + std::to_string(random() % 1'000)};
    const std::size_t line = up_to(others.size() - 1);
    const RoomId here = room();
    const auto same = [&](const Instruction& instruction) {
      one.push_back(instruction);
      other.push_back(instruction);
    };
    switch (up_to(11)) {
      case 0:
        one.push_back(Answer{direct.lines[line].id, own});
        other.push_back(Answer{others[line], own});
        return;
      case 1:
        return same(TellMember{MemberId{1 + up_to(2)}, own});
      case 2:
        return same(TellRoom{here, own});
      case 3:
        one.push_back(Attach{direct.lines[line].id, here, tops[here] + 1, tops[here], {}});
        other.push_back(Attach{others[line], here, tops[here] + 1, tops[here], {}});
        return;
      case 4:
        return same(TellEveryone{own});
      case 5:
        return same(TellMembers{std::make_shared<const std::vector<MemberId>>(
                                    std::vector<MemberId>{MemberId{1}, MemberId{3}}),
                                Frame{"alarm " + std::to_string(random() % 1'000)}, siren});
      default:
        const Seq seq = ++tops[here];
        return same(Tell{here, seq, frame_of(here, seq)});
    }
  }
  void compare() {
    for (std::size_t i = 0; i < others.size(); ++i) {
      std::string through_outbox = heard[i];
      while (!queued.hub.outbox(others[i])->empty()) {
        through_outbox += queued.hub.outbox(others[i])->front().wire();
        queued.hub.wrote(others[i]);
      }
      heard[i] = through_outbox;
      const std::vector<std::string> at_once = sorted(direct.flush(direct.lines[i]));
      const std::vector<std::string> waited = sorted(through_outbox);
      // Element by element only what differs: it takes a hundred times as long.
      if (at_once != waited)
        BOOST_TEST_REQUIRE(at_once == waited, boost::test_tools::per_element());
      BOOST_TEST_REQUIRE(direct.house.hub.outbox(direct.lines[i].id)->bytes() == 0u);
    }
    BOOST_TEST_REQUIRE(direct.house.hub.has_written() == queued.hub.has_written());
  }
  // Alerts pass what waits; but for them the order is the same.
  static std::vector<std::string> sorted(const std::string& wire) {
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < wire.size();) {
      REQUIRE_QUICKLY(wire[at] == '\x81');
      const auto bytes = static_cast<unsigned char>(wire[at + 1]);
      REQUIRE_QUICKLY(bytes < 126u);
      texts.push_back(wire.substr(at + 2, bytes));
      at += std::size_t{2} + bytes;
    }
    std::ranges::stable_partition(texts, [](const auto& text) { return text[0] != 'a'; });
    return texts;
  }
  std::map<std::size_t, std::string> heard;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hub_put)

BOOST_AUTO_TEST_CASE(what_is_told_goes_to_a_socket_at_once_while_nothing_waits_for_it) {
  Lines it;
  const Line one = it.come(anna);
  it.house.attach(one.id, bridge, 1);
  it.house.hub.take_dirty();

  it.house.say(bridge, 3);

  BOOST_TEST(it.got(one) == wire_of(bridge, 1, 3));
  BOOST_TEST(it.house.hub.outbox(one.id)->empty());
  BOOST_TEST(it.house.hub.take_dirty().empty());
  BOOST_TEST(it.house.hub.take_bytes_put() == it.got(one).size());
  BOOST_TEST(it.house.hub.take_bytes_put() == 0u);
  BOOST_TEST(it.house.metrics.deliveries.load() == 3u);
}

BOOST_AUTO_TEST_CASE(the_session_learns_that_it_was_reached_once) {
  Lines it;
  const Line one = it.come(anna);
  it.house.attach(one.id, bridge, 1);
  BOOST_TEST(!it.house.hub.take_was_reached(one.id));

  it.house.say(bridge);

  BOOST_TEST(it.house.hub.take_was_reached(one.id));
  BOOST_TEST(!it.house.hub.take_was_reached(one.id));
}

BOOST_AUTO_TEST_CASE(what_a_socket_does_not_take_waits_with_its_beginning_gone) {
  Lines it;
  const Line one = it.come(anna);
  it.house.attach(one.id, bridge, 1);
  it.house.hub.take_dirty();
  Sockets::all().take_all = false;

  it.house.say(bridge, 50);

  BOOST_TEST(it.house.hub.take_dirty().size() == 1u);
  BOOST_TEST(Sockets::all().calls < 50u);
  BOOST_TEST(it.flush(one) == wire_of(bridge, 1, 50));
}

BOOST_AUTO_TEST_CASE(a_socket_taken_back_is_not_touched) {
  Lines it;
  const Line one = it.come(anna);
  it.house.attach(one.id, bridge, 1);
  it.house.hub.reach_at_once(one.id, Hub::no_socket);

  it.house.say(bridge);

  BOOST_TEST(it.got(one).empty());
  BOOST_TEST(it.flush(one) == wire_of(bridge, 1, 1));
}

BOOST_AUTO_TEST_CASE(a_cut_line_is_reached_no_more) {
  Lines it;
  const Line one = it.come(anna);
  it.house.attach(one.id, bridge, 1);
  it.house.hub.end(one.id, CloseCode::login);
  it.house.hub.reach_at_once(one.id, one.socket);

  it.house.say(bridge);
  it.house.tell(TellEveryone{Frame{"all"}});
  it.house.tell(TellMember{anna, Frame{"anna"}});

  BOOST_TEST(it.got(one).empty());
}

// Of a silent one it may be all that is kept: a session is made again with it, to say why it ends.
BOOST_AUTO_TEST_CASE(a_cut_line_still_knows_its_socket) {
  Lines it;
  const Line ended = it.come(anna);
  it.house.hub.end(ended.id, CloseCode::login);
  BOOST_TEST(it.house.hub.socket_reached_at_once(ended.id) == ended.socket);
  it.house.hub.push(ended.id, Frame{"beat"});
  BOOST_TEST(it.got(ended).empty());

  const Line slow = it.come(anna);
  it.house.attach(slow.id, bridge, 1);
  it.house.hub.take_dirty();
  Sockets::all().take_all = false;
  const Frame frame{std::string(9'000, 'a')};
  TellBatch batch;
  for (Seq seq = 1; seq <= 300; ++seq) batch.push_back(Tell{bridge, seq, frame});
  it.house.hub.tell(batch);
  BOOST_TEST(it.house.metrics.connections_slow.load() == 1u);
  BOOST_TEST(it.house.hub.socket_reached_at_once(slow.id) == slow.socket);
}

BOOST_AUTO_TEST_CASE(an_alert_put_whole_counts_as_written_and_a_part_of_it_does_not) {
  Lines it;
  const Line one = it.come(anna);
  const auto tell = [&] {
    const auto members = std::make_shared<const std::vector<MemberId>>(1, anna);
    it.house.tell(TellMembers{members, Frame{std::string(100, 'a')}, siren});
  };

  tell();
  BOOST_TEST(it.house.hub.take_written().size() == 1u);
  Sockets::all().take_all = false;
  tell();
  BOOST_TEST(!it.house.hub.has_written());
  it.flush(one);
  BOOST_TEST(it.house.hub.take_written().size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_told_at_once_is_bounded_in_size) {
  Lines it;
  const Line one = it.come(anna);
  it.house.attach(one.id, bridge, 1);
  TellBatch batch;
  std::string all;
  for (Seq seq = 1; seq <= 300; ++seq) {
    const Frame frame{std::string(1'000, static_cast<char>('a' + seq % 26))};
    batch.push_back(Tell{bridge, seq, frame});
    all += frame.wire();
  }

  it.house.hub.tell(batch);

  BOOST_TEST(Sockets::all().calls >= all.size() / limits::socket_send_bytes);
  BOOST_TEST((it.got(one) == all));
}

BOOST_AUTO_TEST_CASE(everybody_hears_what_they_would_hear_through_outboxes) {
  std::size_t put = 0;
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      Pair pair(seed);
      for (int i = 0; i < 20; ++i) pair.batch();
      pair.compare();
      put += Sockets::all().calls;
    }
  }
  BOOST_TEST(put > 10'000u);
}

BOOST_AUTO_TEST_SUITE_END()
