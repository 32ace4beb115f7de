#include "store/keys.hpp"

#include "protocol/limits.hpp"

#include <array>
#include <initializer_list>

namespace xinqiao::store::keys {
namespace {

std::string key_of(std::string_view prefix, std::initializer_list<std::uint64_t> numbers) {
  std::string key;
  key.reserve(prefix.size() + numbers.size() * 8 + 40);
  key.append(prefix);
  for (const std::uint64_t number : numbers) append_number(key, number);
  return key;
}

template <std::size_t bytes>
void append_bytes(std::string& out, const std::array<std::uint8_t, bytes>& value) {
  out.append(reinterpret_cast<const char*>(value.data()), value.size());
}

}  // namespace

std::string event(RoomId room, Seq seq) {
  return key_of("", {room.value, seq});
}

std::string room(RoomId room) {
  return key_of("r", {room.value});
}

std::string membership(RoomId room, MemberId member) {
  return key_of("m", {room.value, member.value});
}

std::string member(MemberId member) {
  return key_of("p", {member.value});
}

std::string rules(RoomId room) {
  return key_of("q", {room.value});
}

std::string unit(UnitId unit) {
  return key_of("u", {unit.value});
}

std::string standing(MemberId member) {
  return key_of("h", {member.value});
}

std::string notice(RoomId room, Seq seq) {
  return key_of("n", {room.value, seq});
}

std::string pins(RoomId room) {
  return key_of("i", {room.value});
}

std::string order(RoomId room) {
  return key_of("o", {room.value});
}
std::string release(RoomId room) {
  return key_of("l", {room.value});
}

std::string alert(RoomId room) {
  return key_of("j", {room.value});
}

std::string alert_audience(RoomId room) {
  return key_of("e", {room.value});
}

std::string alert_mark(RoomId room, MemberId member) {
  return key_of("t", {room.value, member.value});
}

std::string talk(RoomId room) {
  return key_of(talks, {room.value});
}

std::string listening(MemberId member) {
  return key_of("g", {member.value});
}

std::string forgotten(RoomId room) {
  return key_of(forgotten_talks, {room.value});
}

std::string question(RoomId room, Seq seq) {
  return key_of("k", {room.value, seq});
}

std::string closed_question(RoomId room, Seq seq) {
  return key_of("z", {room.value, seq});
}

std::string question_counts(UnitId unit) {
  return key_of("g", {unit.value});
}

std::string profile(MemberId member) {
  return key_of("f", {member.value});
}

std::string link(const TokenHash& link) {
  std::string key = "l";
  append_bytes(key, link);
  return key;
}

std::string session(SessionId session) {
  return key_of("s", {session.value});
}

std::string read_mark(MemberId member, RoomId room) {
  return key_of("w", {member.value, room.value});
}

std::string outbox(MemberId member, std::string_view outbox) {
  std::string key = key_of("o", {member.value});
  key.append(outbox).push_back('\0');
  return key;
}

std::string receipt(MemberId member, std::string_view outbox, std::uint64_t n) {
  std::string key = keys::outbox(member, outbox);
  key.push_back(static_cast<char>(n % limits::outbox_window));
  return key;
}

std::string key_receipt(MemberId member, const RepeatKey& key) {
  std::string out = key_of("k", {member.value});
  append_bytes(out, key);
  return out;
}

std::string reaction(RoomId room, Seq target, MemberId member) {
  return key_of("r", {room.value, target, member.value});
}

std::string reactions(RoomId room, Seq target) {
  return key_of("r", {room.value, target});
}

std::string confirmation(RoomId room, Seq seq, MemberId member) {
  return key_of("y", {room.value, seq, member.value});
}

std::string mention(MemberId member, RoomId room, Seq seq) {
  return key_of("a", {member.value, room.value, seq});
}

std::string scheduled(std::uint64_t notice) {
  return key_of("n", {notice});
}

std::string totals(RoomId room, Seq target) {
  return key_of("t", {room.value, target});
}

std::string credential(MemberId member) {
  return key_of("c", {member.value});
}

std::string browser(MemberId member, const TokenHash& browser) {
  std::string key = key_of("d", {member.value});
  append_bytes(key, browser);
  return key;
}

std::string reset_link(const TokenHash& link) {
  std::string key = "v";
  append_bytes(key, link);
  return key;
}

std::string invitation(const TokenHash& invitation) {
  std::string key = "i";
  append_bytes(key, invitation);
  return key;
}

std::string arrival(const ArrivalKey& of) {
  std::string key = "j";
  append_bytes(key, of.invitation);
  append_bytes(key, of.claim);
  return key;
}

std::string erasing(MemberId member) {
  return key_of("x", {member.value});
}

std::string presence(MemberId member) {
  return key_of("p", {member.value});
}

std::string report(std::uint64_t report) {
  return key_of(reports, {report});
}

std::string edit(RoomId room, Seq target, Seq seq) {
  return key_of("e", {room.value, target, seq});
}

std::uint64_t number(std::string_view key, std::size_t prefix, std::size_t index) {
  std::uint64_t value = 0;
  for (const char byte : key.substr(prefix + index * 8, 8)) {
    value = value << 8 | static_cast<std::uint8_t>(byte);
  }
  return value;
}

std::string after_prefix(std::string_view prefix) {
  std::string after(prefix);
  while (!after.empty() && after.back() == '\xff') after.pop_back();
  if (!after.empty()) ++after.back();
  return after;
}

void append_number(std::string& out, std::uint64_t value) {
  char bytes[8];
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(value >> (56 - 8 * i));
  out.append(bytes, 8);
}

std::string number_value(std::uint64_t value) {
  return key_of("", {value});
}

}  // namespace xinqiao::store::keys
