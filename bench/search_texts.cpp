#include "bench/search_texts.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
// Of a word, or of one in another script: what stands beside it is not English alone.
bool goes_on(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}
char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Whether three bytes are one of U+4E00 to U+9FFF.
bool is_chinese(std::string_view text, std::size_t at) {
  if (at + 3 > text.size()) return false;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  return byte(0) >= 0xe4 && byte(0) <= 0xe9 && (byte(0) != 0xe4 || byte(1) >= 0xb8);
}

void chinese_words(std::string_view text, std::vector<std::string>& out) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto first = static_cast<unsigned char>(text[at]);
    if ((first & 0xc0U) == 0x80) continue;  // within a character
    if (is_chinese(text, at) && is_chinese(text, at + 3)) out.emplace_back(text.substr(at, 6));
  }
}

void english_words(std::string_view text, std::vector<std::string>& out) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_letter(text[end])) ++end;
    const bool is_alone =
        (at == 0 || !goes_on(text[at - 1])) && (end == text.size() || !goes_on(text[end]));
    if (end - at >= 3 && is_alone) {
      std::string word(text.substr(at, end - at));
      std::transform(word.begin(), word.end(), word.begin(), small);
      out.push_back(std::move(word));
    }
    at = std::max(end, at + 1);
  }
}

template <class Cut>
std::vector<std::string> draw(const std::vector<SaidText>& texts, std::size_t most,
                              std::mt19937_64& random, Cut cut) {
  std::set<std::string> drawn;
  for (std::size_t i = 0; i < most * 50 && drawn.size() < most && !texts.empty(); ++i) {
    std::vector<std::string> words;
    cut(texts[random() % texts.size()].text, words);
    if (!words.empty()) drawn.insert(words[random() % words.size()]);
  }
  return {drawn.begin(), drawn.end()};
}

}  // namespace

bool read_texts(const std::string& path, std::size_t most, std::vector<SaidText>& texts,
                std::size_t& rooms) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return false;
  std::map<std::string, std::size_t> named;
  std::string line;
  const std::size_t had = texts.size();
  while (texts.size() - had < most && std::getline(in, line)) {
    boost::system::error_code error;
    const json::value value = json::parse(line, error);
    if (error || !value.is_object()) return false;
    const json::object& object = value.get_object();
    if (const json::value* turns = object.if_contains("turns")) {
      for (const json::value& turn : turns->as_array()) {
        texts.push_back({rooms, std::string(turn.at("text").as_string())});
      }
      ++rooms;
      continue;
    }
    const std::string room(object.at("room").as_string());
    const auto [found, is_new] = named.try_emplace(room, rooms);
    if (is_new) ++rooms;
    texts.push_back({found->second, std::string(object.at("text").as_string())});
  }
  return true;
}

Draw draw_words(const std::vector<SaidText>& texts, std::size_t most, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Draw words;
  words.chinese = draw(texts, most, random, chinese_words);
  words.english = draw(texts, most, random, english_words);
  return words;
}

bool scan(std::string_view text, std::string_view word, bool is_english) {
  if (!is_english) return text.find(word) != std::string_view::npos;
  const auto same = [](char a, char b) { return small(a) == b; };
  for (auto at = text.begin();; ++at) {
    at = std::search(at, text.end(), word.begin(), word.end(), same);
    if (at == text.end()) return false;
    const auto end = at + static_cast<std::ptrdiff_t>(word.size());
    if ((at == text.begin() || !goes_on(at[-1])) && (end == text.end() || !goes_on(*end))) {
      return true;
    }
  }
}

}  // namespace xinqiao::bench
