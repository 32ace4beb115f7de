#include "server/recovery.hpp"

#include "server/plant.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

namespace xinqiao {
namespace {

using store::Family;
using store::Status;
namespace keys = store::keys;

Status unreadable(std::string_view what) {
  return Status::error(store::Fault::corrupted, "a row of the store cannot be read (" +
                                                    std::string(what) +
                                                    "); run `xinqiao verify` on a copy");
}

std::uint64_t meta_number(const store::Log& log, std::string_view key) {
  const auto bytes = log.get(Family::meta, key);
  return bytes && bytes->size() == 8 ? keys::number(*bytes, 0, 0) : 0;
}

// Visits all rows whose key begins with this letter; `load` says whether it could read one.
template <class Load>
Status load_all(const store::Log& log, Family family, std::string_view letter, Load load) {
  bool readable = true;
  const Status status = log.walk(family, letter, keys::after_prefix(letter),
                                 [&](std::string_view key, std::string_view record) {
                                   readable = load(key, record);
                                   return readable;
                                 });
  if (!status.is_ok()) return status;
  return readable ? Status::ok() : unreadable(letter);
}

std::optional<RoomRow> decode_room(std::string_view record) {
  auto room = store::decode_room(record);
  if (is_planted("reuse_seq") && room && room->last_seq > 2) --room->last_seq;
  return room;
}

Status load_rows(const store::Log& log, domain::World& world) {
  const auto into_world = [&](auto decode) {
    return [&world, decode](std::string_view, std::string_view record) {
      const auto row = decode(record);
      if (row) world.load(*row);
      return row.has_value();
    };
  };
  Status status = load_all(log, Family::rows, "p", into_world(store::decode_member));
  if (status.is_ok()) status = load_all(log, Family::rows, "r", into_world(decode_room));
  if (status.is_ok()) {
    status = load_all(log, Family::rows, "m", into_world(store::decode_membership));
  }
  if (status.is_ok()) status = load_all(log, Family::rows, "q", into_world(store::decode_rules));
  if (status.is_ok()) status = load_all(log, Family::rows, "u", into_world(store::decode_unit));
  if (status.is_ok()) {
    status = load_all(log, Family::rows, "h", into_world(store::decode_standing));
  }
  if (status.is_ok()) status = load_all(log, Family::rows, "n", into_world(store::decode_notice));
  if (status.is_ok()) status = load_all(log, Family::rows, "i", into_world(store::decode_pins));
  if (status.is_ok()) status = load_all(log, Family::rows, "o", into_world(store::decode_order));
  if (status.is_ok()) status = load_all(log, Family::rows, "l", into_world(store::decode_release));
  if (status.is_ok()) status = load_all(log, Family::rows, "k", into_world(store::decode_question));
  if (status.is_ok()) {
    status = load_all(log, Family::rows, "g", into_world(store::decode_question_counts));
  }
  if (status.is_ok()) status = load_all(log, Family::rows, "j", into_world(store::decode_alert));
  // After the standings: who is erased has talks to be forgotten.
  if (status.is_ok()) status = load_all(log, Family::rows, "t", into_world(store::decode_talk));
  return status;
}

}  // namespace

Status load_world(const store::Log& log, domain::World& world, Start& start) {
  Status status = load_rows(log, world);
  // Reactions stay in the store: the world does not know them. Memberships first, and seats in the
  // rooms of alerts: a read mark is a mark of one who is in the room.
  for (const std::string_view letter : {"f", "l", "s", "e", "t", "w", "o", "k", "y", "n",
                                        "a", "c", "d", "v", "i", "j", "x", "p", "g", "b"}) {
    if (!status.is_ok()) return status;
    status =
        load_all(log, Family::marks, letter, [&](std::string_view key, std::string_view record) {
          const auto kept = store::decode_mark(key, record);
          if (kept) world.apply(kept->mark, kept->position);
          return kept.has_value();
        });
  }
  if (!status.is_ok()) return status;
  world.load_counters({meta_number(log, keys::next_member)}, {meta_number(log, keys::next_room)},
                      {meta_number(log, keys::next_session)});
  world.load_unit_counter({meta_number(log, keys::next_unit)});
  start.position = meta_number(log, keys::position);
  start.at = {static_cast<std::int64_t>(meta_number(log, keys::at))};
  start.epoch = log.get(Family::meta, keys::epoch).value_or("");
  return Status::ok();
}

}  // namespace xinqiao
