// From text to Request, and from kept bytes to Event. simdjson is used in decode_json.cpp and
// nowhere else.
//
// Strict (RFC 8259): the whole text is checked, also what is skipped; a duplicate key, a batch, an
// unknown method, a missing field or one of the wrong type is refused with the field's name.
// Unknown fields are ignored. Threading: a Decoder belongs to one thread (it keeps a parser and its
// buffer).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "protocol/command.hpp"
#include "protocol/error.hpp"
#include "protocol/event.hpp"
#include "protocol/variant.hpp"

namespace xinqiao {

// What was wrong, and the id of the request as far as it could be read (`null` otherwise).
struct DecodeError {
  std::string id = "null";
  Refusal refusal;
};

// Whether this machine has what the parser was compiled for (SSE 4.2, PCLMULQDQ). Ask before
// anything else.
bool cpu_is_supported();

class Decoder {
 public:
  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // text: one JSON-RPC request of at most limits::frame_bytes.
  // Bounds that the world itself refuses (and that consume an outbox counter: text_bytes,
  // title_bytes, name_bytes, blank texts) are not checked here.
  variant<Request, DecodeError> request(std::string_view text);

  // bytes: an event as encode_event made it. Anything else yields nullopt-like: false, `event`
  // unspecified.
  [[nodiscard]] bool event(std::string_view bytes, Event& event);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace xinqiao
