#include "server/net/routes.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "protocol/json_writer.hpp"
#include "server/net/entry.hpp"
#include "server/net/io_loop.hpp"
#include "server/net/metrics_text.hpp"
#include "server/net/packed.hpp"
#include "server/net/page_reply.hpp"
#include "server/roster.hpp"

namespace xinqiao::net {
namespace {

// The value of a field of a query; what we know needs no unescaping.
std::string_view value_of(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view field = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    const auto equals = field.find('=');
    if (equals != std::string_view::npos && field.substr(0, equals) == name) {
      return field.substr(equals + 1);
    }
  }
  return {};
}

bool is_reading(const Asked& asked) {
  return asked.method == "GET" || asked.method == "HEAD";
}

Reply wrong_method(std::string allowed) {
  Reply reply = plain_reply(405, "Not with this method.");
  reply.headers.emplace_back("Allow", std::move(allowed));
  return reply;
}

Reply health(const Door& door) {
  std::string json;
  JsonWriter(json)
      .begin_object()
      .key("status")
      .string("ok")
      .key("epoch")
      .string(door.options.epoch)
      .end_object();
  return json_reply(200, std::move(json));
}

Readiness ready_now(const Door& door) {
  return door.options.readiness ? door.options.readiness() : Readiness{};
}

Reply readiness(const Door& door) {
  const Readiness now = ready_now(door);
  std::string json;
  JsonWriter writer(json);
  writer.begin_object().key("ready").boolean(now.ready);
  if (!now.why.empty()) writer.key("why").string(now.why);
  writer.end_object();
  return json_reply(now.ready ? 200 : 503, std::move(json));
}

Reply metrics(const Door& door) {
  const Readiness now = ready_now(door);
  Reply reply = plain_reply(200, {});
  reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
  reply.owned = metrics_text(door.metrics, {now.ready, now.disk_free_bytes, now.disk_floor_bytes,
                                            now.store_cache_bytes, door.options.connections});
  return reply;
}

std::optional<std::uint64_t> number_of(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = failed == std::errc() && end == digits.data() + digits.size();
  return whole && value <= limits::integer_max ? std::optional(value) : std::nullopt;
}

// Whether `name=1` stands among them.
bool has_flag(std::string_view query, std::string_view name) {
  return value_of(query, name) == "1";
}

// A media type is compared without its parameters.
bool is_media(std::string_view content_type, std::string_view wanted) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  const auto end = type.find_last_not_of(" \t");
  return std::ranges::equal(type.substr(0, end == std::string_view::npos ? 0 : end + 1), wanted,
                            [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

}  // namespace

Route route(const Asked& asked, std::string_view echo_path) {
  if (asked.path == "/ws" && asked.method == "GET") return Route::socket;
  if (asked.path == "/rpc" && asked.method == "POST") return Route::call;
  if (asked.path == "/boot" && asked.method == "GET") return Route::boot;
  if (asked.path == "/my-data" && asked.method == "GET") return Route::my_data;
  if (asked.path == "/roster" && asked.method == "POST") return Route::roster;
  if (asked.path == "/backups" && (asked.method == "GET" || asked.method == "POST")) {
    return Route::backups;
  }
  const bool is_echo = !echo_path.empty() && asked.path == echo_path;
  return is_echo && asked.method == "GET" ? Route::echo : Route::plain;
}

Reply plain_answer(const Asked& asked, const Door& door) {
  if (asked.path == "/rpc" || asked.path == "/roster") return wrong_method("POST");
  if (asked.path == "/ws" || asked.path == "/boot" || asked.path == "/my-data") {
    return wrong_method("GET");
  }
  if (asked.path == "/backups") return wrong_method("GET, POST");
  if (asked.path == "/healthz" || asked.path == "/readyz" || asked.path == "/metrics") {
    if (!is_reading(asked)) return wrong_method("GET, HEAD");
    if (asked.path == "/healthz") return health(door);
    return asked.path == "/readyz" ? readiness(door) : metrics(door);
  }
  auto file = page_reply(door.options.page, asked);
  if (file) return is_reading(asked) ? std::move(*file) : wrong_method("GET, HEAD");
  return plain_reply(404, "There is nothing here.");
}

std::optional<Reply> refuse_call(const Asked& asked, std::span<const std::string> origins) {
  if (!is_origin_allowed(asked, presented(asked), Use::acting, origins)) return foreign_origin();
  if (!is_media(asked.content_type, "application/json")) {
    return plain_reply(415, "Content-Type must be application/json.");
  }
  return std::nullopt;
}

std::optional<MyData> my_data_of(std::string_view query) {
  if (query.empty()) return MyData{};
  const std::string_view after = value_of(query, "after");
  const auto point = after.find('.');
  if (point == std::string_view::npos) return std::nullopt;
  const auto room = number_of(after.substr(0, point));
  const auto seq = number_of(after.substr(point + 1));
  if (!room || !seq || *room == 0) return std::nullopt;
  return MyData{PostRef{RoomId{*room}, *seq}};
}

variant<ImportRoster, Reply> roster_of(const Asked& asked, std::span<const std::string> origins) {
  if (!is_origin_allowed(asked, presented(asked), Use::acting, origins)) return foreign_origin();
  if (!is_media(asked.content_type, "text/csv")) {
    return plain_reply(415, "Content-Type must be text/csv.");
  }
  const auto encoding = roster_encoding(value_of(asked.query, "encoding"));
  if (!encoding) return plain_reply(400, "`encoding` is utf-8, gb18030 or left out.");
  return ImportRoster{read_roster(asked.body, *encoding), has_flag(asked.query, "create_units"),
                      has_flag(asked.query, "dry_run")};
}

Reply foreign_origin() {
  return plain_reply(403, "This Origin may not call here.");
}

Reply crowded() {
  Reply reply = plain_reply(503, "There are too many connections from this address.");
  reply.headers.emplace_back("Retry-After", "5");
  reply.close = true;
  return reply;
}

Reply too_many_rosters() {
  Reply reply = plain_reply(503, "Other lists are being read. Try again in a moment.");
  reply.headers.emplace_back("Retry-After", "5");
  reply.close = true;
  return reply;
}

// What a host may hold; anything else must not come back in a header of ours.
Reply lead_to_https(const Asked& asked, std::string_view public_url) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
  const std::string_view host = asked.hosts.front();
  const bool has_way =
      !public_url.empty() || (!host.empty() && host.find_first_not_of(letters) == host.npos);
  const bool is_page = is_reading(asked) && route(asked) == Route::plain &&
                       asked.target.starts_with('/') && !asked.target.starts_with("//");
  Reply reply = plain_reply(400, "This port speaks TLS: begin the address with https://.");
  if (has_way && is_page) {
    reply.status = 307;
    std::string to(public_url);
    if (to.empty()) to.append("https://").append(host);
    reply.headers.emplace_back("Location", to.append(asked.target));
  }
  reply.close = true;
  return reply;
}

// {"jsonrpc":"2.0","id":null,"result":RESULT}
Reply boot_reply(Reply answer, std::string_view accept_encoding) {
  constexpr std::string_view before = "\"result\":";
  const std::string_view whole = answer.frame.payload();
  const auto at = whole.find(before);
  if (at == std::string_view::npos) return answer;
  const std::string_view result = whole.substr(at + before.size());
  answer.owned = result.substr(0, result.size() - 1);
  pack(answer, accept_encoding);
  return answer;
}

}  // namespace xinqiao::net
