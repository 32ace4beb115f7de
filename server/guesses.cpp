#include "server/guesses.hpp"

#include "protocol/hex.hpp"
#include "protocol/limits.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace xinqiao {
namespace {

constexpr std::int64_t first_wait_ms = 1'000;

std::int64_t wait_after(std::uint64_t beyond_free) {
  constexpr std::uint64_t doublings = 6;  // 64 s: beyond the longest wait
  const std::int64_t wait = first_wait_ms << std::min(beyond_free, doublings);
  return std::min(wait, limits::guess_wait_ms);
}

}  // namespace

Guesses::Guesses() : places_{limits::guessed_places}, logins_{limits::guessed_logins} {}

Guesses::Count& Guesses::Table::count(const std::string& key, Instant now) {
  auto found = counts.find(key);
  if (found == counts.end()) {
    if (counts.size() >= most) {
      counts.erase(used.back());
      used.pop_back();
    }
    used.push_front(key);
    found = counts.emplace(key, Count{0, now, used.begin()}).first;
  } else {
    used.splice(used.begin(), used, found->second.use);
  }
  Count& count = found->second;
  if (now.ms - count.last.ms >= limits::guess_memory_ms) count.wrong = 0;
  return count;
}

void Guesses::Table::forget(const std::string& key) {
  const auto found = counts.find(key);
  if (found == counts.end()) return;
  used.erase(found->second.use);
  counts.erase(found);
}

void Guesses::Table::less(const std::string& key) {
  const auto found = counts.find(key);
  if (found != counts.end() && found->second.wrong > 0) --found->second.wrong;
}

std::string Guesses::key_of(const Try& one) {
  return one.place + '\n' + one.login;
}

std::optional<std::int64_t> Guesses::take(const Try& one, Instant now) {
  Count& place = places_.count(key_of(one), now);
  std::uint64_t free = limits::guesses_free;
  Count* login = one.is_known ? nullptr : &logins_.count(one.login, now);
  if (login != nullptr && login->wrong >= limits::guesses_besiege) {
    free = limits::guesses_free_besieged;
  }
  if (place.wrong >= free) {
    const std::int64_t due = place.last.ms + wait_after(place.wrong - free);
    if (now.ms < due) return due - now.ms;
  }
  ++place.wrong;
  place.last = now;
  if (login != nullptr) {
    ++login->wrong;
    login->last = now;
  }
  return std::nullopt;
}

void Guesses::right(const Try& one) {
  places_.forget(key_of(one));
  if (!one.is_known) logins_.less(one.login);
}

void Guesses::give_back(const Try& one) {
  places_.less(key_of(one));
  if (!one.is_known) logins_.less(one.login);
}

std::string place_of(const std::string& address) {
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET6, address.substr(0, address.find('%')).c_str(), bytes.data()) != 1) {
    return address;
  }
  constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) return address;
  return std::string("6") + std::string(bytes.begin(), bytes.begin() + 8);
}

std::string place_of(const TokenHash& browser) {
  return hex_of(browser);
}

}  // namespace xinqiao
