#include "server/net/deflate_offer.hpp"

#include <algorithm>
#include <vector>

#include "protocol/deflate.hpp"

namespace xinqiao::net {
namespace {

struct Parameter {
  std::string_view name;
  std::optional<std::string> value;
};
struct Extension {
  std::string_view name;
  std::vector<Parameter> parameters;
};

// extensions = *( "," ) extension *( "," [ extension ] ), white space anywhere between
// extension  = token *( ";" token [ "=" ( token / quoted token ) ] )
class ExtensionReader {
 public:
  explicit ExtensionReader(std::string_view line) : rest_(line) {}

  bool read(std::vector<Extension>& into) {
    while (true) {
      while (take(',')) {
      }
      if (rest_.empty()) return true;
      if (!read_one(into.emplace_back()) || (!rest_.empty() && rest_.front() != ',')) return false;
    }
  }

 private:
  static bool is_of_token(char c) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
  }
  void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }
  bool take(char c) {
    skip_space();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    skip_space();
    return true;
  }
  std::string_view token() {
    const auto end = std::ranges::find_if_not(rest_, is_of_token);
    const std::string_view found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(found.size());
    skip_space();
    return found;
  }
  // What stands between the quotation marks must be a token, too.
  std::string quoted() {
    std::string value;
    for (rest_.remove_prefix(1); !rest_.empty() && rest_.front() != '"'; rest_.remove_prefix(1)) {
      if (rest_.front() == '\\') rest_.remove_prefix(1);
      if (rest_.empty() || !is_of_token(rest_.front())) return {};
      value += rest_.front();
    }
    if (rest_.empty()) return {};
    rest_.remove_prefix(1);
    skip_space();
    return value;
  }
  bool read_one(Extension& extension) {
    extension.name = token();
    if (extension.name.empty()) return false;
    while (take(';')) {
      Parameter& parameter = extension.parameters.emplace_back();
      parameter.name = token();
      if (parameter.name.empty()) return false;
      if (!take('=')) continue;
      const bool is_quoted = !rest_.empty() && rest_.front() == '"';
      parameter.value = is_quoted ? quoted() : std::string(token());
      if (parameter.value->empty()) return false;
    }
    return true;
  }

  std::string_view rest_;
};

std::optional<std::vector<Extension>> read_all(std::span<const std::string_view> lines) {
  std::vector<Extension> all;
  for (const std::string_view line : lines) {
    if (!ExtensionReader(line).read(all)) return std::nullopt;
  }
  return all;
}

// 8 to 15, without a zero in front.
std::optional<int> window_bits(const std::string& text) {
  if (text == "8" || text == "9") return text.front() - '0';
  const bool is_in_range =
      text.size() == 2 && text.front() == '1' && text.back() >= '0' && text.back() <= '5';
  return is_in_range ? std::optional(10 + text.back() - '0') : std::nullopt;
}

// One parameter of an offer: whether it can be honoured, and what the answer says of it.
bool honour(const Parameter& asked, std::string& answer) {
  if (asked.name == "server_no_context_takeover" || asked.name == "client_no_context_takeover") {
    return !asked.value;  // the answer says both anyway
  }
  // What the client may do it need not: any window is read.
  if (asked.name == "client_max_window_bits") return !asked.value || window_bits(*asked.value);
  if (asked.name != "server_max_window_bits" || !asked.value) return false;
  const auto most = window_bits(*asked.value);
  if (!most || *most < deflate_window_bits) return false;
  answer += "; server_max_window_bits=" + std::to_string(deflate_window_bits);
  return true;
}

std::optional<std::string> answer_to(const Extension& offer) {
  if (offer.name != "permessage-deflate") return std::nullopt;
  std::string answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  const auto& all = offer.parameters;
  for (auto at = all.begin(); at != all.end(); ++at) {
    const bool is_said_twice = std::any_of(
        all.begin(), at, [&](const Parameter& earlier) { return earlier.name == at->name; });
    if (is_said_twice || !honour(*at, answer)) return std::nullopt;
  }
  return answer;
}

}  // namespace

bool are_extensions(std::span<const std::string_view> lines) {
  return read_all(lines).has_value();
}

std::optional<std::string> answer_to_deflate(std::span<const std::string_view> lines) {
  const auto offers = read_all(lines);
  if (!offers) return std::nullopt;
  for (const Extension& offer : *offers) {
    if (auto answer = answer_to(offer)) return answer;
  }
  return std::nullopt;
}

}  // namespace xinqiao::net
