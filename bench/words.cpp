#include "bench/words.hpp"

#include <array>
#include <string_view>

namespace xinqiao::bench {
namespace {

using namespace std::string_view_literals;

constexpr std::array phrases = {
    "桥上的灯亮了，"sv,
    "明天的会改到下午三点，"sv,
    "the kettle is on, "sv,
    "谁有教室的钥匙？"sv,
    "I will bring the ladder. "sv,
    "别着急，慢慢说。"sv,
    "the bus is late again, "sv,
    "图书馆七点关门，"sv,
    "我们在门口等你。"sv,
    "please read the notice, "sv,
    "雨停了🌦️，"sv,
    "three chairs are missing. "sv,
    "“引号”和\\反斜杠，"sv,
    "who wrote this song? "sv,
    "今天轮到二组值日。"sv,
    "good night 🌙 "sv,
    "שלום מכאן "sv,
    "第一行\n第二行，"sv,
};

// splitmix64: one multiply-mix chain a number is all the variety a load needs.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31);
}

void cut_at_character(std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) {
    return;
  }
  std::size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  text.resize(end);
}

}  // namespace

std::string make_text(std::uint64_t seed, std::uint64_t number, std::size_t bytes) {
  std::string text = "#" + std::to_string(number) + " ";
  std::uint64_t state = mix(seed ^ mix(number));
  while (text.size() < bytes) {
    text += phrases[state % phrases.size()];
    state = mix(state);
  }
  cut_at_character(text, bytes);
  return text;
}

}  // namespace xinqiao::bench
