#include "protocol/decode_params.hpp"

#include <algorithm>

namespace xinqiao {
namespace {

using Kind = JsonNode::Kind;

bool is_word(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The text form of a UUID: 8-4-4-4-12 hex digits.
std::optional<RepeatKey> uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  RepeatKey key{};
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int digit = hex_digit(text[i]);
    if (digit < 0) return std::nullopt;
    std::uint8_t& byte = key[digits / 2];
    byte = static_cast<std::uint8_t>(byte << 4 | digit);
    ++digits;
  }
  return key;
}

}  // namespace

std::optional<std::uint64_t> plain_integer(std::string_view raw) {
  if (raw.empty() || raw.size() > 16) return std::nullopt;  // 2^53 has 16 digits
  std::uint64_t value = 0;
  for (const char c : raw) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (value > limits::integer_max) return std::nullopt;
  return value;
}

void Params::refuse(std::string_view name) {
  if (wrong_.empty()) wrong_ = name;
}

const JsonNode* Params::find(std::string_view name) const {
  return object_ ? tree_.find(*object_, name) : nullptr;
}

const JsonNode* Params::need(std::string_view name, Kind kind) {
  const JsonNode* node = find(name);
  if (node != nullptr && node->kind == kind) return node;
  refuse(name);
  return nullptr;
}

std::uint64_t Params::integer(std::string_view name, std::uint64_t min, std::uint64_t max) {
  const JsonNode* node = need(name, Kind::number);
  if (node == nullptr) return 0;
  const auto value = plain_integer(node->raw);
  if (value && *value >= min && *value <= max) return *value;
  refuse(name);
  return 0;
}

std::optional<std::uint64_t> Params::maybe_integer(std::string_view name, std::uint64_t min,
                                                   std::uint64_t max) {
  if (!has(name)) return std::nullopt;
  return integer(name, min, max);
}

std::string Params::string_of(const JsonNode& node, std::string_view name, std::size_t max_bytes) {
  if (node.text.size() > max_bytes || node.text.find('\0') != std::string_view::npos) {
    refuse(name);
    return {};
  }
  return std::string(node.text);
}

std::string Params::text(std::string_view name) {
  const JsonNode* node = need(name, Kind::string);
  return node ? string_of(*node, name, std::string::npos) : std::string();
}

std::optional<std::string> Params::maybe_text(std::string_view name, std::size_t max_bytes) {
  if (!has(name)) return std::nullopt;
  const JsonNode* node = need(name, Kind::string);
  return node ? string_of(*node, name, max_bytes) : std::string();
}

std::string Params::word(std::string_view name, std::size_t min, std::size_t max) {
  const JsonNode* node = need(name, Kind::string);
  if (node == nullptr) return {};
  if (node->text.size() < min || node->text.size() > max || !is_word(node->text)) {
    refuse(name);
    return {};
  }
  return std::string(node->text);
}

bool Params::maybe_true(std::string_view name) {
  if (!has(name)) return false;
  const JsonNode* node = need(name, Kind::boolean);
  return node != nullptr && node->raw == "true";
}

bool Params::boolean(std::string_view name) {
  const JsonNode* node = need(name, Kind::boolean);
  return node != nullptr && node->raw == "true";
}

std::vector<std::string> Params::texts(std::string_view name, std::size_t max) {
  std::vector<std::string> found;
  for (const JsonNode* node : array(name, max)) {
    if (node->kind != JsonNode::Kind::string) {
      refuse(name);
      return {};
    }
    found.push_back(string_of(*node, name, limits::frame_bytes));
  }
  return found;
}

std::vector<const JsonNode*> Params::array(std::string_view name, std::size_t max) {
  const JsonNode* node = need(name, Kind::array);
  if (node == nullptr) return {};
  if (node->children > max) {
    refuse(name);
    return {};
  }
  std::vector<const JsonNode*> elements;
  elements.reserve(node->children);
  const JsonNode* child = JsonTree::first(*node);
  for (std::uint32_t i = 0; i < node->children; ++i, child = tree_.next(*child)) {
    elements.push_back(child);
  }
  return elements;
}

Guard Params::guard(bool& one) {
  const bool place = has("outbox") || has("n");
  one = place != has("key");
  if (!one) return {};
  if (place) {
    OutboxPlace guard;
    guard.outbox = word("outbox", limits::outbox_id_bytes_min, limits::outbox_id_bytes_max);
    guard.n = integer("n", 1);
    return guard;
  }
  const JsonNode* node = need("key", Kind::string);
  if (node == nullptr) return {};
  const auto key = uuid(node->text);
  if (key) return *key;
  refuse("key");
  return {};
}

std::vector<Interval> Params::intervals(std::string_view name) {
  std::vector<Interval> result;
  for (const JsonNode* element : array(name, limits::resume_intervals)) {
    Interval interval;
    Seq* ends[] = {&interval.first, &interval.last};
    bool good = element->kind == Kind::array && element->children == 2;
    const JsonNode* child = JsonTree::first(*element);
    for (std::size_t i = 0; good && i < 2; ++i, child = tree_.next(*child)) {
      const auto value = child->kind == Kind::number ? plain_integer(child->raw) : std::nullopt;
      good = value.has_value();
      if (good) *ends[i] = *value;
    }
    const Seq before = result.empty() ? 0 : result.back().last;
    if (!good || interval.first <= before || interval.last < interval.first) {
      refuse(name);
      return {};
    }
    result.push_back(interval);
  }
  return result;
}

}  // namespace xinqiao
