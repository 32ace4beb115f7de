// Totals of posts as an array within a larger object. Private to the encoder. Threading: pure.
#pragma once

#include <vector>

#include "protocol/encode.hpp"
#include "protocol/json_writer.hpp"

namespace xinqiao {

void write_totals(JsonWriter& json, const std::vector<PostTotals>& posts);

}  // namespace xinqiao
