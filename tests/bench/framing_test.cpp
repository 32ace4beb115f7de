// From WebSocket messages to a wire's own messages, however the bytes are cut, and back.
#include "bench/framing.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace xinqiao::bench;
using namespace std::string_literals;

namespace {

struct HeardOfFraming {
  std::vector<std::string> messages;
  std::vector<std::string> answers;
  bool is_sound = true;
};

// In pieces of so many bytes.
HeardOfFraming feed_in(StrangerFraming& framing, std::string_view bytes, std::size_t piece) {
  HeardOfFraming heard;
  const StrangerFraming::Ears ears{
      .on_message = [&](std::string_view message) { heard.messages.emplace_back(message); },
      .on_answer = [&](const std::string& answer) { heard.answers.push_back(answer); }};
  for (std::size_t at = 0; at < bytes.size() && heard.is_sound; at += piece) {
    heard.is_sound = framing.feed(bytes.substr(at, piece), ears);
  }
  return heard;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(framing)

BOOST_AUTO_TEST_CASE(a_text_is_one_message) {
  const auto text = make_framing(Framing::text);
  BOOST_TEST(!text->is_binary());
  BOOST_TEST(text->bytes_of("x") == "x");
  BOOST_TEST((feed_in(*text, "a\r\nb", 99).messages == std::vector<std::string>{"a\r\nb"}));
}

BOOST_AUTO_TEST_CASE(lines_of_nats_are_told_whole_however_they_are_cut) {
  const std::string bytes =
      "INFO {\"a\":1}\r\nMSG room.1 1 9\r\n~12 a\r\nbc\r\nPING\r\nMSG room.1 1 0\r\n\r\n+OK\r\n";
  const std::vector<std::string> wanted = {"INFO {\"a\":1}", "MSG room.1 1 9\r\n~12 a\r\nbc",
                                           "PING", "MSG room.1 1 0\r\n", "+OK"};
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    const auto nats = make_framing(Framing::nats);
    const auto heard = feed_in(*nats, bytes, piece);
    BOOST_TEST(heard.is_sound);
    BOOST_TEST(heard.messages == wanted, boost::test_tools::per_element());
  }
  const auto broken = make_framing(Framing::nats);
  BOOST_TEST(!feed_in(*broken, "MSG room.1 1 many\r\n", 99).is_sound);
}

BOOST_AUTO_TEST_CASE(packets_of_mqtt_become_words_and_words_packets) {
  const auto mqtt = make_framing(Framing::mqtt);
  BOOST_TEST(mqtt->is_binary());
  // MQTT 3.1.1, sections 3.1, 3.8 and 3.3.
  BOOST_TEST(mqtt->bytes_of("CONNECT m1") == "\x10\x0e\0\x04MQTT\x04\x02\0\0\0\x02m1"s);
  BOOST_TEST(mqtt->bytes_of("SUBSCRIBE r/1") == "\x82\x08\0\x01\0\x03r/1\x01"s);
  BOOST_TEST(mqtt->bytes_of("PUBLISH r/1\nhello") == "\x32\x0c\0\x03r/1\0\x02hello"s);
  BOOST_TEST(mqtt->bytes_of("DANCE now").empty());
  const std::string long_text(300, 'x');
  BOOST_TEST(mqtt->bytes_of("PUBLISH r\n" + long_text) == "\x32\xb1\x02\0\x01r\0\x03"s + long_text);
}

BOOST_AUTO_TEST_CASE(what_mqtt_tells_is_told_whole_and_answered) {
  const std::string long_text(200, 'y');
  const std::string bytes = "\x20\x02\0\0"s + "\x90\x03\0\x01\x01"s + "\x40\x02\0\x07"s +
                            "\x32\xcf\x01\0\x03r/1\0\x09"s + long_text + "\x30\x06\0\x03r/1z"s;
  const std::vector<std::string> wanted = {"CONNACK 0", "SUBACK 1", "PUBACK 7",
                                           "PUBLISH r/1\n" + long_text, "PUBLISH r/1\nz"};
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    const auto mqtt = make_framing(Framing::mqtt);
    const auto heard = feed_in(*mqtt, bytes, piece);
    BOOST_TEST(heard.is_sound);
    BOOST_TEST(heard.messages == wanted, boost::test_tools::per_element());
    BOOST_TEST((heard.answers == std::vector<std::string>{"\x40\x02\0\x09"s}));
  }
  for (const std::string& none :
       {"\x30\xff\xff\xff\xff\x01"s, "\x30\x02\0\x09"s, "\x10\x02\0\0"s}) {
    const auto mqtt = make_framing(Framing::mqtt);
    BOOST_TEST(!feed_in(*mqtt, none, 99).is_sound);
  }
}

BOOST_AUTO_TEST_SUITE_END()
