// What a command says, as one number: the kind and its fields, each with its length.
#include "server/domain/decide.hpp"

#include <bit>
#include <cstring>
#include <string_view>

namespace xinqiao::domain {
namespace {

// It tells a repeat from a mistake of the same device, so it need not withstand anybody's malice.
// Kept in receipts: a field that came later counts only where it is not at its default.
class Hash {
 public:
  void add(std::uint64_t value) {
    value_ = (value_ ^ value) * 0x9e3779b97f4a7c15ULL;  // 2^64 / golden ratio, odd
    value_ ^= value_ >> 32;
  }
  void add(std::string_view text) {
    add(text.size());
    for (; text.size() >= 8; text.remove_prefix(8)) add(eight_bytes(text.data()));
    add(little_endian(text));
  }
  std::uint64_t value() const { return value_; }

 private:
  static std::uint64_t eight_bytes(const char* bytes) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return std::endian::native == std::endian::little ? value : __builtin_bswap64(value);
  }
  static std::uint64_t little_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      value |= std::uint64_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i);
    }
    return value;
  }
  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

void hash_fields(Hash& hash, const AddMember& c) {
  hash.add(c.name);
  if (c.home != UnitId{}) hash.add(c.home.value);
}
void hash_fields(Hash& hash, const CreateRoom& c) {
  hash.add(c.title);
  const CreateRoom plain;
  if (c.unit == plain.unit && c.type == plain.type && c.access == plain.access &&
      c.past == plain.past) {
    return;
  }
  hash.add(c.unit.value);
  hash.add(static_cast<std::uint64_t>(c.type));
  hash.add(static_cast<std::uint64_t>(c.access));
  hash.add(static_cast<std::uint64_t>(c.past));
}
void hash_fields(Hash& hash, const JoinRoom& c) {
  hash.add(c.room.value);
}
void hash_fields(Hash& hash, const LeaveRoom& c) {
  hash.add(c.room.value);
}
void hash_fields(Hash& hash, const Post& c) {
  hash.add(c.room.value);
  hash.add(c.re.value_or(0));
  hash.add(c.text);
}
void hash_fields(Hash& hash, const Edit& c) {
  hash.add(c.room.value);
  hash.add(c.target);
  hash.add(c.text);
}
void hash_fields(Hash& hash, const Delete& c) {
  hash.add(c.room.value);
  hash.add(c.target);
}
void hash_fields(Hash& hash, const OpenDirect& c) {
  hash.add(c.member.value);
}
void hash_fields(Hash& hash, const RenameRoom& c) {
  hash.add(c.room.value);
  hash.add(c.title);
}
void hash_fields(Hash& hash, const SetRoomRules& c) {
  hash.add(c.room.value);
  hash.add(c.access ? static_cast<std::uint64_t>(*c.access) : 0);
  hash.add(c.past ? static_cast<std::uint64_t>(*c.past) : 0);
}
void hash_fields(Hash& hash, const ArchiveRoom& c) {
  hash.add(c.room.value);
  hash.add(std::uint64_t{c.archived});
}
void hash_fields(Hash& hash, const AddToRoom& c) {
  hash.add(c.room.value);
  for (const MemberId member : c.members) hash.add(member.value);
}
void hash_fields(Hash& hash, const RemoveFromRoom& c) {
  hash.add(c.room.value);
  hash.add(c.member.value);
}
void hash_fields(Hash& hash, const CreateUnit& c) {
  hash.add(c.parent.value);
  hash.add(c.name);
}
void hash_fields(Hash& hash, const RenameUnit& c) {
  hash.add(c.unit.value);
  hash.add(c.name);
}
void hash_fields(Hash& hash, const MoveUnit& c) {
  hash.add(c.unit.value);
  hash.add(c.parent.value);
}
void hash_fields(Hash& hash, const CloseUnit& c) {
  hash.add(c.unit.value);
}
void hash_fields(Hash& hash, const SetReception& c) {
  hash.add(c.unit.value);
  hash.add(std::uint64_t{c.on});
}
void hash_fields(Hash& hash, const SetHome& c) {
  hash.add(c.member.value);
  hash.add(c.unit.value);
}
void hash_fields(Hash& hash, const WelcomeMember& c) {
  hash.add(c.member.value);
}
void hash_fields(Hash& hash, const SetDuty& c) {
  hash.add(c.member.value);
  hash.add(c.unit.value);
  hash.add(static_cast<std::uint64_t>(c.duty));
  hash.add(std::uint64_t{c.held});
}
void hash_fields(Hash& hash, const SetActive& c) {
  hash.add(c.member.value);
  hash.add(std::uint64_t{c.active});
}
void hash_fields(Hash& hash, const PostNotice& c) {
  hash.add(c.room.value);
  hash.add(static_cast<std::uint64_t>(c.of));
  hash.add(c.title);
  hash.add(c.text);
  hash.add(static_cast<std::uint64_t>(c.at.value_or(Instant{}).ms));
}
void hash_fields(Hash& hash, const CancelNotice& c) {
  hash.add(c.room.value);
  hash.add(c.notice);
}
void hash_fields(Hash& hash, const Recall& c) {
  hash.add(c.room.value);
  hash.add(c.target);
}
void hash_fields(Hash& hash, const SetPin& c) {
  hash.add(c.room.value);
  hash.add(c.target);
  hash.add(std::uint64_t{c.on});
}
void hash_fields(Hash& hash, const Forward& c) {
  hash.add(c.room.value);
  hash.add(c.from.value);
  hash.add(c.seq);
}
void hash_fields(Hash& hash, const RenameMember& c) {
  hash.add(c.member.value);
  hash.add(c.name);
}
void hash_fields(Hash& hash, const EraseMember& c) {
  hash.add(c.member.value);
  hash.add(std::uint64_t{c.words});
}
void hash_fields(Hash& hash, const RemovePost& c) {
  hash.add(c.room.value);
  hash.add(c.target);
  hash.add(c.reason);
}
void hash_fields(Hash& hash, const MuteMember& c) {
  hash.add(c.room.value);
  hash.add(c.member.value);
  hash.add(c.minutes);
  hash.add(c.reason);
}
void hash_fields(Hash& hash, const UnmuteMember& c) {
  hash.add(c.room.value);
  hash.add(c.member.value);
}
void hash_fields(Hash& hash, const SetReadOnly& c) {
  hash.add(c.room.value);
  hash.add(std::uint64_t{c.on});
  hash.add(c.reason);
}
void hash_fields(Hash& hash, const MoveRelease& c) {
  hash.add(c.room.value);
  hash.add(static_cast<std::uint64_t>(c.move));
  hash.add(c.reason);
}
void hash_fields(Hash& hash, const RaiseAlert& c) {
  for (const UnitId unit : c.units) hash.add(unit.value);
  hash.add(std::uint64_t{c.drill});
  hash.add(c.title);
  hash.add(c.text);
  for (const std::string& option : c.options) hash.add(option);
}
void hash_fields(Hash& hash, const MoveAlert& c) {
  hash.add(static_cast<std::uint64_t>(c.move));
  hash.add(c.room.value);
  hash.add(c.text);
}
void hash_fields(Hash& hash, const AnswerAlert& c) {
  hash.add(c.room.value);
  hash.add(c.option);
}
void hash_fields(Hash& hash, const TickAlert& c) {
  hash.add(c.room.value);
  hash.add(c.member.value);
  hash.add(std::uint64_t{c.on});
}
void hash_fields(Hash& hash, const MoveQuestion& c) {
  hash.add(static_cast<std::uint64_t>(c.move));
  hash.add(c.room.value);
  hash.add(c.question);
  hash.add(c.unit.value);
  hash.add(c.text);
  hash.add(c.reason);
}
void hash_fields(Hash& hash, const AskTalk& c) {
  hash.add(c.unit.value);
  hash.add(c.listener.value);
  hash.add(c.package);
}
void hash_fields(Hash& hash, const MoveTalk& c) {
  hash.add(static_cast<std::uint64_t>(c.move));
  hash.add(c.room.value);
  hash.add(c.bytes);
}
template <class Unguarded>
void hash_fields(Hash&, const Unguarded&) {}

}  // namespace

std::uint64_t body_hash(const Command& command) {
  Hash hash;
  hash.add(command.index());
  visit([&](const auto& one) { hash_fields(hash, one); }, command);
  return hash.value();
}

}  // namespace xinqiao::domain
