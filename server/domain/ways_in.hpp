// By what a member comes in, made and closed: helpers of the rules about people. Threading: pure
// functions.
#pragma once

#include <algorithm>

#include "protocol/limits.hpp"
#include "server/domain/rules.hpp"

namespace xinqiao::domain {

inline Session ended(const Session& session) {
  Session mark = session;
  mark.gone = true;
  return mark;
}

inline Link taken_back(const Link& link) {
  Link mark = link;
  mark.gone = true;
  return mark;
}

// A member keeps a bounded number of sessions: the oldest makes room.
inline void make_room_for_session(const Member& member, Decision& decision) {
  if (member.sessions.size() < limits::sessions_per_member) return;
  decision.marks.push_back(ended(*member.sessions.begin()->second));
}

// All sessions but this one (0: all).
inline void end_sessions(const Member& member, SessionId but, Decision& decision) {
  for (const auto& [id, session] : member.sessions) {
    if (id != but) decision.marks.push_back(ended(*session));
  }
}

inline void take_links_back(const Member& member, Decision& decision) {
  for (const Link* link : member.links) decision.marks.push_back(taken_back(*link));
}

// All ways in, closed: sessions, links and what devices had been told. A password stays; it opens
// nothing to one who is deactivated.
inline void shut_out(const Member& member, Decision& decision) {
  end_sessions(member, SessionId{}, decision);
  take_links_back(member, decision);
  for (const auto& [outbox, memory] : member.outboxes) {
    decision.marks.push_back(OutboxForgotten{member.row.member, outbox});
  }
}

}  // namespace xinqiao::domain
