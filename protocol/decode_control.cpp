#include "protocol/control.hpp"
#include "protocol/decode_json.hpp"

namespace xinqiao::control {
namespace {

using Kind = JsonNode::Kind;

// Written again it needs no escape (JsonWriter::key).
bool is_name(std::string_view key) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
  return !key.empty() && key.find_first_not_of(letters) == std::string_view::npos;
}

std::optional<Texts> texts_of(const JsonTree& tree, const JsonNode& object) {
  if (object.kind != Kind::object) return std::nullopt;
  Texts texts;
  const JsonNode* node = JsonTree::first(object);
  for (std::uint32_t i = 0; i < object.children; ++i, node = tree.next(*node)) {
    if (node->kind != Kind::string || !is_name(node->key)) return std::nullopt;
    texts.emplace(node->key, node->text);
  }
  return texts;
}

bool read_object(JsonTree& tree, std::string_view line) {
  return line.size() < line_bytes && tree.read(line) == JsonTree::Fault::none &&
         tree.root().kind == Kind::object;
}

}  // namespace

std::optional<Request> decode_request(std::string_view line) {
  JsonTree tree;
  if (!read_object(tree, line)) return std::nullopt;
  const JsonNode* method = tree.find(tree.root(), "method");
  if (method == nullptr || method->kind != Kind::string) return std::nullopt;
  Request request{std::string(method->text), {}};
  if (const JsonNode* params = tree.find(tree.root(), "params")) {
    auto texts = texts_of(tree, *params);
    if (!texts) return std::nullopt;
    request.params = std::move(*texts);
  }
  return request;
}

std::optional<Answer> decode_answer(std::string_view line) {
  JsonTree tree;
  if (!read_object(tree, line)) return std::nullopt;
  if (const JsonNode* error = tree.find(tree.root(), "error")) {
    if (error->kind != Kind::string || error->text.empty()) return std::nullopt;
    return Answer{std::string(error->text), {}};
  }
  const JsonNode* result = tree.find(tree.root(), "result");
  if (result == nullptr) return std::nullopt;
  auto texts = texts_of(tree, *result);
  if (!texts) return std::nullopt;
  return Answer{{}, std::move(*texts)};
}

}  // namespace xinqiao::control
