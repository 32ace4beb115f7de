// Kept bytes of an event: what is read is written again, and reads the same.
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/protocol/strict_json.hpp"

namespace xinqiao::fuzz {

void event(std::string_view bytes) {
  static Decoder decoder;
  Event first;
  if (!decoder.event(bytes, first)) return;
  hold(testing::StrictJson(bytes).valid(), "what is taken is JSON");
  const std::string once = encode_event(first);
  hold(testing::StrictJson(once).valid(), "what is written is JSON: " + once);
  Event second;
  hold(decoder.event(once, second), "what is written is read: " + once);
  hold(encode_event(second) == once, "written twice, it is the same: " + once);
  hold(second.room == first.room && second.seq == first.seq && second.n == first.n,
       "its place is the same");
  hold(second.body.index() == first.body.index(), "its kind is the same");
}

}  // namespace xinqiao::fuzz
