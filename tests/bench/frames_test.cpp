#include "bench/frames.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace xinqiao::bench;

namespace {

using Heard = std::vector<std::pair<Opcode, std::string>>;

// A frame as a server sends it: not masked.
std::string server_frame(unsigned first, std::string_view payload) {
  std::string frame(1, static_cast<char>(first));
  if (payload.size() < 126) {
    frame += static_cast<char>(payload.size());
  } else if (payload.size() < 65'536) {
    frame += {126, static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size())};
  } else {
    frame += {127, 0, 0, 0, 0};
    for (int shift = 24; shift >= 0; shift -= 8) {
      frame += static_cast<char>(payload.size() >> shift);
    }
  }
  return frame.append(payload);
}

Heard feed(FrameReader& reader, std::string_view bytes, bool& is_sound) {
  Heard heard;
  is_sound = reader.feed(bytes, [&](Opcode opcode, std::string_view payload) {
    heard.emplace_back(opcode, std::string(payload));
  });
  return heard;
}

// What `frames` say, fed in pieces of so many bytes.
Heard in_pieces(const std::string& frames, std::size_t bytes) {
  FrameReader reader;
  Heard all;
  for (std::size_t from = 0; from < frames.size(); from += bytes) {
    bool is_sound = false;
    for (auto& one : feed(reader, std::string_view(frames).substr(from, bytes), is_sound)) {
      all.push_back(std::move(one));
    }
    BOOST_TEST_REQUIRE(is_sound);
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(frames)

BOOST_AUTO_TEST_CASE(messages_are_whole_however_the_bytes_arrive) {
  const std::string medium(300, 'm');
  const std::string large(70'000, 'l');
  const std::string frames = server_frame(0x81, "桥🌉") + server_frame(0x81, "") +
                             server_frame(0x81, medium) + server_frame(0x81, large) +
                             server_frame(0x81, "end");
  const Heard wanted = {{Opcode::text, "桥🌉"},
                        {Opcode::text, ""},
                        {Opcode::text, medium},
                        {Opcode::text, large},
                        {Opcode::text, "end"}};

  for (const std::size_t bytes : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{125},
                                  std::size_t{4'096}, frames.size()}) {
    BOOST_TEST((in_pieces(frames, bytes) == wanted), "in pieces of " << bytes);
  }
}

BOOST_AUTO_TEST_CASE(a_ping_may_stand_between_the_fragments_of_a_message) {
  const std::string frames = server_frame(0x01, "one ") + server_frame(0x89, "?") +
                             server_frame(0x00, "two ") + server_frame(0x80, "three");
  const Heard wanted = {{Opcode::ping, "?"}, {Opcode::text, "one two three"}};

  BOOST_TEST((in_pieces(frames, frames.size()) == wanted));
  BOOST_TEST((in_pieces(frames, 1) == wanted));
}

BOOST_AUTO_TEST_CASE(what_a_server_may_not_send_is_refused) {
  const std::string masked = {'\x81', '\x81', 0, 0, 0, 0, 'x'};
  const std::vector<std::string> broken = {
      masked, server_frame(0xC1, "reserved bit"), server_frame(0x80, "continues nothing"),
      server_frame(0x01, "a") + server_frame(0x81, "b"), server_frame(0x09, "a ping in fragments")};
  for (const std::string& bytes : broken) {
    FrameReader reader;
    bool is_sound = true;
    feed(reader, bytes, is_sound);
    BOOST_TEST(!is_sound);
  }
}

BOOST_AUTO_TEST_CASE(a_frame_to_the_server_is_masked_and_says_its_length) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{125}, std::size_t{126},
                                 std::size_t{65'535}, std::size_t{65'536}}) {
    const std::string text(size, 'q');
    std::string frame;
    append_frame(frame, Opcode::text, text, 0x04030201);

    const std::size_t head = size < 126 ? 2 : size < 65'536 ? 4 : 10;
    BOOST_TEST_REQUIRE(frame.size() == head + 4 + size);
    BOOST_TEST((static_cast<unsigned char>(frame[1]) & 0x80U) != 0U);
    std::string unmasked;
    for (std::size_t i = 0; i < size; ++i) {
      unmasked += static_cast<char>(frame[head + 4 + i] ^ frame[head + i % 4]);
    }
    BOOST_TEST((unmasked == text));
  }
}

BOOST_AUTO_TEST_SUITE_END()
