// Logins and passwords. What a password is worth was found out by a worker, outside of the world:
// here its verdict is held against what is true now.
#include "server/domain/rules.hpp"
#include "server/domain/text.hpp"
#include "server/domain/ways_in.hpp"

#include <algorithm>
#include <iterator>

namespace xinqiao::domain {
namespace {

// The verdict holds only for the hash it was found with: the password may have been changed since.
bool is_right(const Member& member, Match match, const std::string& credential) {
  return match == Match::right && member.credential && !credential.empty() &&
         member.credential->hash == credential;
}

// A member is known in a bounded number of browsers: the one not seen longest makes room.
void remember_browser(const Scene& scene, const Member& member, const TokenHash& browser,
                      Decision& decision) {
  if (browser == TokenHash{}) return;
  const MemberId id = member.row.member;
  if (!member.browsers.contains(browser) && member.browsers.size() >= limits::browsers_per_member) {
    const auto oldest =
        std::min_element(member.browsers.begin(), member.browsers.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    decision.marks.push_back(Browser{id, oldest->first, oldest->second, true});
  }
  decision.marks.push_back(Browser{id, browser, scene.context.at, false});
}

// Whether the session was begun a short while ago by a link. To one who has a password already it
// has to be a link that somebody else made: else whoever finds a device unlocked could make one.
bool came_by_link(const Scene& scene, const Member& member) {
  const Session* session = scene.world.session(scene.caller.member, scene.caller.session);
  if (session == nullptr) return false;
  if (scene.context.at.ms - session->started.ms >= limits::password_fresh_ms) return false;
  const bool has_password = member.credential && !member.credential->hash.empty();
  if (!has_password && scene.world.began_by_invitation(session->session)) return true;
  return std::ranges::any_of(member.links, [&](const Link* link) {
    return link->session == session->session &&
           (!has_password || member.resets.contains(link->link));
  });
}

std::optional<Refusal> check_login(const Scene& scene, const Member& member,
                                   const std::string& login) {
  if (!is_login(login)) return Refusal{Reason::login_invalid, "login"};
  const Member* holder = scene.world.member_of_login(login);
  if (holder != nullptr && holder != &member) return Refusal{Reason::login_taken, "login"};
  return std::nullopt;
}

}  // namespace

// Nobody learns whether the login, the password or the member was wrong.
Verdict rule(const Scene& scene, const StartByPassword& command) {
  const Member* member = scene.world.member_of_login(command.login);
  if (member == nullptr || !member->standing.active ||
      !is_right(*member, command.match, command.credential)) {
    return Refusal{Reason::password_wrong};
  }
  const MemberId id = member->row.member;
  Decision decision;
  make_room_for_session(*member, decision);
  remember_browser(scene, *member, command.browser, decision);
  decision.marks.push_back(Session{id, scene.world.next_session(), command.token, scene.context.at,
                                   command.device.substr(0, limits::device_bytes), false});
  decision.outcome = Receipt{.at = scene.context.at, .member = id};
  return decision;
}

Verdict rule(const Scene& scene, const SetPassword& command) {
  const Member& member = *scene.world.member(scene.caller.member);
  if (command.match == Match::unchecked) {
    if (!came_by_link(scene, member)) return Refusal{Reason::password_not_due, "old"};
  } else if (!is_right(member, command.match, command.old_credential)) {
    return Refusal{Reason::password_wrong, "old"};
  }
  const std::string& login =
      command.login.empty() && member.credential ? member.credential->login : command.login;
  if (auto refusal = check_login(scene, member, login)) return *refusal;
  if (command.weak != Reason::none) return Refusal{command.weak, command.weak_field};

  Decision decision;
  decision.marks.push_back(
      Credential{scene.caller.member, login, command.credential, scene.context.at, false});
  end_sessions(member, scene.caller.session, decision);
  take_links_back(member, decision);
  decision.outcome = Receipt{.at = scene.context.at, .member = scene.caller.member};
  return decision;
}

}  // namespace xinqiao::domain
