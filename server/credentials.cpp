#include "server/credentials.hpp"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <cstdlib>

namespace xinqiao {
namespace {

constexpr std::size_t secret_bytes = 32;
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string random_secret() {
  std::array<unsigned char, secret_bytes> bytes{};
  // Without randomness there are no secrets: better no server than a guessable one.
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) std::abort();
  std::string secret;
  std::uint32_t bits = 0;
  int held = 0;
  for (const unsigned char byte : bytes) {
    bits = (bits << 8) | byte;
    held += 8;
    while (held >= 6) {
      held -= 6;
      secret.push_back(alphabet[(bits >> held) & 0x3f]);
    }
  }
  secret.push_back(alphabet[(bits << (6 - held)) & 0x3f]);
  return secret;
}

TokenHash hash_secret(std::string_view secret) {
  TokenHash hash{};
  SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), hash.data());
  return hash;
}

}  // namespace xinqiao
