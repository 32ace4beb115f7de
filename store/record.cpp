#include "store/record.hpp"

#include "protocol/limits.hpp"
#include "store/keys.hpp"
#include "store/record_bytes.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "protocol/variant.hpp"

namespace xinqiao::store {
namespace {

// What a mark holds, told once for writing and reading.
void fields(auto& io, As<Profile> auto& mark) {
  io(mark.name);
}
void fields(auto& io, As<Link> auto& mark) {
  io(mark.member, mark.expires, mark.claim, mark.session);
}
void fields(auto& io, As<Session> auto& mark) {
  io(mark.member, mark.token, mark.started, mark.device);
}
void fields(auto& io, As<ReadMark> auto& mark) {
  io(mark.seq, mark.n);
}
void fields(auto& io, As<OutboxReceipt> auto& mark) {
  io(mark.n, mark.receipt);
}
void fields(auto&, As<OutboxForgotten> auto&) {}
void fields(auto& io, As<KeyReceipt> auto& mark) {
  io(mark.receipt);
}
void fields(auto& io, As<ReactionMark> auto& mark) {
  io(mark.reaction);
}
void fields(auto&, As<Confirmation> auto&) {}
void fields(auto& io, As<ScheduledNotice> auto& mark) {
  io(mark.member, mark.room, mark.at, mark.of, mark.title, mark.text);
}
void fields(auto& io, As<Mention> auto& mark) {
  io(mark.at, mark.by);
}
void fields(auto& io, As<Credential> auto& mark) {
  io(mark.login, mark.hash, mark.set);
}
void fields(auto& io, As<Browser> auto& mark) {
  io(mark.seen);
}
void fields(auto& io, As<ResetLink> auto& mark) {
  io(mark.member);
}
void fields(auto& io, As<Invitation> auto& mark) {
  io(mark.by, mark.unit, mark.duty, mark.made, mark.expires, mark.uses, mark.used, mark.note,
     mark.revoked);
}
void fields(auto& io, As<Arrival> auto& mark) {
  io(mark.member, mark.session, mark.at);
}

void fields(auto& io, As<Erasing> auto& mark) {
  io(mark.room, mark.seq);
}

void fields(auto&, As<PresenceMark> auto&) {}
void fields(auto&, As<ListeningMark> auto&) {}
void fields(auto& io, As<AlertMark> auto& mark) {
  io(mark.unit, mark.reach, mark.option, mark.answered_at, mark.revisions, mark.ticked_by);
}
void fields(auto& io, As<AlertAudience> auto& mark) {
  io(mark.people);
}
void fields(auto& io, As<Report> auto& mark) {
  io(mark.room, mark.seq, mark.accused, mark.reporter, mark.unit, mark.at, mark.text, mark.reason,
     mark.outcome, mark.settled_by, mark.settled_at, mark.note);
}

template <std::size_t bytes>
void copy_bytes(std::string_view from, std::array<std::uint8_t, bytes>& to) {
  std::copy(from.begin(), from.begin() + bytes, to.begin());
}

constexpr std::size_t number_bytes = 8;

// Each takes from the key what the record does not repeat. False: the key is not of this kind.
bool take_key(std::string_view key, Profile& mark) {
  if (key.size() != 1 + number_bytes) return false;
  mark.member.value = keys::number(key, 1, 0);
  return true;
}
bool take_key(std::string_view key, Link& mark) {
  if (key.size() != 1 + mark.link.size()) return false;
  copy_bytes(key.substr(1), mark.link);
  return true;
}
bool take_key(std::string_view key, Session& mark) {
  if (key.size() != 1 + number_bytes) return false;
  mark.session.value = keys::number(key, 1, 0);
  return true;
}
bool take_key(std::string_view key, ReadMark& mark) {
  if (key.size() != 1 + 2 * number_bytes) return false;
  mark.member.value = keys::number(key, 1, 0);
  mark.room.value = keys::number(key, 1, 1);
  return true;
}
bool take_key(std::string_view key, OutboxReceipt& mark) {
  constexpr std::size_t around = 1 + number_bytes + 2;
  if (key.size() <= around || key.size() > around + limits::outbox_id_bytes_max) return false;
  if (key[key.size() - 2] != '\0') return false;
  mark.member.value = keys::number(key, 1, 0);
  mark.outbox = key.substr(1 + number_bytes, key.size() - around);
  return mark.outbox.find('\0') == std::string::npos;
}
bool take_key(std::string_view key, KeyReceipt& mark) {
  if (key.size() != 1 + number_bytes + mark.key.size()) return false;
  mark.member.value = keys::number(key, 1, 0);
  copy_bytes(key.substr(1 + number_bytes), mark.key);
  return true;
}
bool take_key(std::string_view key, ReactionMark& mark) {
  if (key.size() != 1 + 3 * number_bytes) return false;
  mark.room.value = keys::number(key, 1, 0);
  mark.target = keys::number(key, 1, 1);
  mark.member.value = keys::number(key, 1, 2);
  return mark.reaction >= 1 && mark.reaction <= limits::reactions.size();
}
bool take_key(std::string_view key, Confirmation& mark) {
  if (key.size() != 1 + 3 * number_bytes) return false;
  mark.room.value = keys::number(key, 1, 0);
  mark.seq = keys::number(key, 1, 1);
  mark.member.value = keys::number(key, 1, 2);
  return true;
}
bool take_key(std::string_view key, Mention& mark) {
  if (key.size() != 1 + 3 * number_bytes) return false;
  mark.member.value = keys::number(key, 1, 0);
  mark.room.value = keys::number(key, 1, 1);
  mark.seq = keys::number(key, 1, 2);
  return true;
}
bool take_key(std::string_view key, ScheduledNotice& mark) {
  if (key.size() != 1 + number_bytes) return false;
  mark.notice = keys::number(key, 1, 0);
  return true;
}

bool take_key(std::string_view key, Credential& mark) {
  if (key.size() != 1 + number_bytes) return false;
  mark.member.value = keys::number(key, 1, 0);
  return true;
}
bool take_key(std::string_view key, Erasing& mark) {
  if (key.size() != 1 + number_bytes) return false;
  mark.member.value = keys::number(key, 1, 0);
  return true;
}
bool take_key(std::string_view key, PresenceMark& mark) {
  if (key.size() != 1 + number_bytes) return false;
  mark.member.value = keys::number(key, 1, 0);
  return true;
}
bool take_key(std::string_view key, ListeningMark& mark) {
  if (key.size() != 1 + number_bytes) return false;
  mark.member.value = keys::number(key, 1, 0);
  return true;
}
bool take_key(std::string_view key, AlertMark& mark) {
  if (key.size() != 1 + 2 * number_bytes) return false;
  mark.room.value = keys::number(key, 1, 0);
  mark.member.value = keys::number(key, 1, 1);
  return true;
}
bool take_key(std::string_view key, AlertAudience& mark) {
  if (key.size() != 1 + number_bytes) return false;
  mark.room.value = keys::number(key, 1, 0);
  return true;
}
bool take_key(std::string_view key, Report& mark) {
  if (key.size() != 1 + number_bytes) return false;
  mark.report = keys::number(key, 1, 0);
  return true;
}
bool take_key(std::string_view key, Browser& mark) {
  if (key.size() != 1 + number_bytes + mark.browser.size()) return false;
  mark.member.value = keys::number(key, 1, 0);
  copy_bytes(key.substr(1 + number_bytes), mark.browser);
  return true;
}
bool take_key(std::string_view key, ResetLink& mark) {
  if (key.size() != 1 + mark.link.size()) return false;
  copy_bytes(key.substr(1), mark.link);
  return true;
}
bool take_key(std::string_view key, Invitation& mark) {
  if (key.size() != 1 + mark.invitation.size()) return false;
  copy_bytes(key.substr(1), mark.invitation);
  return true;
}
bool take_key(std::string_view key, Arrival& mark) {
  if (key.size() != 1 + mark.invitation.size() + mark.claim.size()) return false;
  copy_bytes(key.substr(1), mark.invitation);
  copy_bytes(key.substr(1 + mark.invitation.size()), mark.claim);
  return true;
}

template <class Kind>
std::optional<KeptMark> decode_as(std::string_view key, std::string_view record) {
  Kind mark;
  Position position = 0;
  RecordReader reader(body_of(record));
  reader(position);
  fields(reader, mark);
  if (!take_key(key, mark) || !is_known(record) || !reader.is_done()) return std::nullopt;
  // The slot of a receipt follows from its n: a record that moved is refused.
  if (mark_key(mark) != key) return std::nullopt;
  return KeptMark{.position = position, .mark = std::move(mark)};
}

struct KeyOf {
  std::string operator()(const Profile& mark) const { return keys::profile(mark.member); }
  std::string operator()(const Link& mark) const { return keys::link(mark.link); }
  std::string operator()(const Session& mark) const { return keys::session(mark.session); }
  std::string operator()(const ReadMark& mark) const {
    return keys::read_mark(mark.member, mark.room);
  }
  std::string operator()(const OutboxReceipt& mark) const {
    return keys::receipt(mark.member, mark.outbox, mark.n);
  }
  std::string operator()(const OutboxForgotten& mark) const {
    return keys::outbox(mark.member, mark.outbox);
  }
  std::string operator()(const KeyReceipt& mark) const {
    return keys::key_receipt(mark.member, mark.key);
  }
  std::string operator()(const ReactionMark& mark) const {
    return keys::reaction(mark.room, mark.target, mark.member);
  }
  std::string operator()(const Confirmation& mark) const {
    return keys::confirmation(mark.room, mark.seq, mark.member);
  }
  std::string operator()(const Mention& mark) const {
    return keys::mention(mark.member, mark.room, mark.seq);
  }
  std::string operator()(const ScheduledNotice& mark) const { return keys::scheduled(mark.notice); }
  std::string operator()(const Credential& mark) const { return keys::credential(mark.member); }
  std::string operator()(const Erasing& mark) const { return keys::erasing(mark.member); }
  std::string operator()(const PresenceMark& mark) const { return keys::presence(mark.member); }
  std::string operator()(const ListeningMark& mark) const { return keys::listening(mark.member); }
  std::string operator()(const AlertMark& mark) const {
    return keys::alert_mark(mark.room, mark.member);
  }
  std::string operator()(const AlertAudience& mark) const {
    return keys::alert_audience(mark.room);
  }
  std::string operator()(const Report& mark) const { return keys::report(mark.report); }
  std::string operator()(const Browser& mark) const {
    return keys::browser(mark.member, mark.browser);
  }
  std::string operator()(const ResetLink& mark) const { return keys::reset_link(mark.link); }
  std::string operator()(const Invitation& mark) const { return keys::invitation(mark.invitation); }
  std::string operator()(const Arrival& mark) const {
    return keys::arrival({mark.invitation, mark.claim});
  }
};

}  // namespace

std::string mark_key(const Mark& mark) {
  return visit(KeyOf{}, mark);
}

bool removes(const Mark& mark) {
  return visit(
      [](const auto& kind) {
        using Kind = std::remove_cvref_t<decltype(kind)>;
        if constexpr (std::same_as<Kind, OutboxForgotten>) return true;
        if constexpr (requires { kind.gone; }) return kind.gone;
        return false;
      },
      mark);
}

std::string encode_mark(const Mark& mark, Position position) {
  std::string out;
  out.reserve(record_bytes_usual);
  out.push_back(static_cast<char>(version));
  RecordWriter writer(out);
  writer(position);
  visit([&writer](const auto& kind) { fields(writer, kind); }, mark);
  return out;
}

void add_mark(Batch& batch, const Mark& mark, Position position) {
  if (const auto* forgotten = get_if<OutboxForgotten>(&mark)) {
    for (std::uint64_t slot = 0; slot < limits::outbox_window; ++slot) {
      batch.erase(Family::marks, keys::receipt(forgotten->member, forgotten->outbox, slot));
    }
  } else if (removes(mark)) {
    batch.erase(Family::marks, mark_key(mark));
    // What was said of a link goes with it.
    if (const auto* link = get_if<Link>(&mark)) {
      batch.erase(Family::marks, keys::reset_link(link->link));
    }
  } else {
    batch.put(Family::marks, mark_key(mark), encode_mark(mark, position));
  }
}

std::optional<KeptMark> decode_mark(std::string_view key, std::string_view record) {
  if (key.empty()) return std::nullopt;
  switch (key[0]) {
    case 'f':
      return decode_as<Profile>(key, record);
    case 'l':
      return decode_as<Link>(key, record);
    case 's':
      return decode_as<Session>(key, record);
    case 'w':
      return decode_as<ReadMark>(key, record);
    case 'o':
      return decode_as<OutboxReceipt>(key, record);
    case 'k':
      return decode_as<KeyReceipt>(key, record);
    case 'r':
      return decode_as<ReactionMark>(key, record);
    case 'y':
      return decode_as<Confirmation>(key, record);
    case 'n':
      return decode_as<ScheduledNotice>(key, record);
    case 'a':
      return decode_as<Mention>(key, record);
    case 'c':
      return decode_as<Credential>(key, record);
    case 'd':
      return decode_as<Browser>(key, record);
    case 'v':
      return decode_as<ResetLink>(key, record);
    case 'i':
      return decode_as<Invitation>(key, record);
    case 'x':
      return decode_as<Erasing>(key, record);
    case 'p':
      return decode_as<PresenceMark>(key, record);
    case 'g':
      return decode_as<ListeningMark>(key, record);
    case 'e':
      return decode_as<AlertAudience>(key, record);
    case 't':
      return decode_as<AlertMark>(key, record);
    case 'b':
      return decode_as<Report>(key, record);
    case 'j':
      return decode_as<Arrival>(key, record);
    default:
      return std::nullopt;
  }
}

}  // namespace xinqiao::store
