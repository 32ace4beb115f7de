// What a Decoder keeps from text to text. Private to the decoder.
// Threading: belongs to its Decoder.
#pragma once

#include "protocol/decode.hpp"
#include "protocol/decode_json.hpp"

namespace xinqiao {

struct Decoder::Parser {
  JsonTree tree;
};

}  // namespace xinqiao
