// By what people come in: logins, known browsers, invitations; as marks change them.
#include "server/domain/due.hpp"
#include "server/domain/find_in.hpp"
#include "server/domain/world.hpp"

namespace xinqiao::domain {

const Member* World::member_of_login(const std::string& login) const {
  const MemberId* id = find_in(logins_, login);
  return id == nullptr ? nullptr : member(*id);
}

const Invitation* World::invitation(const TokenHash& hash) const {
  return find_in(invitations_, hash);
}

const Arrival* World::arrival(const TokenHash& invitation, const TokenHash& claim) const {
  return find_in(arrivals_, std::pair(invitation, claim));
}

const Erasing* World::erasing() const {
  return erasing_.empty() ? nullptr : &erasing_.begin()->second;
}

void World::set(const Erasing& mark, Position) {
  if (mark.gone) {
    erasing_.erase(mark.member);
  } else {
    erasing_[mark.member] = mark;
  }
}

void World::set(const Credential& mark, Position) {
  Member& member = members_[mark.member];
  if (member.credential) logins_.erase(member.credential->login);
  member.credential.reset();
  if (mark.gone) return;
  member.credential = std::make_unique<Credential>(mark);
  logins_[mark.login] = mark.member;
}

void World::set(const Browser& mark, Position) {
  auto& browsers = members_[mark.member].browsers;
  if (mark.gone) {
    browsers.erase(mark.browser);
  } else {
    browsers.change()[mark.browser] = mark.seen;
  }
}

void World::set(const ResetLink& mark, Position) {
  if (mark.gone) {
    members_[mark.member].resets.erase(mark.link);
  } else {
    members_[mark.member].resets.change().insert(mark.link);
  }
}

void World::set(const Invitation& mark, Position) {
  const std::string what = due_of_invitation(mark.invitation);
  const auto found = invitations_.find(mark.invitation);
  if (found != invitations_.end()) dues_.erase({invitation_deadline(found->second.expires), what});
  if (mark.gone) {
    if (found != invitations_.end()) invitations_.erase(found);
    return;
  }
  invitations_[mark.invitation] = mark;
  dues_.insert({invitation_deadline(mark.expires), what});
}

void World::set(const Arrival& mark, Position) {
  const std::pair key(mark.invitation, mark.claim);
  const std::string what = due_of_arrival(mark.invitation, mark.claim);
  const auto found = arrivals_.find(key);
  if (found != arrivals_.end()) {
    dues_.erase({Instant{found->second.at.ms + limits::key_memory_ms}, what});
    arrived_.erase(found->second.session);
  }
  if (mark.gone) {
    if (found != arrivals_.end()) arrivals_.erase(found);
    return;
  }
  arrivals_[key] = mark;
  arrived_.insert(mark.session);
  dues_.insert({Instant{mark.at.ms + limits::key_memory_ms}, what});
}

}  // namespace xinqiao::domain
