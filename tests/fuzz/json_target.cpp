// The strict reader of JSON against a second reading of RFC 8259 and against another parser.
#include <algorithm>
#include <boost/json.hpp>

#include "protocol/decode_json.hpp"
#include "protocol/limits.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/protocol/strict_json.hpp"

namespace xinqiao::fuzz {
namespace {

using Kind = JsonNode::Kind;

constexpr std::ptrdiff_t brackets_most = 2'000;  // the second reading is a recursion

bool is_same_number(std::string_view raw, const boost::json::value& value) {
  if (raw.find_first_not_of("0123456789") != std::string_view::npos || raw.size() > 19) {
    return value.is_number();
  }
  boost::system::error_code inexact;
  return std::to_string(value.to_number<std::uint64_t>(inexact)) == raw;
}

bool is_same(const JsonTree& tree, const JsonNode& node, const boost::json::value& value) {
  if (node.kind == Kind::string) return value.is_string() && value.get_string() == node.text;
  if (node.kind == Kind::number) return is_same_number(node.raw, value);
  if (node.kind == Kind::boolean)
    return value.is_bool() && value.get_bool() == (node.raw[0] == 't');
  if (node.kind == Kind::null) return value.is_null();
  const JsonNode* child = JsonTree::first(node);
  const bool is_object = node.kind == Kind::object;
  if (is_object != value.is_object() || !value.is_structured()) return false;
  const std::size_t size = is_object ? value.get_object().size() : value.get_array().size();
  if (size != node.children) return false;
  for (std::uint32_t i = 0; i < node.children; ++i, child = tree.next(*child)) {
    const boost::json::value* other =
        is_object ? value.get_object().if_contains(child->key) : &value.get_array()[i];
    if (other == nullptr || !is_same(tree, *child, *other)) return false;
    if (is_object && tree.find(node, child->key) != child) return false;
  }
  return true;
}

}  // namespace

void json(std::string_view bytes) {
  const auto is_bracket = [](char c) { return c == '[' || c == '{'; };
  if (std::ranges::count_if(bytes, is_bracket) > brackets_most) return;
  static JsonTree tree;  // what it read before must not matter
  testing::StrictJson strict(bytes);
  const bool is_valid = strict.valid();
  const JsonTree::Fault fault = tree.read(bytes);
  if (is_valid && strict.depth() > limits::json_depth) {
    return hold(fault == JsonTree::Fault::too_deep, "what is too deep is said to be");
  }
  if (fault == JsonTree::Fault::too_deep)
    return hold(!is_valid, "what is not deep is not too deep");
  hold((fault != JsonTree::Fault::malformed) == is_valid, "two readings of RFC 8259 agree");
  if (fault != JsonTree::Fault::none) return;

  boost::system::error_code failed;
  const boost::json::value value = boost::json::parse({bytes.data(), bytes.size()}, failed, {},
                                                      {.max_depth = limits::json_depth + 1});
  if (failed == boost::json::error::exponent_overflow) return;  // a number of more than ours
  hold(!failed, "another parser takes it, too: " + failed.message());
  hold(is_same(tree, tree.root(), value), "another parser reads the same values");
}

}  // namespace xinqiao::fuzz
