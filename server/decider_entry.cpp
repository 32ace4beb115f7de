// Who comes in by a password: admitted by the pace of guesses, sent to a worker, and noted when its
// verdict is back.
#include "server/decider.hpp"

#include "protocol/limits.hpp"

namespace xinqiao {
namespace {

constexpr std::int64_t overloaded_retry_ms = 1'000;

bool is_wrong_guess(const domain::Decision& decision) {
  const auto* refusal = get_if<Refusal>(&decision.outcome);
  if (refusal == nullptr) return false;
  return refusal->reason == Reason::link_unknown || refusal->reason == Reason::link_used ||
         refusal->reason == Reason::invitation_unknown || refusal->reason == Reason::password_wrong;
}

}  // namespace

// Logins are folded when they get here. What comes back from a worker was admitted when it was sent
// there. A browser in which the password was right before has an allowance of its own: guesses from
// its address do not hold it up.
std::optional<Refusal> Decider::admit_guess(const Heard& heard) {
  if (const auto* start = get_if<StartByPassword>(&heard.request.command)) {
    if (start->match != Match::unchecked) return std::nullopt;
    if (is_known_browser(*start)) return std::nullopt;
  }
  return admission_.guess(place_of(heard.address), clock_.now());
}

bool Decider::is_known_browser(const StartByPassword& start) const {
  const domain::Member* member = world_.member_of_login(start.login);
  return member != nullptr && member->browsers.contains(start.browser);
}

Guesses::Try Decider::try_of(const Heard& heard, const domain::Caller& caller) const {
  if (const auto* start = get_if<StartByPassword>(&heard.request.command)) {
    const bool known = is_known_browser(*start);
    return {start->login, known ? place_of(start->browser) : place_of(heard.address), known};
  }
  // Who has a session and guesses at its owner's password.
  return {"", "session " + std::to_string(caller.session.value), true};
}

void Decider::ask_worker(Heard& heard, const domain::Caller& caller) {
  PasswordTask task;
  const domain::Member* member = nullptr;
  if (auto* start = get_if<StartByPassword>(&heard.request.command)) {
    task.login = start->login;
    member = world_.member_of_login(start->login);
  } else if (auto* set = get_if<SetPassword>(&heard.request.command)) {
    member = world_.member(caller.member);
    task.login = set->login.empty() && member->credential ? member->credential->login : set->login;
  }
  if (member != nullptr && member->credential) task.credential = member->credential->hash;
  const Guesses::Try guess = try_of(heard, caller);
  if (const auto wait = guesses_.take(guess, clock_.now())) {
    metrics_.refused_rate.fetch_add(1, std::memory_order_relaxed);
    Refusal refusal{Reason::rate_limited};
    refusal.retry_ms = *wait;
    return refuse(heard, refusal);
  }
  task.heard = std::move(heard);
  if (passwords_.put(std::move(task))) return;
  heard = std::move(task.heard);
  guesses_.give_back(guess);
  metrics_.refused_overload.fetch_add(1, std::memory_order_relaxed);
  metrics_.passwords_refused.fetch_add(1, std::memory_order_relaxed);
  refuse(heard, overloaded(overloaded_retry_ms));
}

void Decider::note_guess(const Heard& heard, const domain::Decision& decision) {
  const auto* start = get_if<StartByPassword>(&heard.request.command);
  if (is_wrong_guess(decision)) {
    if (start != nullptr && is_known_browser(*start)) return;
    if (comes_in(heard.request.command)) {
      admission_.wrong_guess(place_of(heard.address), clock_.now());
    }
  } else if (start != nullptr && holds_alternative<Receipt>(decision.outcome)) {
    guesses_.right(try_of(heard, {}));
  }
}

// Those who come in and those who name themselves may not take the look of one who holds a duty.
// Whoever looks after a member answers for the name.
bool Decider::misleads(const Command& command, const domain::Caller& caller) {
  if (const auto* joins = get_if<StartByInvitation>(&command)) {
    return looks_.misleads(world_, joins->name, MemberId{});
  }
  const auto* renames = get_if<RenameMember>(&command);
  if (renames == nullptr) return false;
  const bool is_own = renames->member == MemberId{} || renames->member == caller.member;
  return is_own && looks_.misleads(world_, renames->name, caller.member);
}

}  // namespace xinqiao
