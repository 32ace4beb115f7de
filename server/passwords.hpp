// Passwords: libsodium's Argon2id. The one place where a password is read. Each call takes some
// tens of milliseconds and limits::password_memory_bytes: for PasswordDesk's workers alone.
// Threading: any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/error.hpp"

namespace xinqiao {

// In libsodium's format; it holds the salt and how it was made.
std::string hash_password(std::string_view password);
// An empty credential is held against one that nobody has: that takes as long, and is never right.
bool is_password(std::string_view password, const std::string& credential);

// Why it must not be one, or nothing. `login` is folded; no rule says of which letters it is made.
std::optional<Refusal> check_password(std::string_view password, std::string_view login);

// Whether it stands among those that everybody tries first (folded).
bool is_common_password(std::string_view folded);

// Overwrites it.
void wipe(std::string& secret);

}  // namespace xinqiao
