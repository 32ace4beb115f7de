// What was asked over HTTP and what is answered, without a word of Beast: so that the rules of the
// door are plain functions that a test can call. Threading: plain values. Views of Asked live as
// long as the request; Reply::body views Reply::owned, a kept Frame or constant data.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/error.hpp"
#include "protocol/frame.hpp"

namespace xinqiao::net {

struct Asked {
  std::string_view method;                // "GET"
  std::string_view path;                  // without the query
  std::string_view target;                // with it
  std::string_view query;                 // alone
  std::vector<std::string_view> hosts;    // every Host header
  std::vector<std::string_view> origins;  // every Origin header
  std::string_view authorization;
  std::string_view cookie;
  std::string_view fetch_site;  // Sec-Fetch-Site
  std::string_view content_type;
  std::string_view accept_encoding;
  std::string_view accept_language;
  std::string_view if_none_match;
  std::vector<std::string_view> forwarded_for;  // every X-Forwarded-For header
  std::string_view forwarded_proto;             // X-Forwarded-Proto
  bool is_secure = false;  // came through TLS, as far as we or a proxy we trust can tell
  std::string_view body;
};

struct Reply {
  unsigned status = 200;
  std::string content_type;
  std::string owned;
  Frame frame;                // or this
  std::string_view constant;  // or this
  std::vector<std::pair<std::string, std::string>> headers;
  bool close = false;            // after it
  Reason reason = Reason::none;  // of a refusal that was found before the pipeline

  std::string_view body() const {
    if (!owned.empty()) return owned;
    return constant.empty() ? frame.payload() : constant;
  }
};

inline Reply plain_reply(unsigned status, std::string sentence) {
  return {.status = status,
          .content_type = "text/plain; charset=utf-8",
          .owned = std::move(sentence) + "\n",
          .frame = {},
          .constant = {},
          .headers = {{"Cache-Control", "no-store"}},
          .close = false,
          .reason = Reason::none};
}
inline Reply json_reply(unsigned status, std::string json) {
  Reply reply = plain_reply(status, {});
  reply.content_type = "application/json";
  reply.owned = std::move(json);
  return reply;
}

}  // namespace xinqiao::net
