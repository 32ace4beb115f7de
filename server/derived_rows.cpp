#include "server/derived_rows.hpp"

#include "store/keys.hpp"
#include "store/record.hpp"

namespace xinqiao {
namespace {

namespace keys = store::keys;

void add_questions(const domain::Questions& questions, Rows& rows) {
  for (const auto& [place, row] : questions.all()) {
    rows.emplace(keys::question(row.room, row.question), store::encode_record(row));
  }
  for (const auto& [unit, counts] : questions.counts()) {
    rows.emplace(keys::question_counts(unit), store::encode_record(counts));
  }
}

}  // namespace

Rows rows_of(const domain::World& world, Rows rows) {
  add_questions(world.questions(), rows);
  for (const auto& [room, alert] : world.alerts().all()) {
    rows.emplace(keys::alert(room), store::encode_record(alert.row));
  }
  for (const auto& [room, talk] : world.talks().all()) {
    rows.emplace(keys::talk(room), store::encode_record(talk));
  }
  for (const auto& [id, room] : world.rooms()) {
    rows.emplace(keys::room(id), store::encode_record(room.row));
    if (const auto rules = world.rules_row(id)) {
      rows.emplace(keys::rules(id), store::encode_record(*rules));
    }
    for (const auto& [member, membership] : room.members) {
      rows.emplace(keys::membership(id, member),
                   store::encode_record(*world.membership_row(id, member)));
    }
  }
  for (const auto& [id, room] : world.rooms()) {
    if (const auto pins = world.pins_row(id)) {
      rows.emplace(keys::pins(id), store::encode_record(*pins));
    }
    if (room.release) rows.emplace(keys::release(id), store::encode_record(*room.release));
    if (const auto order = world.order_row(id)) {
      rows.emplace(keys::order(id), store::encode_record(*order));
    }
    for (const auto& [seq, notice] : room.notices) {
      rows.emplace(keys::notice(id, seq), store::encode_record(notice.row));
    }
  }
  for (const auto& [id, member] : world.members()) {
    // A member that events only mention has no row of its own: verify_events has said so.
    if (member.row.member == id) rows.emplace(keys::member(id), store::encode_record(member.row));
    if (const auto standing = world.standing_row(id)) {
      rows.emplace(keys::standing(id), store::encode_record(*standing));
    }
  }
  for (const auto& [id, unit] : world.organisation().units()) {
    if (const auto row = world.organisation().row_to_keep(id)) {
      rows.emplace(keys::unit(id), store::encode_record(*row));
    }
  }
  return rows;
}

}  // namespace xinqiao
