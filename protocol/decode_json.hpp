// A strict reader of JSON: a text becomes a flat list of nodes, or is refused. Everything is
// checked (RFC 8259, UTF-8, depth, escapes that are no Unicode), also what nobody will look at,
// because simdjson On-Demand checks only what is asked for. Keys are unescaped; numbers keep their
// text. Private to the decoder. Threading: belongs to its owner. Errors: a Fault.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace xinqiao {

struct JsonNode {
  enum class Kind : std::uint8_t { object, array, string, number, boolean, null };

  Kind kind = Kind::null;
  std::uint32_t children = 0;  // of an object or array
  std::uint32_t end = 0;       // the place one past this node and all below it
  std::string_view key;        // in its object
  std::string_view text;       // of a string, unescaped
  std::string_view raw;        // of a scalar, as it came
};

class JsonTree {
 public:
  enum class Fault : std::uint8_t { none, malformed, too_deep, duplicate_key };

  JsonTree();
  ~JsonTree();
  JsonTree(const JsonTree&) = delete;
  JsonTree& operator=(const JsonTree&) = delete;

  // Views into the tree hold until the next read. `duplicate_key` leaves the tree whole.
  [[nodiscard]] Fault read(std::string_view text);

  const JsonNode& root() const { return nodes_.front(); }
  const JsonNode* find(const JsonNode& object, std::string_view key) const;
  // The first child, and the node after this one; go on for `children` steps.
  static const JsonNode* first(const JsonNode& parent) { return &parent + 1; }
  const JsonNode* next(const JsonNode& node) const { return nodes_.data() + node.end; }
  // After Fault::duplicate_key: which, and in which object.
  std::string_view duplicate() const { return duplicate_; }
  bool duplicate_is_in_root() const { return duplicate_owner_ == 0; }

 private:
  struct Source;  // simdjson's parser and the padded copy it reads

  template <class Value>
  bool walk(Value& value, std::string_view key, std::size_t depth);
  template <class Value>
  bool walk_object(Value& value, std::size_t depth);
  template <class Value>
  bool walk_array(Value& value, std::size_t depth);
  template <class Value>
  bool take_string(Value& value);
  template <class Value>
  bool take_scalar(Value& value, JsonNode::Kind kind);
  std::size_t add(JsonNode::Kind kind, std::string_view key);
  void finish(std::size_t place, std::uint32_t children);
  void look_for_duplicates(std::size_t place);

  std::unique_ptr<Source> source_;
  std::vector<JsonNode> nodes_;
  std::vector<std::string_view> keys_;  // of one large object, sorted
  Fault fault_ = Fault::none;
  std::string_view duplicate_;
  std::size_t duplicate_owner_ = 0;
};

}  // namespace xinqiao
