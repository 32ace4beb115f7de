// What waits for a socket goes out whole and in order, however little the kernel takes at a time:
// over a pair of sockets, plain and through TLS, read in bits by the other side.
#include "server/net/frame_writer.hpp"
#include "server/clock.hpp"
#include "server/net/certificates.hpp"
#include "server/net/socket_io.hpp"
#include "tests/store/folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace xinqiao;
using net::FrameWriter;
using net::Tried;
using WriteOutcome = FrameWriter::Outcome;

namespace {

const std::string pong{"\x8a\x00", 2};

struct FreeContext {
  void operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
};

// Our end writes, the other reads; both never wait.
struct Pair {
  int ours = -1;
  int theirs = -1;
  net::TlsSession tls;
  net::TlsSession their_tls;
  std::unique_ptr<ssl_ctx_st, FreeContext> their_context;

  Pair() {
    int ends[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
    ours = ends[0];
    theirs = ends[1];
    const int bytes = 4'096;
    ::setsockopt(ours, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  }
  ~Pair() {
    ::close(ours);
    if (theirs >= 0) ::close(theirs);
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  void speak_tls(const net::Certificates& certificates) {
    std::signal(SIGPIPE, SIG_IGN);
    tls = certificates.begin(ours);
    their_context.reset(SSL_CTX_new(TLS_client_method()));
    their_tls.reset(SSL_new(their_context.get()));
    SSL_set_fd(their_tls.get(), theirs);
    bool is_open = false;
    for (int i = 0; i < 100 && !is_open; ++i) {
      is_open = SSL_connect(their_tls.get()) == 1;
      is_open = net::tls_accept(*tls).wants == Tried::Wants::nothing && is_open;
    }
    BOOST_REQUIRE(is_open);
  }
  // What the other end gets now, at most so many bytes.
  std::string read(std::size_t most) {
    std::string got(most, '\0');
    if (their_tls) {
      got.resize(net::tls_read(*their_tls, got.data(), most).bytes);
    } else {
      const ssize_t bytes = ::recv(theirs, got.data(), most, MSG_DONTWAIT);
      got.resize(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
    }
    return got;
  }
};

struct Writing {
  explicit Writing(std::uint32_t seed) : random(seed) {}
  std::mt19937 random;
  Pair pair;
  Outbox outbox;
  FrameWriter writer;
  std::string own;
  std::string heard;
  std::vector<std::string> frames;  // that were pushed in Lane::told, in their order
  std::vector<std::string> alarms;  // and in Lane::alert
  std::size_t pongs = 0;
  std::size_t popped = 0;
  std::size_t put_whole = 0;
  std::size_t twins = 0;  // packed, of the frames

  std::size_t up_to(std::size_t most) { return random() % (most + 1); }

  // As a hub gives it to who takes such.
  Frame packed() {
    std::string noise(up_to(2'000), 'x');
    for (char& letter : noise) letter = static_cast<char>('a' + up_to(7));
    bool is_new = false;
    const Frame twin = Frame(noise, Words::of_one).deflated(is_new);
    twins += is_new ? 1 : 0;
    return twin;
  }
  void push() {
    const bool is_alarm = up_to(9) == 0;
    Frame frame(std::string(up_to(up_to(3) == 0 ? 70'000 : 300),
                            static_cast<char>(is_alarm ? 'A' + up_to(25) : 'a' + up_to(25))));
    if (!is_alarm && up_to(3) == 0) frame = packed();
    (is_alarm ? alarms : frames).emplace_back(frame.wire());
    const bool nothing_waits = outbox.empty() && own.empty();
    const std::size_t took = nothing_waits ? put(frame.wire()) : 0;
    if (took == frame.bytes()) {
      ++popped;
      ++put_whole;
      return;
    }
    outbox.push(frame, is_alarm ? Lane::alert : Lane::told, is_alarm ? RoomId{9} : RoomId{});
    outbox.note_sent(nothing_waits ? took : outbox.sent());
  }
  // As a hub does it.
  std::size_t put(std::string_view wire) {
    return pair.tls ? writer.put(*pair.tls, wire) : net::plain_put(pair.ours, wire);
  }
  WriteOutcome write() {
    const FrameWriter::Progress progress =
        writer.write(pair.ours, pair.tls.get(), own, &outbox, true);
    for (std::size_t i = 0; i < progress.frames; ++i) outbox.pop();
    popped += progress.frames;
    return progress.outcome;
  }
  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      if (up_to(2) == 0) push();
      if (up_to(15) == 0 && own.empty()) {
        own = pong;
        ++pongs;
      }
      for (std::size_t tries = up_to(4); tries > 0 && write() == WriteOutcome::wrote; --tries)
        continue;
      heard += pair.read(1 + up_to(20'000));
    }
    for (int still = 0; still < 100;) {
      const WriteOutcome outcome = write();
      const std::string come = pair.read(100'000);
      heard += come;
      still = come.empty() && outcome == WriteOutcome::idle ? still + 1 : 0;
    }
  }
  // Cuts what was heard at the heads of frames, and compares.
  void check() const {
    std::vector<std::string> told;
    std::vector<std::string> alerts;
    std::size_t pinged = 0;
    for (std::size_t at = 0; at < heard.size();) {
      if (heard.compare(at, pong.size(), pong) == 0) {
        ++pinged;
        at += pong.size();
        continue;
      }
      const bool is_packed = heard[at] == '\xc1';
      BOOST_TEST_REQUIRE((is_packed || heard[at] == '\x81'));
      const unsigned said = static_cast<unsigned char>(heard[at + 1]);
      const std::size_t longer = said == 127 ? 8 : said == 126 ? 2 : 0;
      std::size_t bytes = longer == 0 ? said : 0;
      for (std::size_t i = 0; i < longer; ++i) {
        bytes = bytes << 8 | static_cast<unsigned char>(heard[at + 2 + i]);
      }
      const std::string frame = heard.substr(at, 2 + longer + bytes);
      const bool is_alarm =
          !is_packed && bytes > 0 && frame[2 + longer] >= 'A' && frame[2 + longer] <= 'Z';
      (is_alarm ? alerts : told).push_back(frame);
      at += frame.size();
    }
    // An alarm of no bytes cannot be told from a word of none.
    std::vector<std::string> said_told = frames;
    std::vector<std::string> said_alerts;
    std::size_t empty_alarms = 0;
    for (const std::string& alarm : alarms) {
      if (alarm.size() == 2) {
        ++empty_alarms;
      } else {
        said_alerts.push_back(alarm);
      }
    }
    const std::string empty{"\x81\x00", 2};
    BOOST_TEST(std::ranges::count(told, empty) ==
               std::ranges::count(said_told, empty) + static_cast<std::ptrdiff_t>(empty_alarms));
    std::erase(told, empty);
    std::erase(said_told, empty);
    BOOST_TEST((told == said_told));
    BOOST_TEST((alerts == said_alerts));
    BOOST_TEST(pinged == pongs);
    BOOST_TEST(popped == frames.size() + alarms.size());
    BOOST_TEST(outbox.empty());
    BOOST_TEST(outbox.bytes() == 0u);
    BOOST_TEST(!writer.is_amid_frame(outbox));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(frame_writer)

BOOST_AUTO_TEST_CASE(frames_go_out_whole_and_in_order_however_little_the_kernel_takes) {
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      Writing writing(seed);
      writing.run(300);
      writing.check();
      BOOST_TEST(writing.pongs > 0u);
      BOOST_TEST(writing.twins > 0u);
      BOOST_TEST(writing.put_whole > 0u);
      BOOST_TEST(!writing.alarms.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(through_tls_likewise_where_a_try_must_be_repeated_with_the_same_bytes) {
  testing::Folder folder;
  net::Certificates certificates{net::Certificates::Own{folder.path(), {"127.0.0.1"}, {}}};
  BOOST_REQUIRE(!certificates.refresh(SystemClock{}.now()));
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      Writing writing(seed);
      writing.pair.speak_tls(certificates);
      writing.run(300);
      writing.check();
      BOOST_TEST(writing.put_whole > 0u);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_waits_together_goes_in_one_piece) {
  Writing writing(1);
  const int bytes = 1 << 20;
  ::setsockopt(writing.pair.ours, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  std::string all;
  for (int i = 0; i < 32; ++i) {
    const Frame frame(std::string(200, static_cast<char>('a' + i % 26)));
    all += frame.wire();
    writing.outbox.push(frame);
  }

  const FrameWriter::Progress progress =
      writing.writer.write(writing.pair.ours, nullptr, writing.own, &writing.outbox, true);

  BOOST_TEST(progress.frames == 32u);
  BOOST_TEST(progress.bytes == all.size());
  BOOST_TEST(writing.pair.read(100'000) == all);
}

BOOST_AUTO_TEST_CASE(after_a_close_frame_what_has_begun_is_finished_and_nothing_else_begins) {
  Writing writing(1);
  const std::string close{"\x88\x02\x03\xe8", 4};
  const Frame begun(std::string(100'000, 'x'));
  const Frame later(std::string(10, 'y'));
  writing.outbox.push(begun);
  writing.outbox.push(later);
  while (writing.write() == WriteOutcome::wrote) continue;
  BOOST_TEST_REQUIRE(writing.writer.is_amid_frame(writing.outbox));

  writing.own = close;
  std::string heard;
  for (int still = 0; still < 100; ++still) {
    const FrameWriter::Progress progress =
        writing.writer.write(writing.pair.ours, nullptr, writing.own, &writing.outbox, false);
    for (std::size_t i = 0; i < progress.frames; ++i) writing.outbox.pop();
    heard += writing.pair.read(50'000);
  }

  BOOST_TEST((heard == std::string(begun.wire()) + close));
  BOOST_TEST(writing.outbox.frames() == 1u);
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_lost_is_said_so) {
  Writing writing(1);
  ::close(std::exchange(writing.pair.theirs, -1));
  writing.outbox.push(Frame("早"));

  BOOST_TEST((writing.write() == WriteOutcome::failed));
}

BOOST_AUTO_TEST_SUITE_END()
