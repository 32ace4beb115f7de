// What goes over a WebSocket for a text: heads of all lengths, and several messages in one piece.
#include "protocol/frame.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using xinqiao::Frame;

BOOST_AUTO_TEST_SUITE(frame)

BOOST_AUTO_TEST_CASE(a_text_has_the_head_that_its_length_asks_for) {
  const auto head = [](std::size_t bytes) {
    const Frame frame(std::string(bytes, 'x'));
    BOOST_TEST(frame.payload() == std::string(bytes, 'x'));
    BOOST_TEST(frame.bytes() == frame.wire().size());
    return std::string(frame.wire().substr(0, frame.bytes() - bytes));
  };

  BOOST_TEST(head(0) == std::string("\x81\x00", 2));
  BOOST_TEST(head(125) == "\x81\x7d");
  BOOST_TEST(head(126) == std::string("\x81\x7e\x00\x7e", 4));
  BOOST_TEST(head(65'535) == "\x81\x7e\xff\xff");
  BOOST_TEST(head(65'536) == std::string("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_told_apart_by_the_first) {
  const Frame frame = Frame::binary(std::string("\xff\x00", 2));
  BOOST_TEST(frame.wire() == std::string("\x82\x02\xff\x00", 4));
  BOOST_TEST(frame.payload() == std::string("\xff\x00", 2));
}

BOOST_AUTO_TEST_CASE(joined_frames_are_their_bytes_one_after_the_other) {
  const Frame first("收到");
  const Frame second(std::string(300, 'y'));
  const Frame third("");

  const Frame all = Frame::joined({first, second, third});

  BOOST_TEST(all.wire() ==
             std::string(first.wire()) + std::string(second.wire()) + std::string(third.wire()));
  const auto texts = all.texts();
  BOOST_TEST_REQUIRE(texts.size() == 3u);
  BOOST_TEST(texts[0] == "收到");
  BOOST_TEST(texts[1] == std::string(300, 'y'));
  BOOST_TEST(texts[2].empty());
  BOOST_TEST(all.payload() == "收到");
}

BOOST_AUTO_TEST_CASE(no_frame_has_nothing) {
  const Frame none;
  BOOST_TEST(none.bytes() == 0u);
  BOOST_TEST(none.payload().empty());
  BOOST_TEST(none.texts().empty());
}

BOOST_AUTO_TEST_SUITE_END()
