// The tracker sees the same frames however the bytes are cut.
#include "server/net/frame_tracker.hpp"

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>
#include <vector>

using namespace xinqiao::net;

namespace {

using Bytes = std::vector<std::uint8_t>;

// A masked client frame of `size` zeros.
Bytes frame(std::uint8_t first, std::size_t size) {
  Bytes bytes;
  bytes.reserve(14 + size);  // of the header at most; GCC 12 at -O3 misjudges a vector that grows
  bytes.push_back(first);
  if (size < 126) {
    bytes.push_back(static_cast<std::uint8_t>(0x80 | size));
  } else if (size < 65536) {
    bytes.insert(bytes.end(), {0xFE, static_cast<std::uint8_t>(size >> 8),
                               static_cast<std::uint8_t>(size & 0xFF)});
  } else {
    bytes.push_back(0xFF);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<std::uint8_t>(size >> shift & 0xFF));
    }
  }
  bytes.insert(bytes.end(), {1, 2, 3, 4});
  bytes.resize(bytes.size() + size);
  return bytes;
}

constexpr std::uint8_t whole_text = 0x81;
constexpr std::uint8_t first_text = 0x01;
constexpr std::uint8_t more = 0x00;
constexpr std::uint8_t last = 0x80;
constexpr std::uint8_t ping = 0x89;

}  // namespace

BOOST_AUTO_TEST_SUITE(frame_tracker)

BOOST_AUTO_TEST_CASE(between_whole_messages_nothing_is_open) {
  for (const std::size_t size : {0, 1, 125, 126, 65535, 65536, 200000}) {
    FrameTracker tracker;
    tracker.feed(frame(whole_text, size), 7);
    BOOST_TEST(!tracker.open_since().has_value());
    tracker.feed(frame(ping, 0), 8);
    BOOST_TEST(!tracker.open_since().has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_begun_frame_is_open_from_its_first_byte_to_its_last) {
  const Bytes bytes = frame(whole_text, 300);
  FrameTracker tracker;
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    tracker.feed({&bytes[i], 1}, static_cast<std::int64_t>(100 + i));
    BOOST_TEST_REQUIRE(tracker.open_since().has_value());
    BOOST_TEST(*tracker.open_since() == 100);
  }
  tracker.feed({&bytes.back(), 1}, 900);
  BOOST_TEST(!tracker.open_since().has_value());
}

BOOST_AUTO_TEST_CASE(a_message_that_begins_behind_a_whole_one_begins_then) {
  Bytes bytes = frame(whole_text, 5);
  bytes.push_back(whole_text);
  FrameTracker tracker;
  tracker.feed({bytes.data(), 3}, 10);
  tracker.feed({bytes.data() + 3, bytes.size() - 3}, 20);

  BOOST_TEST(*tracker.open_since() == 20);
}

BOOST_AUTO_TEST_CASE(empty_fragments_are_counted_and_pings_between_them_are_not) {
  FrameTracker tracker;
  tracker.feed(frame(first_text, 0), 1);
  for (int i = 0; i < 1000; ++i) {
    tracker.feed(frame(more, 0), 2);
    tracker.feed(frame(ping, 4), 2);
  }
  BOOST_TEST(tracker.frames() == 1001u);
  BOOST_TEST(*tracker.open_since() == 1);

  tracker.feed(frame(last, 0), 3);
  BOOST_TEST(tracker.frames() == 0u);
  BOOST_TEST(!tracker.open_since().has_value());
}

BOOST_AUTO_TEST_CASE(time_in_which_nobody_read_is_not_the_clients) {
  FrameTracker tracker;
  tracker.feed(frame(first_text, 1), 1);
  tracker.restart(500);

  BOOST_TEST(*tracker.open_since() == 500);
}

BOOST_AUTO_TEST_CASE(however_the_bytes_are_cut_the_same_is_seen) {
  Bytes stream;
  for (const auto& [first, size] :
       std::vector<std::pair<std::uint8_t, std::size_t>>{{whole_text, 10},
                                                         {first_text, 0},
                                                         {ping, 125},
                                                         {more, 300},
                                                         {more, 0},
                                                         {last, 70000},
                                                         {whole_text, 0},
                                                         {first_text, 3},
                                                         {more, 0}}) {
    const Bytes next = frame(first, size);
    stream.insert(stream.end(), next.begin(), next.end());
  }
  for (std::uint32_t seed = 1; seed <= 50; ++seed) {
    std::mt19937 random(seed);
    FrameTracker tracker;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 2000, stream.size() - at);
      tracker.feed({&stream[at], size}, 1);
      at += size;
    }
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_TEST(tracker.frames() == 2u);
      BOOST_TEST(tracker.open_since().has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(the_mark_of_a_packed_message_is_taken_off_and_remembered) {
  using Packed = FrameTracker::Packed;
  // What comes, and what Beast shall see of it. A mark that may not stand there stays.
  const std::vector<std::pair<std::uint8_t, std::uint8_t>> heads = {
      {0xc1, 0x82}, {0x81, 0x81}, {0xc2, 0x82}, {0x41, 0x02}, {ping, ping}, {more, more},
      {0xc9, 0xc9}, {0xc1, 0xc1}, {0xc0, 0xc0}, {0x02, 0x02}, {last, last}, {0xe1, 0xe1},
      {0x51, 0x51}, {0xc3, 0xc3}, {0xc8, 0xc8}, {0xc1, 0x82}};
  Bytes sent;
  Bytes seen;
  for (const auto& [first, expected] : heads) {
    const std::size_t size = 5 + 300 * (first & 1u);
    const Bytes next = frame(first, size);
    sent.insert(sent.end(), next.begin(), next.end());
    seen.insert(seen.end(), next.begin(), next.end());
    seen[seen.size() - next.size()] = expected;
  }
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    std::mt19937 random(seed);
    Bytes bytes = sent;
    FrameTracker tracker;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 200, bytes.size() - at);
      tracker.feed_unmarking({bytes.data() + at, size}, 1);
      at += size;
    }
    BOOST_TEST_REQUIRE((bytes == seen));
    const Packed kinds[] = {Packed::text, Packed::no, Packed::binary, Packed::text};
    for (const Packed kind : kinds) BOOST_TEST((tracker.take_packed() == kind));
  }
}

BOOST_AUTO_TEST_SUITE_END()
