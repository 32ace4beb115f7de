// What a stranger may send as a call: what is taken means the same however it is written.
#include <boost/json.hpp>
#include <optional>

#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "protocol/limits.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/protocol/examples.hpp"
#include "tests/protocol/strict_json.hpp"

namespace xinqiao::fuzz {
namespace {

namespace outside = boost::json;

// The same by another writer: fields in the opposite order, and one that nobody knows.
outside::value rewritten(const outside::value& value) {
  if (const auto* list = value.if_array()) {
    outside::array made;
    for (const outside::value& one : *list) made.push_back(rewritten(one));
    return made;
  }
  const auto* object = value.if_object();
  if (object == nullptr) return value;
  outside::object made;
  if (!object->contains("unknown to all")) made["unknown to all"] = "[";
  for (auto field = object->end(); field != object->begin();) {
    --field;
    made[field->key()] = rewritten(field->value());
  }
  return made;
}

// None: it holds a number of more than the other parser's.
std::optional<outside::value> parsed(std::string_view text) {
  boost::system::error_code failed;
  outside::value value = outside::parse({text.data(), text.size()}, failed);
  if (failed == outside::error::exponent_overflow) return std::nullopt;
  hold(!failed, "another parser takes it, too: " + failed.message());
  return value;
}

}  // namespace

void command(std::string_view bytes) {
  static Decoder decoder;
  static Decoder other;
  auto decoded = decoder.request(bytes);
  if (const auto* wrong = get_if<DecodeError>(&decoded)) {
    const std::string answer = encode_error(wrong->id, wrong->refusal);
    return hold(testing::StrictJson(answer).valid(), "a refusal is JSON: " + answer);
  }
  Request& request = get<Request>(decoded);
  hold(bytes.size() <= limits::frame_bytes, "what is too long is refused");
  hold(testing::StrictJson(bytes).valid(), "what is taken is JSON");
  const auto value = parsed(bytes);
  if (!value) return;
  const outside::value* id = value->as_object().if_contains("id");
  hold((id == nullptr) == request.id.empty(), "who asks for an answer is told apart");
  if (id != nullptr) hold(parsed(request.id) == *id, "the id is what it was");

  const std::string text = outside::serialize(rewritten(*value));
  // 1e400 is Infinity to the other writer, and no JSON any more.
  if (text.size() > limits::frame_bytes || !testing::StrictJson(text).valid()) return;
  auto again = other.request(text);
  hold(holds_alternative<Request>(again), "rewritten, it is taken: " + text);
  request.id.clear();
  get<Request>(again).id.clear();
  const std::string said = testing::describe(request);
  hold(said == testing::describe(get<Request>(again)), "rewritten, it means the same: " + said);
}

}  // namespace xinqiao::fuzz
