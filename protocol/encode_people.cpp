// Invitations and logins as JSON.
#include "protocol/encode.hpp"
#include "protocol/encode_parts.hpp"
#include "protocol/hex.hpp"

namespace xinqiao {
namespace {

std::string_view state_of(const Invitation& row, Instant now) {
  if (row.revoked) return "revoked";
  if (row.used >= row.uses) return "used_up";
  return now >= row.expires ? "expired" : "open";
}

void write_invitation(JsonWriter& json, const Invitation& row, Instant now) {
  json.begin_object();
  json.key("invitation").string(hex_of(row.invitation));
  if (row.by != MemberId{}) json.key("by").integer(number(row.by.value));
  if (row.unit != UnitId{}) json.key("unit").integer(number(row.unit.value));
  if (row.duty) json.key("duty").string(word(*row.duty));
  json.key("made_at").integer(row.made.ms);
  json.key("expires_at").integer(row.expires.ms);
  json.key("uses").integer(number(row.uses));
  json.key("used").integer(number(row.used));
  if (!row.note.empty()) json.key("note").string(row.note);
  json.key("state").string(state_of(row, now)).end_object();
}

}  // namespace

std::string encode_invitation(const InvitationMade& made) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("invitation").string(hex_of(made.invitation));
  json.key("secret").string(made.secret);
  json.key("expires_at").integer(made.expires.ms).end_object();
  return out;
}

std::string encode_invitations(const std::vector<const Invitation*>& rows, Instant now,
                               std::optional<TokenHash> next) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("invitations").begin_array();
  for (const Invitation* row : rows) write_invitation(json, *row, now);
  json.end_array();
  if (next) json.key("next").string(hex_of(*next));
  json.end_object();
  return out;
}

std::string encode_name(MemberId member, std::string_view name, std::string_view initials) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("member").integer(number(member.value));
  if (name.empty()) {
    json.key("erased").boolean(true);
  } else {
    json.key("name").string(name);
    if (!initials.empty()) json.key("initials").string(initials);
  }
  json.end_object();
  return out;
}

std::string encode_login(std::string_view login) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("login").string(login).end_object();
  return out;
}

}  // namespace xinqiao
