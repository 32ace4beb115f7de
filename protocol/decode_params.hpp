// Reads the fields of one object in the order they are asked for and remembers the first wrong one.
// A field that is wrong or missing reads as nothing; the caller asks ok() once, at the end.
// Private to the decoder. Threading: belongs to its caller.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/command.hpp"
#include "protocol/decode_json.hpp"
#include "protocol/ids.hpp"
#include "protocol/limits.hpp"
#include "protocol/organisation.hpp"

namespace xinqiao {

// An integer as our wire knows it: digits alone, no sign, fraction or exponent, below 2^53.
std::optional<std::uint64_t> plain_integer(std::string_view raw);

class Params {
 public:
  // object: nullptr = no fields.
  Params(const JsonTree& tree, const JsonNode* object) : tree_(tree), object_(object) {}

  bool ok() const { return wrong_.empty(); }
  std::string_view wrong() const { return wrong_; }
  void refuse(std::string_view name);  // keeps the first
  bool has(std::string_view name) const { return find(name) != nullptr; }

  std::uint64_t integer(std::string_view name, std::uint64_t min,
                        std::uint64_t max = limits::integer_max);
  std::optional<std::uint64_t> maybe_integer(std::string_view name, std::uint64_t min,
                                             std::uint64_t max = limits::integer_max);
  template <class SomeId>
  SomeId id(std::string_view name) {
    return SomeId{integer(name, 1)};
  }
  // Any text but U+0000.
  std::string text(std::string_view name);
  std::optional<std::string> maybe_text(std::string_view name, std::size_t max_bytes);
  // Letters of base64url, between min and max of them.
  std::string word(std::string_view name, std::size_t min, std::size_t max);
  bool maybe_true(std::string_view name);
  bool boolean(std::string_view name);
  // One word of an enumeration (organisation.hpp).
  template <class Enum>
  Enum one_of(std::string_view name) {
    const auto value = enum_of<Enum>(text(name));
    if (!value) refuse(name);
    return value.value_or(Enum{1});
  }
  template <class Enum>
  std::optional<Enum> maybe_one_of(std::string_view name) {
    if (!has(name)) return std::nullopt;
    return one_of<Enum>(name);
  }
  // The elements of an array of at most `max`; nothing if it is wrong.
  std::vector<const JsonNode*> array(std::string_view name, std::size_t max);
  // An array of at most `max` ids.
  template <class SomeId>
  std::vector<SomeId> ids(std::string_view name, std::size_t max) {
    std::vector<SomeId> found;
    for (const JsonNode* node : array(name, max)) {
      const bool is_number = node->kind == JsonNode::Kind::number;
      const auto id = is_number ? plain_integer(node->raw) : std::nullopt;
      if (!id || *id == 0) {
        refuse(name);
        return {};
      }
      found.push_back(SomeId{*id});
    }
    return found;
  }
  // An array of at most `max` texts.
  std::vector<std::string> texts(std::string_view name, std::size_t max);
  // nullptr if it is none.
  const JsonNode* object(std::string_view name) { return need(name, JsonNode::Kind::object); }

  // {outbox, n} or key. None or both leave `one` false.
  Guard guard(bool& one);
  std::vector<Interval> intervals(std::string_view name);

  const JsonTree& tree() const { return tree_; }
  std::size_t fields() const { return object_ ? object_->children : 0; }

 private:
  const JsonNode* find(std::string_view name) const;
  const JsonNode* need(std::string_view name, JsonNode::Kind kind);
  std::string string_of(const JsonNode& node, std::string_view name, std::size_t max_bytes);

  const JsonTree& tree_;
  const JsonNode* object_;
  std::string_view wrong_;  // a literal, or a name of ours
};

}  // namespace xinqiao
