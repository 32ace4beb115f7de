// Secrets: made here, hashed here, and known to the world only by their hash.
// A secret is 32 random bytes in base64url; its hash is SHA-256 of that text.
// Threading: any thread.
#pragma once

#include <string>
#include <string_view>

#include "protocol/ids.hpp"

namespace xinqiao {

std::string random_secret();
TokenHash hash_secret(std::string_view secret);

}  // namespace xinqiao
