// A certificate of our own making: ECDSA P-256, signed by itself, for these names. Browsers do not
// know who made it and warn; whoever compares the fingerprint is as safe as with any other.
// Threading: pure but for the file. Errors: one sentence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/net/identity.hpp"

namespace xinqiao::net {

// No longer than the certificates that browsers are used to: some refuse longer ones outright.
inline constexpr std::int64_t self_signed_days = 397;
// With less than this left a new one is made, so that a server that is looked after once a month
// never shows an expired one.
inline constexpr std::int64_t self_signed_renewal_days = 30;

// Makes one, valid from an hour ago (clocks differ), and puts it with its key into the file, in one
// step, readable for the owner only.
std::optional<std::string> make_self_signed(const std::string& file,
                                            const std::vector<std::string>& names, Instant now);
// Whether it names all of these and does not expire soon.
bool still_does(const Identity& identity, const std::vector<std::string>& needed, Instant now);

// What this machine is called, and its addresses: localhost first.
std::vector<std::string> machine_names();

}  // namespace xinqiao::net
