#include "server/domain/due.hpp"

#include "protocol/limits.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

void append_number(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

std::uint64_t number_at(const std::string& what, std::size_t from) {
  std::uint64_t value = 0;
  for (std::size_t i = from; i < from + 8; ++i) {
    value = (value << 8) | static_cast<std::uint8_t>(what[i]);
  }
  return value;
}

}  // namespace

std::string due_of_link(const TokenHash& link) {
  return "l" + std::string(link.begin(), link.end());
}

std::string due_of_key(MemberId member, const RepeatKey& key) {
  std::string what = "k";
  append_number(what, member.value);
  return what.append(key.begin(), key.end());
}

std::string due_of_outbox(MemberId member, const OutboxId& outbox) {
  std::string what = "o";
  append_number(what, member.value);
  return what.append(outbox);
}

std::string due_of_welcome(MemberId member) {
  std::string what = "w";
  append_number(what, member.value);
  return what;
}

std::string due_of_scheduled(std::uint64_t notice) {
  std::string what = "n";
  append_number(what, notice);
  return what;
}

std::string due_of_confirmations(RoomId room, Seq seq) {
  std::string what = "y";
  append_number(what, room.value);
  append_number(what, seq);
  return what;
}

std::optional<std::uint64_t> scheduled_of(const std::string& what) {
  if (what[0] != 'n') return std::nullopt;
  return number_at(what, 1);
}

std::optional<NoticePlace> confirmations_of(const std::string& what) {
  if (what[0] != 'y') return std::nullopt;
  return NoticePlace{RoomId{number_at(what, 1)}, number_at(what, 9)};
}

std::string due_of_invitation(const TokenHash& invitation) {
  return "i" + std::string(invitation.begin(), invitation.end());
}

std::string due_of_arrival(const TokenHash& invitation, const TokenHash& claim) {
  return "j" + std::string(invitation.begin(), invitation.end()).append(claim.begin(), claim.end());
}

std::string due_of_report(std::uint64_t report) {
  std::string what = "b";
  append_number(what, report);
  return what;
}

std::optional<MemberId> welcome_of(const std::string& what) {
  if (what[0] != 'w') return std::nullopt;
  return MemberId{number_at(what, 1)};
}

Mark forget(const std::string& what) {
  if (what[0] == 'l') {
    Link link;
    std::copy_n(what.begin() + 1, link.link.size(), link.link.begin());
    link.gone = true;
    return link;
  }
  if (what[0] == 'i') {
    Invitation invitation;
    std::copy_n(what.begin() + 1, invitation.invitation.size(), invitation.invitation.begin());
    invitation.gone = true;
    return invitation;
  }
  if (what[0] == 'j') {
    Arrival arrival;
    const auto claim = what.begin() + 1 + static_cast<std::ptrdiff_t>(arrival.invitation.size());
    std::copy(what.begin() + 1, claim, arrival.invitation.begin());
    std::copy(claim, what.end(), arrival.claim.begin());
    arrival.gone = true;
    return arrival;
  }
  if (what[0] == 'b') {
    Report report;
    report.report = number_at(what, 1);
    report.gone = true;
    return report;
  }
  const MemberId member{number_at(what, 1)};
  if (what[0] == 'k') {
    KeyReceipt receipt;
    receipt.member = member;
    std::copy_n(what.begin() + 9, receipt.key.size(), receipt.key.begin());
    receipt.gone = true;
    return receipt;
  }
  return OutboxForgotten{member, what.substr(9)};
}

Instant report_deadline(Instant settled) {
  return {settled.ms + limits::report_kept_ms};
}

Instant invitation_deadline(Instant expires) {
  return {expires.ms + limits::invitation_kept_ms};
}

Instant welcome_deadline(Instant waiting_since, Instant reception_since) {
  return {std::max(waiting_since, reception_since).ms + limits::welcome_ms};
}

Instant confirmation_deadline(Instant posted) {
  return {posted.ms + limits::confirmation_ms};
}

Instant outbox_deadline(Instant last_used) {
  constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;
  const std::int64_t due = last_used.ms + limits::outbox_idle_ms;
  return {(due + day_ms - 1) / day_ms * day_ms};
}

}  // namespace xinqiao::domain
