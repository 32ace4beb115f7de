#include "tests/simulation/corpus.hpp"

#include <array>
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <vector>

namespace xinqiao::simulation {
namespace {

constexpr std::array texts = {"好的",
                              "收到,谢谢!",
                              "今天心情不太好,想找人说说话。",
                              "我理解你的感受,慢慢来,不着急。🌱",
                              "hello",
                              "see you at 8?",
                              "👩‍👩‍👧‍👦 一家人 👍🏽",
                              "שלום, מה שלומך?",
                              "مرحبا، كيف حالك اليوم؟",
                              "‏טקסט‎ mixed ‫نص‬ 方向",
                              "第一行\n第二行\t缩进",
                              "quote \" backslash \\ slash / \b\f\r",
                              "e\u0301 e\u0308 g\u0303 combining",
                              "\u2028 line \u2029 paragraph",
                              "\u200b x \ufeff y",
                              "𠮷野家 𝒳 𝔸",
                              "<script>alert('x')</script> & <b>",
                              "null",
                              "{\"jsonrpc\":\"2.0\"}",
                              "0",
                              "\x01\x1f control",
                              "～・。「」【】",
                              "…………",
                              "ﷺ",
                              "🏳️‍🌈🇨🇳🇪🇺"};

constexpr std::array titles = {"心桥", "夜谈", "Lounge", "غرفة", "🌉", "周三 读书会"};

std::vector<std::string> talks() {
  std::vector<std::string> lines;
  const char* folder = std::getenv("XINQIAO_TEST_DATA");
  if (folder == nullptr) return lines;
  std::ifstream in(std::string(folder) + "/talks-zh.jsonl");
  std::string line;
  while (lines.size() < 500 && std::getline(in, line)) {
    boost::system::error_code error;
    const boost::json::value talk = boost::json::parse(line, error);
    if (error || !talk.is_object()) continue;
    for (const auto& turn : talk.at("turns").as_array()) {
      lines.emplace_back(turn.at("text").as_string());
    }
  }
  return lines;
}

}  // namespace

std::string some_text(Random& random) {
  static const std::vector<std::string> real = talks();
  if (!real.empty() && random.chance(50)) return real[random.below(real.size())];
  std::string text = random.pick(texts);
  if (random.chance(2)) {
    const std::string part = text;
    while (text.size() < 4'000) text += part;
  }
  return text;
}

std::string some_title(Random& random) {
  return random.pick(titles);
}

std::string ascii_only(std::string_view json) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  const auto unit = [&](std::uint32_t value) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) out.push_back(digits[(value >> shift) & 15]);
  };
  for (std::size_t i = 0; i < json.size();) {
    const auto lead = static_cast<unsigned char>(json[i++]);
    if (lead < 0x80) {
      out.push_back(static_cast<char>(lead));
      continue;
    }
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    std::uint32_t point = lead & (0x3fU >> more);
    for (int k = 0; k < more; ++k) {
      point = (point << 6) | (static_cast<unsigned char>(json[i++]) & 0x3fU);
    }
    if (point < 0x10000) {
      unit(point);
    } else {
      unit(0xd800 + ((point - 0x10000) >> 10));
      unit(0xdc00 + ((point - 0x10000) & 0x3ff));
    }
  }
  return out;
}

}  // namespace xinqiao::simulation
