#include "protocol/decode_json.hpp"

#include "protocol/decode.hpp"
#include "protocol/deflate.hpp"
#include "protocol/limits.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

namespace xinqiao {
namespace {

namespace ondemand = simdjson::ondemand;
using Kind = JsonNode::Kind;

// Up to here keys are compared one with another; beyond, they are sorted, so that a frame full of
// keys costs no quadratic time.
constexpr std::uint32_t few_keys = 16;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A token reaches up to the next one: what lies between is white space.
std::string_view trim(std::string_view token) {
  const std::size_t last = token.find_last_not_of(" \t\r\n");
  return token.substr(0, last + 1);
}

// number = [ "-" ] ( "0" / 1-9 *digit ) [ "." 1*digit ] [ ( "e" / "E" ) [ "+" / "-" ] 1*digit ]
bool is_number(std::string_view token) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t begin = i;
    while (i < token.size() && is_digit(token[i])) ++i;
    return i - begin;
  };
  const auto at = [&](char c) { return i < token.size() && token[i] == c; };
  if (at('-')) ++i;
  const bool zero = at('0');
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (at('.')) {
    ++i;
    if (digits() == 0) return false;
  }
  if (at('e') || at('E')) {
    ++i;
    if (at('+') || at('-')) ++i;
    if (digits() == 0) return false;
  }
  return i == token.size();
}

std::uint32_t hex4(const char* at) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const auto c = static_cast<unsigned char>(at[i]);
    const std::uint32_t digit = c <= '9' ? c - '0' : (c | 0x20u) - 'a' + 10u;
    value = value * 16 + digit;
  }
  return value;
}

// Whether each \uD8xx has its \uDCxx. The escapes themselves are known to be well formed.
bool surrogates_are_paired(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    at = static_cast<const char*>(std::memchr(at, '\\', static_cast<std::size_t>(end - at)));
    if (at == nullptr) return true;
    if (at[1] != 'u') {
      at += 2;
      continue;
    }
    const std::uint32_t unit = hex4(at + 2);
    at += 6;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const bool opens = unit < 0xdc00;
    if (!opens || end - at < 6 || at[0] != '\\' || at[1] != 'u') return false;
    const std::uint32_t low = hex4(at + 2);
    if (low < 0xdc00 || low > 0xdfff) return false;
    at += 6;
  }
  return true;
}

}  // namespace

bool cpu_is_supported() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt") &&
         __builtin_cpu_supports("pclmul");
#else
  return true;
#endif
}

struct JsonTree::Source {
  ondemand::parser parser;
  std::vector<char> padded;
};

JsonTree::JsonTree() : source_(std::make_unique<Source>()) {
  nodes_.reserve(64);
}
JsonTree::~JsonTree() = default;

JsonTree::Fault JsonTree::read(std::string_view text) {
  nodes_.clear();
  fault_ = Fault::none;
  if (text.empty()) return fault_ = Fault::malformed;
  std::vector<char>& padded = source_->padded;
  if (padded.size() < text.size() + simdjson::SIMDJSON_PADDING) {
    padded.resize(text.size() + simdjson::SIMDJSON_PADDING);
  }
  std::memcpy(padded.data(), text.data(), text.size());
  // What an earlier, longer text left behind must not be read as a continuation of this one.
  std::memset(padded.data() + text.size(), ' ', simdjson::SIMDJSON_PADDING);

  const auto refuse = [this](Fault fault) {
    if (fault_ != Fault::too_deep) fault_ = fault;
    return fault_;
  };
  ondemand::document document;
  if (source_->parser.iterate(padded.data(), text.size(), padded.size()).get(document)) {
    return refuse(Fault::malformed);
  }
  bool scalar = false;
  if (document.is_scalar().get(scalar)) return refuse(Fault::malformed);
  if (scalar) {
    // One token, or there is something behind it.
    if (!walk(document, {}, 0)) return refuse(Fault::malformed);
    if (trim(text).size() != nodes_.front().raw.size() + text.find_first_not_of(" \t\r\n")) {
      return refuse(Fault::malformed);
    }
  } else {
    ondemand::value value;
    if (document.get_value().get(value) || !walk(value, {}, 1)) return refuse(Fault::malformed);
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
      return refuse(Fault::malformed);
    }
  }
  if (!surrogates_are_paired({padded.data(), text.size()})) return refuse(Fault::malformed);
  return fault_;
}

template <class Value>
bool JsonTree::walk(Value& value, std::string_view key, std::size_t depth) {
  ondemand::json_type type{};
  if (value.type().get(type)) return false;
  switch (type) {
    case ondemand::json_type::object:
      add(Kind::object, key);
      return walk_object(value, depth);
    case ondemand::json_type::array:
      add(Kind::array, key);
      return walk_array(value, depth);
    case ondemand::json_type::string:
      add(Kind::string, key);
      return take_string(value);
    case ondemand::json_type::number:
      add(Kind::number, key);
      return take_scalar(value, Kind::number);
    case ondemand::json_type::boolean:
      add(Kind::boolean, key);
      return take_scalar(value, Kind::boolean);
    case ondemand::json_type::null:
      add(Kind::null, key);
      return take_scalar(value, Kind::null);
  }
  return false;
}

template <class Value>
bool JsonTree::walk_object(Value& value, std::size_t depth) {
  if (depth > limits::json_depth) {
    fault_ = Fault::too_deep;
    return false;
  }
  const std::size_t place = nodes_.size() - 1;
  std::uint32_t children = 0;
  ondemand::object object;
  if (value.get_object().get(object)) return false;
  for (auto result : object) {
    ondemand::field field;
    std::string_view key;
    if (std::move(result).get(field) || field.unescaped_key().get(key)) return false;
    if (!walk(field.value(), key, depth + 1)) return false;
    ++children;
  }
  finish(place, children);
  look_for_duplicates(place);
  return true;
}

template <class Value>
bool JsonTree::walk_array(Value& value, std::size_t depth) {
  if (depth > limits::json_depth) {
    fault_ = Fault::too_deep;
    return false;
  }
  const std::size_t place = nodes_.size() - 1;
  std::uint32_t children = 0;
  ondemand::array array;
  if (value.get_array().get(array)) return false;
  for (auto result : array) {
    ondemand::value element;
    if (std::move(result).get(element) || !walk(element, {}, depth + 1)) return false;
    ++children;
  }
  finish(place, children);
  return true;
}

template <class Value>
bool JsonTree::take_string(Value& value) {
  std::string_view raw;
  if (simdjson::simdjson_result<std::string_view>(value.raw_json_token()).get(raw)) return false;
  JsonNode& node = nodes_.back();
  node.raw = trim(raw);
  return !value.get_string().get(node.text);
}

template <class Value>
bool JsonTree::take_scalar(Value& value, Kind kind) {
  std::string_view raw;
  if (simdjson::simdjson_result<std::string_view>(value.raw_json_token()).get(raw)) return false;
  raw = trim(raw);
  nodes_.back().raw = raw;
  if (kind == Kind::number) return is_number(raw);
  if (kind == Kind::boolean) return raw == "true" || raw == "false";
  return raw == "null";
}

std::size_t JsonTree::add(Kind kind, std::string_view key) {
  const auto end = static_cast<std::uint32_t>(nodes_.size() + 1);
  nodes_.push_back({kind, 0, end, key, {}, {}});
  return nodes_.size() - 1;
}

void JsonTree::finish(std::size_t place, std::uint32_t children) {
  nodes_[place].children = children;
  nodes_[place].end = static_cast<std::uint32_t>(nodes_.size());
}

void JsonTree::look_for_duplicates(std::size_t place) {
  if (fault_ != Fault::none) return;  // the first one is enough
  const JsonNode& object = nodes_[place];
  const auto found = [&](std::string_view key) {
    fault_ = Fault::duplicate_key;
    duplicate_ = key;
    duplicate_owner_ = place;
  };
  const JsonNode* child = first(object);
  if (object.children <= few_keys) {
    for (std::uint32_t i = 0; i < object.children; ++i, child = next(*child)) {
      const JsonNode* other = first(object);
      for (std::uint32_t j = 0; j < i; ++j, other = next(*other)) {
        if (other->key == child->key) return found(child->key);
      }
    }
    return;
  }
  keys_.clear();
  for (std::uint32_t i = 0; i < object.children; ++i, child = next(*child)) {
    keys_.push_back(child->key);
  }
  std::sort(keys_.begin(), keys_.end());
  const auto twin = std::adjacent_find(keys_.begin(), keys_.end());
  if (twin != keys_.end()) found(*twin);
}

const JsonNode* JsonTree::find(const JsonNode& object, std::string_view key) const {
  const JsonNode* child = first(object);
  for (std::uint32_t i = 0; i < object.children; ++i, child = next(*child)) {
    if (child->key == key) return child;
  }
  return nullptr;
}

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text);
}

}  // namespace xinqiao
