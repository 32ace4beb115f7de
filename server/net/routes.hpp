// What lies at which path, and all answers that need no session: health, metrics, the page,
// refusals. Threading: any loop.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "protocol/command.hpp"
#include "protocol/variant.hpp"
#include "server/net/reply.hpp"

namespace xinqiao::net {

struct Door;

enum class Route { socket, echo, call, boot, my_data, roster, backups, plain };
// echo_path: where messages come back to who sends them, for tests; empty = nowhere.
Route route(const Asked& asked, std::string_view echo_path = {});

// /healthz, /readyz, /metrics, the page, 404 and 405.
Reply plain_answer(const Asked& asked, const Door& door);
// A POST /rpc that is not to be decoded.
std::optional<Reply> refuse_call(const Asked& asked, std::span<const std::string> origins);
// `after=ROOM.SEQ`, or nothing at all; none: neither.
std::optional<MyData> my_data_of(std::string_view query);
// A POST /roster: the file's rows, or why it is not to be read.
variant<ImportRoster, Reply> roster_of(const Asked& asked, std::span<const std::string> origins);
Reply foreign_origin();
// This address has as many connections as it may have.
Reply crowded();
Reply too_many_rosters();
// Plain HTTP that was said to a port of TLS: a page is shown the way, all else is refused.
Reply lead_to_https(const Asked& asked, std::string_view public_url);
// From an answer to its result alone, packed for a browser that takes it.
Reply boot_reply(Reply answer, std::string_view accept_encoding);

}  // namespace xinqiao::net
