// A list of people as a table of text (RFC 4180, or with ; or tab between the fields; with or
// without BOM; lines end with LF or CRLF), in UTF-8 or GB18030 (which holds GBK). Nothing is
// guessed about what cannot be read: it is refused with its line.
//
//   columns: name or 姓名, needed; unit or 单位: a path from below the root, 炼油厂/第一党支部;
//   login or 账号; duty or 职务: organiser or 组织者. Others are passed over.
// Bounds: limits::roster_rows. Threading: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/roster.hpp"

namespace xinqiao {

enum class RosterEncoding : std::uint8_t { detect, utf8, gb18030 };

// "", "utf-8", "gb18030" or "gbk".
std::optional<RosterEncoding> roster_encoding(std::string_view word);

Roster read_roster(std::string_view bytes, RosterEncoding encoding);

}  // namespace xinqiao
