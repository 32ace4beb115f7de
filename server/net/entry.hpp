// Who may come in: the credentials of a request, the Origin rule and the form of a WebSocket
// handshake (protocol/README.md section 1). Threading: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/ids.hpp"
#include "server/net/reply.hpp"

namespace xinqiao::net {

// The token of a request, from the bearer header or else the cookie. Empty: none.
struct Presented {
  std::string_view token;
  bool by_cookie = false;
};
Presented presented(const Asked& asked);
// Its hash, or all zero for none.
TokenHash caller_hash(const Presented& presented);

// Whether the request may come from where it comes from. A missing Origin is fine for a program;
// with the cookie it is fine only for `reading` (browsers send none with a GET to their own
// server).
enum class Use { reading, acting };
bool is_origin_allowed(const Asked& asked, const Presented& presented, Use use,
                       std::span<const std::string> allowed);

// Whether the page came by https: then its cookie must not go another way.
bool is_of_https(const Asked& asked);

// A body in a coding that is not spoken here. Nobody knows where it ends: what stands behind it
// must not be read.
std::optional<Reply> refuse_coding(std::span<const std::string_view> transfer_encodings);

// The rest of a handshake of /ws; a sentence says what is wrong.
struct Handshake {
  bool is_upgrade = false;
  std::string_view version;
  std::string_view key;
  std::string_view protocols;
  std::vector<std::string_view> extensions = {};  // every line of them
};
// is_ours: for our own protocol, not for the echo of tests.
std::optional<Reply> refuse_handshake(const Handshake& handshake, bool is_ours = true);

inline constexpr std::string_view subprotocol = "xinqiao.v1";

std::string session_cookie(std::string_view token, bool secure);
std::string ended_cookie(bool secure);

// By which a login knows a browser again in which its password was right, also after signing out:
// the one the request brought, or a new one.
std::string browser_secret(const Asked& asked);
std::string browser_cookie(std::string_view secret, bool secure);

}  // namespace xinqiao::net
