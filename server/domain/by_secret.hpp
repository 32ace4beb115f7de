// How links and sessions are found by their secrets without keeping those twice. Threading: pure
// functions.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstring>

#include "protocol/ids.hpp"
#include "protocol/mark.hpp"

namespace xinqiao::domain {

// In the order of their hashes.
struct ByLink {
  using is_transparent = void;
  static const TokenHash& hash(const TokenHash& link) { return link; }
  static const TokenHash& hash(const Link& link) { return link.link; }
  static const TokenHash& hash(const Link* link) { return link->link; }
  template <class A, class B>
  bool operator()(const A& a, const B& b) const {
    return hash(a) < hash(b);
  }
};

// Tokens are random and hashed once more: any eight of their bytes are as good as a hash.
struct HashOfToken {
  using is_transparent = void;
  std::size_t operator()(const TokenHash& token) const noexcept {
    std::size_t some;
    std::memcpy(&some, token.data(), sizeof some);
    return some;
  }
  std::size_t operator()(const Session* session) const noexcept { return (*this)(session->token); }
};
struct SameToken {
  using is_transparent = void;
  static const TokenHash& token(const TokenHash& token) { return token; }
  static const TokenHash& token(const Session* session) { return session->token; }
  template <class A, class B>
  bool operator()(const A& a, const B& b) const {
    return token(a) == token(b);
  }
};

// Never gone through, so that its order is nobody's business.
using SessionsByToken = boost::unordered_flat_set<const Session*, HashOfToken, SameToken>;

}  // namespace xinqiao::domain
