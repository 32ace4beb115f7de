#include "server/passwords.hpp"

#include "protocol/limits.hpp"
#include "server/domain/text.hpp"
#include "server/logins.hpp"

#include <sodium.h>

#include <array>
#include <cstdlib>

namespace xinqiao {
namespace {

constexpr std::size_t login_bytes_that_count = 3;  // a shorter one stands in many words

void begin() {
  static const int ready = sodium_init();
  if (ready < 0) std::abort();  // without it there are no passwords
}

const std::string& nobodys_credential() {
  static const std::string credential = hash_password("a password that nobody has");
  return credential;
}

}  // namespace

std::string hash_password(std::string_view password) {
  begin();
  std::string normal = normal_password(password);
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const int failed =
      crypto_pwhash_str_alg(hash.data(), normal.data(), normal.size(), limits::password_passes,
                            limits::password_memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  wipe(normal);
  if (failed != 0) return {};  // out of memory
  return hash.data();
}

bool is_password(std::string_view password, const std::string& credential) {
  begin();
  std::string normal = normal_password(password);
  const std::string& against = credential.empty() ? nobodys_credential() : credential;
  const int failed = crypto_pwhash_str_verify(against.c_str(), normal.data(), normal.size());
  wipe(normal);
  return failed == 0 && !credential.empty();
}

std::optional<Refusal> check_password(std::string_view password, std::string_view login) {
  std::string normal = normal_password(password);
  const std::size_t letters = domain::letters_in(normal);
  wipe(normal);
  if (letters < limits::password_chars_min || letters > limits::password_chars) {
    return Refusal{Reason::password_weak, "length"};
  }
  std::string folded = fold_login(password);
  const bool is_common = is_common_password(folded);
  const bool has_login =
      login.size() >= login_bytes_that_count && folded.find(login) != std::string::npos;
  wipe(folded);
  if (is_common) return Refusal{Reason::password_weak, "common"};
  if (has_login) return Refusal{Reason::password_weak, "login"};
  return std::nullopt;
}

void wipe(std::string& secret) {
  begin();
  sodium_memzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace xinqiao
