#include "server/net/page_reply.hpp"

#include <algorithm>

namespace xinqiao::net {
namespace {

// The page may run its own script and talk to its own server, and nothing else.
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "worker-src 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types app";

// `name` stands in the list and is not refused by q=0.
bool accepts(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const auto end = list.find(',');
    std::string_view piece = list.substr(0, end);
    list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
    piece.remove_prefix(std::min(piece.find_first_not_of(" \t"), piece.size()));
    if (!piece.starts_with(name)) continue;
    std::string_view rest = piece.substr(name.size());
    if (!rest.empty() && rest.front() != ';' && rest.front() != ' ') continue;
    const auto q = rest.find("q=");
    if (q == std::string_view::npos) return true;
    const std::string_view weight = rest.substr(q + 2);
    return weight.find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

// The page itself comes with the words of the language that the browser names first, so that they
// need no round of their own; Chinese where it names none. The page decides what it speaks.
std::string_view file_of(const Asked& asked) {
  if (asked.path != "/") return asked.path;
  std::string_view first = asked.accept_language;
  first.remove_prefix(std::min(first.find_first_not_of(" \t"), first.size()));
  const bool chinese =
      first.empty() || first.starts_with("zh") || first.starts_with("ZH") || first.starts_with("*");
  return chinese ? "/" : "/index.en.html";
}

// If-None-Match: a list of tags, weak or not, or a star.
bool has_tag(std::string_view list, std::string_view etag) {
  return list == "*" || (!etag.empty() && list.find(etag) != std::string_view::npos);
}

}  // namespace

std::optional<Reply> page_reply(std::span<const PageFile> page, const Asked& asked) {
  const auto file = std::ranges::find(page, file_of(asked), &PageFile::path);
  if (file == page.end()) return std::nullopt;
  Reply reply;
  reply.content_type = file->content_type;
  reply.headers = {
      {"Cache-Control", file->immutable ? "public, max-age=31536000, immutable" : "no-cache"},
      {"ETag", std::string(file->etag)},
      {"Vary", asked.path == "/" ? "Accept-Encoding, Accept-Language" : "Accept-Encoding"},
      {"Content-Security-Policy", std::string(content_security_policy)},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
  };
  if (has_tag(asked.if_none_match, file->etag)) {
    reply.status = 304;
    return reply;
  }
  reply.constant = file->body;
  if (!file->brotli.empty() && accepts(asked.accept_encoding, "br")) {
    reply.constant = file->brotli;
    reply.headers.emplace_back("Content-Encoding", "br");
  } else if (!file->gzip.empty() && accepts(asked.accept_encoding, "gzip")) {
    reply.constant = file->gzip;
    reply.headers.emplace_back("Content-Encoding", "gzip");
  }
  return reply;
}

}  // namespace xinqiao::net
