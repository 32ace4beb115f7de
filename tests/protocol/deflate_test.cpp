// Messages packed one by one (RFC 7692): what comes back is what went in, nobody's words lean on
// another's, and what is no packed message is found out, a bomb at its bound.
#include "protocol/deflate.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "protocol/encode.hpp"
#include "protocol/frame.hpp"
#include "protocol/limits.hpp"

using namespace xinqiao;

namespace {

std::string unpacked(std::string_view packed, std::size_t most = 1 << 20) {
  std::string text;
  BOOST_TEST_REQUIRE((inflate_message(packed, most, text) == Inflated::whole));
  return text;
}

Inflated outcome(std::string_view packed, std::size_t most = 1 << 20) {
  std::string text;
  return inflate_message(packed, most, text);
}

std::string event(const std::string& words) {
  return R"({"jsonrpc":"2.0","method":"event","params":{"room":7,"seq":41,"at":1764300000123,)"
         R"("by":3,"kind":"post","n":40,"text":")" +
         words + R"("}})";
}

// Posts of a page: who says what.
std::string page(const std::vector<std::string>& words) {
  std::string json = R"({"jsonrpc":"2.0","id":7,"result":{"room":7,"events":[)";
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) json += ',';
    json += R"({"room":7,"seq":)" + std::to_string(1'000 + i) + R"(,"kind":"post","text":")" +
            words[i] + R"("})";
  }
  return json + R"(],"about":[],"top":1099}})";
}

std::string random_letters(std::mt19937& random, std::size_t count) {
  std::string letters;
  for (std::size_t i = 0; i < count; ++i) letters += static_cast<char>('a' + random() % 26);
  return letters;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(deflate)

BOOST_AUTO_TEST_CASE(a_message_comes_back_as_it_was) {
  for (const Words words : {Words::of_one, Words::of_many}) {
    for (const std::string& text :
         {event("The pump of line 3 runs quietly, the seal should be looked at next week."),
          event(
              "早上好。三号线的泵夜班又检查过了，运行平稳；三号线的密封件下周需要更换，运行平稳。"),
          page({"one", "two \\\"quoted\\\" \\\\", "", "three", "四"}), std::string(16'000, 'x'),
          std::string("no JSON at all, no JSON at all: \" no end, no end, no end, no end")}) {
      const std::string packed = deflate_message(text, words);
      if (packed.empty()) continue;
      BOOST_TEST(packed.size() < text.size());
      BOOST_TEST(unpacked(packed) == text);
    }
    BOOST_TEST(!deflate_message(page({"one", "two", "three"}), words).empty());
  }
}

BOOST_AUTO_TEST_CASE(what_would_not_be_smaller_is_not_packed) {
  std::mt19937 random(1);
  std::string bytes(500, ' ');
  for (char& byte : bytes) byte = static_cast<char>(random());
  BOOST_TEST(deflate_message(bytes, Words::of_one).empty());
  BOOST_TEST(deflate_message("", Words::of_one).empty());
  BOOST_TEST(deflate_message("ab", Words::of_one).empty());
  BOOST_TEST(deflate_message(std::string(5'000, 'x'), Words::kept_plain).empty());
}

BOOST_AUTO_TEST_CASE(one_message_does_not_lean_on_another) {
  const std::string text = event("said again and again");
  const std::string first = deflate_message(text, Words::of_one);
  BOOST_TEST(deflate_message(text, Words::of_one) == first);
  deflate_message(page({text}), Words::of_many);
  BOOST_TEST(deflate_message(text, Words::of_one) == first);
}

// What an attacker of CRIME's kind asks: is what I say like what another says? Each guess has the
// letters of the secret in another order, so that only a match could make it shorter.
BOOST_AUTO_TEST_CASE(the_length_of_a_page_does_not_tell_whether_words_are_alike) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    const std::string secret = random_letters(random, 40);
    std::string guess = secret;
    std::shuffle(guess.begin(), guess.end(), random);
    const auto length = [](const std::string& a, const std::string& b, Words words) {
      return deflate_message(page({a, "between them", b}), words).size();
    };
    BOOST_TEST(length(secret, secret, Words::of_many) == length(secret, guess, Words::of_many));
    BOOST_TEST(length(secret, secret, Words::of_one) < length(secret, guess, Words::of_one));
  }
}

BOOST_AUTO_TEST_CASE(no_look_back_goes_further_than_was_said) {
  std::mt19937 random(3);
  const std::string far = random_letters(random, 200);
  const std::string between = random_letters(random, (1 << deflate_window_bits) + 300);
  const std::string both = far + between + far;
  const std::size_t alone = deflate_message(far + between, Words::of_one).size();
  BOOST_TEST(deflate_message(both, Words::of_one).size() > alone + 100);
}

BOOST_AUTO_TEST_CASE(a_last_block_may_end_a_message_or_have_others_behind_it) {
  BOOST_TEST(unpacked(std::string("\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8)) == "Hello");
  BOOST_TEST(unpacked(std::string("\xf3\x48\xcd\xc9\xc9\x07\x00", 7)) == "Hello");
  BOOST_TEST(unpacked(std::string("\xf2\x48\xcd\xc9\xc9\x07\x00", 7)) == "Hello");
  BOOST_TEST(unpacked(std::string("\x00\x05\x00\xfa\xffHello\x00", 11)) == "Hello");
  BOOST_TEST(unpacked(std::string("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00", 13)) ==
             "Hello");
  BOOST_TEST(unpacked(std::string(1, '\0')).empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_packed_message_is_found_out) {
  BOOST_TEST((outcome("") == Inflated::broken));
  BOOST_TEST((outcome("\x07") == Inflated::broken));  // there is no such block
  BOOST_TEST((outcome("\xff\xff\xff") == Inflated::broken));
  const std::string packed = deflate_message(page({"one", "two", "three"}), Words::of_one);
  for (std::size_t end = 0; end < packed.size(); ++end) {
    std::string text;
    const Inflated cut = inflate_message(packed.substr(0, end), 1 << 20, text);
    BOOST_TEST((cut == Inflated::broken || text.size() < 100'000u));
  }
  BOOST_TEST(unpacked(packed) == page({"one", "two", "three"}));  // it is as good as before
}

BOOST_AUTO_TEST_CASE(a_bomb_is_cut_off_at_the_bound) {
  const std::string bomb = deflate_message(std::string(10'000'000, ' '), Words::of_one);
  BOOST_TEST(bomb.size() < 50'000u);
  std::string text;
  BOOST_TEST((inflate_message(bomb, 65'536, text) == Inflated::too_large));
  BOOST_TEST(text.capacity() <= 2 * 65'537u);
  BOOST_TEST((inflate_message(bomb, 10'000'000, text) == Inflated::whole));
  BOOST_TEST((inflate_message(bomb, 9'999'999, text) == Inflated::too_large));
}

BOOST_AUTO_TEST_CASE(random_bytes_and_flipped_bits_do_no_harm) {
  std::mt19937 random(11);
  const std::string good = deflate_message(page({"one", "two", "three", "four"}), Words::of_many);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = good;
    bytes[random() % bytes.size()] ^= static_cast<char>(1u << random() % 8);
    if (round % 2 == 0) bytes.resize(random() % bytes.size());
    std::string text;
    inflate_message(bytes, 5'000, text);
    BOOST_TEST_REQUIRE(text.size() <= 5'000u);
  }
  BOOST_TEST(unpacked(good) == page({"one", "two", "three", "four"}));
}

BOOST_AUTO_TEST_CASE(a_frame_has_a_packed_twin_that_is_made_once_by_whoever_comes_first) {
  const std::string text = event("twice twice twice twice twice twice");
  const Frame frame(text, Words::of_one);
  std::atomic<int> made{0};
  std::vector<std::thread> threads;
  std::vector<Frame> twins(4);
  for (Frame& twin : twins) {
    threads.emplace_back([&] {
      bool is_new = false;
      twin = frame.deflated(is_new);
      made += is_new ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();

  BOOST_TEST(made == 1);
  for (const Frame& twin : twins) {
    BOOST_TEST((twin.wire().data() == twins.front().wire().data()));
  }
  BOOST_TEST(twins.front().wire()[0] == '\xc1');
  BOOST_TEST(twins.front().bytes() < frame.bytes());
  BOOST_TEST(unpacked(twins.front().payload()) == text);
  bool is_new = false;
  BOOST_TEST(twins.front().deflated(is_new).wire() == twins.front().wire());
  BOOST_TEST(!is_new);
}

BOOST_AUTO_TEST_CASE(a_twin_outlives_the_frame_it_was_made_of) {
  Frame twin;
  {
    const Frame frame(std::string(1'000, 'x'), Words::of_one);
    bool is_new = false;
    twin = frame.deflated(is_new);
  }
  BOOST_TEST(unpacked(twin.payload()) == std::string(1'000, 'x'));
}

BOOST_AUTO_TEST_CASE(what_is_short_secret_or_does_not_shrink_is_its_own_twin) {
  std::mt19937 random(5);
  std::string noise(1'000, ' ');
  for (char& byte : noise) byte = static_cast<char>(random());
  for (const Frame& frame :
       {Frame(std::string(limits::deflate_from_bytes - 1, 'x'), Words::of_one),
        Frame(std::string(1'000, 'x')), Frame::binary(noise, Words::of_one), Frame()}) {
    bool is_new = false;
    BOOST_TEST((frame.deflated(is_new).wire().data() == frame.wire().data()));
    BOOST_TEST(!is_new);
  }
  bool is_new = false;
  const Frame whole(std::string(limits::deflate_from_bytes, 'x'), Words::of_one);
  BOOST_TEST(whole.deflated(is_new).bytes() < whole.bytes());
  BOOST_TEST(is_new);
}

BOOST_AUTO_TEST_CASE(
    sealed_words_are_told_as_they_are_and_who_speaks_of_them_is_not_taken_for_such) {
  const auto is_packed = [](const EventBody& body) {
    const std::string bytes = encode_event({.room = RoomId{7}, .seq = 9, .body = body});
    bool is_new = false;
    encode_told(bytes).deflated(is_new);
    BOOST_TEST((words_of_many(bytes) == Words::of_many) == is_new);
    return is_new;
  };
  BOOST_TEST(!is_packed(TalkMoved{.move = TalkMove::sealed, .bytes = std::string(400, 'A')}));
  BOOST_TEST(is_packed(Posted{.text = std::string(400, 'A')}));
  BOOST_TEST(is_packed(Posted{.text = R"("sealed":")" + std::string(400, 'A')}));
}

BOOST_AUTO_TEST_SUITE_END()
