#include "protocol/decode_people.hpp"

#include <algorithm>
#include <utility>

#include "protocol/hex.hpp"

namespace xinqiao {
namespace {

constexpr std::size_t letter_bytes = 4;  // of UTF-8, at most
constexpr std::size_t password_bytes = limits::password_chars * letter_bytes;

std::string read_secret(Params& params, std::string_view name) {
  return params.word(name, limits::secret_chars_min, limits::secret_chars_max);
}

// Folding may shorten a login, but never to an eighth.
std::string read_login(Params& params) {
  std::string login = params.text("login");
  if (login.size() > limits::login_bytes * 8) params.refuse("login");
  return login;
}

std::string read_password(Params& params, std::string_view name) {
  std::string password = params.text(name);
  if (password.size() > password_bytes) params.refuse(name);
  return password;
}

// What a list calls an invitation: its hash, in hex.
TokenHash read_invitation(Params& params, std::string_view name) {
  const auto hash = hash_of_hex(params.text(name));
  if (!hash) params.refuse(name);
  return hash.value_or(TokenHash{});
}

void read_password_set(Params& params, Request& request) {
  SetPassword command;
  if (params.has("login")) {
    command.login = read_login(params);
    if (command.login.empty()) params.refuse("login");
  }
  if (params.has("old")) {
    request.secrets.password = read_password(params, "old");
    if (request.secrets.password.empty()) params.refuse("old");
  }
  request.secrets.fresh = read_password(params, "new");
  request.command = std::move(command);
}

void read_invitation_create(Params& params, Request& request) {
  CreateInvitation command;
  command.unit = UnitId{params.maybe_integer("unit", 1).value_or(0)};
  command.duty = params.maybe_one_of<Duty>("duty");
  if (command.duty && *command.duty != Duty::organiser) params.refuse("duty");
  command.uses = params.integer("uses", 1, limits::invitation_uses);
  command.days = params.integer("days", 1, limits::invitation_days);
  command.note = params.maybe_text("note", limits::note_bytes).value_or("");
  request.command = std::move(command);
}

void read_invitation_list(Params& params, Request& request) {
  ListInvitations query;
  if (params.has("after")) query.after = read_invitation(params, "after");
  query.limit = page_limit(params, limits::list_rows, limits::list_rows);
  request.command = query;
}

void read_invitation_revoke(Params& params, Request& request) {
  request.command = RevokeInvitation{read_invitation(params, "invitation")};
}

MemberId maybe_member(Params& params) {
  return MemberId{params.maybe_integer("member", 1).value_or(0)};
}

void read_member_rename(Params& params, Request& request) {
  const MemberId member = maybe_member(params);
  request.command = RenameMember{member, params.text("name")};
}

void read_member_erase(Params& params, Request& request) {
  const MemberId member = params.id<MemberId>("member");
  const std::string words = params.text("words");
  if (words != "keep" && words != "delete") params.refuse("words");
  request.command = EraseMember{member, words == "delete"};
}

void read_session_end_all(Params& params, Request& request) {
  request.command = EndSessions{maybe_member(params)};
}

}  // namespace

// One of three ways: a link, an invitation, a login.
void read_session_start(Params& params, Request& request) {
  Secrets& secrets = request.secrets;
  const std::string want = params.text("want");
  if (want != "cookie" && want != "token") params.refuse("want");
  secrets.want_cookie = want == "cookie";
  std::string device = params.maybe_text("device", limits::device_bytes).value_or("");
  for (const std::string_view other : {"invitation", "link"}) {
    if (params.has("login") && params.has(other)) params.refuse("login");
  }
  if (params.has("invitation") && params.has("link")) params.refuse("link");
  if (params.has("login")) {
    StartByPassword command;
    command.login = read_login(params);
    command.device = std::move(device);
    secrets.password = read_password(params, "password");
    request.command = std::move(command);
    return;
  }
  const bool is_invited = params.has("invitation");
  secrets.link = read_secret(params, is_invited ? "invitation" : "link");
  secrets.claim = read_secret(params, "claim");
  if (is_invited) {
    StartByInvitation command;
    command.name = params.text("name");
    command.device = std::move(device);
    request.command = std::move(command);
  } else {
    StartSession command;
    command.device = std::move(device);
    request.command = std::move(command);
  }
}

const std::array<Method, 7> people_methods{{
    {"password.set", read_password_set, false},
    {"invitation.create", read_invitation_create, false},
    {"invitation.list", read_invitation_list, false},
    {"invitation.revoke", read_invitation_revoke, false},
    {"member.rename", read_member_rename, true},
    {"member.erase", read_member_erase, true},
    {"session.end_all", read_session_end_all, false},
}};

}  // namespace xinqiao
