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

// A page that a browser kept names a script of a release that is gone, and has it no more: in its
// place the page loads itself anew, which asks the server. At most once a minute.
constexpr std::string_view newer_page =
    "const key = 'xinqiao.newer', now = Date.now();\n"
    "if (now - (sessionStorage.getItem(key) ?? 0) > 60000) {\n"
    "  sessionStorage.setItem(key, now);\n"
    "  location.reload();\n"
    "}\n";

bool is_first_script(std::string_view path) {
  return path.starts_with("/app-") && path.ends_with(".js") && path.size() < 32;
}

Reply newer_page_reply() {
  Reply reply;
  reply.content_type = "text/javascript; charset=utf-8";
  reply.headers = {{"Cache-Control", "no-store"}};
  reply.constant = newer_page;
  return reply;
}

std::string_view lifetime(const PageFile& file) {
  if (file.immutable) return "public, max-age=31536000, immutable";
  return file.content_type.starts_with("text/html") ? "private, max-age=86400" : "no-cache";
}

}  // namespace

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

namespace {

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
  if (file == page.end()) {
    if (is_first_script(asked.path)) return newer_page_reply();
    return std::nullopt;
  }
  Reply reply;
  reply.content_type = file->content_type;
  reply.headers = {
      {"Cache-Control", std::string(lifetime(*file))},
      {"ETag", std::string(file->etag)},
      {"Vary", asked.path == "/" ? "Accept-Encoding, Accept-Language" : "Accept-Encoding"},
  };
  // They bind what a browser opens or runs by itself; on the others they are only bytes.
  if (!file->immutable) {
    reply.headers.emplace_back("Content-Security-Policy", content_security_policy);
    reply.headers.emplace_back("Referrer-Policy", "no-referrer");
    reply.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  }
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
