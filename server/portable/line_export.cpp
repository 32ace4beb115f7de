#include "server/portable/line_export.hpp"

#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "server/portable/line_chain.hpp"
#include "server/portable/selection.hpp"
#include "server/recovery.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

#include <optional>
#include <utility>

#include "protocol/variant.hpp"

namespace xinqiao::portable {
namespace {

using store::Family;
using store::Order;
using store::Status;
namespace keys = store::keys;

class LineExport {
 public:
  LineExport(const store::Log& log, const ExportOrder& order, const Sink& sink)
      : log_(log), order_(order), sink_(sink) {}

  Status run(Exported& done) {
    if (Status loaded = load_world(log_, world_, start_); !loaded.is_ok()) return loaded;
    done_.head = head();
    // The first line has a check of its own: of two exports of the same words it alone differs.
    const std::string first = exported::encode_line(done_.head);
    status_ = sink_(first);
    if (status_.is_ok()) status_ = sink_(exported::encode_line(check_of_first(first)));
    say_organisation();
    for (const auto& [id, room] : world_.rooms()) {
      if (id != organisation_room && is_exported(room)) say_room(room);
    }
    say_mentions();
    done_.end.lines = chain_.lines();
    done_.end.sha256 = chain_.next();
    if (status_.is_ok()) status_ = sink_(exported::encode_line(done_.end));
    done = std::move(done_);
    return status_;
  }

 private:
  exported::Head head() const {
    exported::Head head;
    head.version = order_.version;
    head.made = order_.made;
    head.epoch = start_.epoch;
    head.position = start_.position;
    head.next_member = world_.next_member();
    head.next_room = world_.next_room();
    head.next_unit = world_.organisation().next_unit();
    std::uint64_t held = 0;
    for (const auto& [id, room] : world_.rooms()) {
      if (id == organisation_room) continue;
      ++held;
      const Place place = place_of(room, order_.made);
      if (place == Place::exported && domain::needs_release(room)) ++head.released;
      ++(place == Place::exported ? head.rooms
         : place == Place::closed ? head.closed
         : place == Place::direct ? head.direct
                                  : head.talks);
    }
    // Every room that was ever made has an id below the next one.
    head.unknown = world_.next_room().value - 1 - held;
    head.reports = world_.reports().size();
    head.waiting_notices = world_.scheduled().size();
    return head;
  }

  bool is_exported(const domain::Room& room) const {
    return place_of(room, order_.made) == Place::exported;
  }

  // False: the export has come to an early end.
  bool say(std::string_view line) {
    if (!status_.is_ok()) return false;
    chain_.add(line);
    status_ = sink_(line);
    if (!status_.is_ok() || !chain_.is_due()) return status_.is_ok();
    status_ = sink_(exported::encode_line(exported::Check{chain_.lines(), chain_.next()}));
    return status_.is_ok();
  }

  void say_organisation() {
    for (const auto& [id, unit] : world_.organisation().units()) say(exported::encode_line(unit));
    for (const auto& [id, member] : world_.members()) {
      exported::Member line{id, member.name, {}, member.standing, member.presence, {}};
      if (member.credential) line.login = member.credential->login;
      line.erasing = erasing(id);
      if (say(exported::encode_line(line))) ++done_.end.members;
    }
    say_events(organisation_room);
  }

  std::optional<PostRef> erasing(MemberId member) const {
    if (!world_.is_erasing(member)) return std::nullopt;
    const auto record = log_.get(Family::marks, keys::erasing(member));
    const auto kept = record ? store::decode_mark(keys::erasing(member), *record) : std::nullopt;
    const auto* mark = kept ? get_if<Erasing>(&kept->mark) : nullptr;
    return mark == nullptr ? PostRef{} : PostRef{mark->room, mark->seq};
  }

  void say_room(const domain::Room& room) {
    const RoomId id = room.row.room;
    const exported::Room line{room.row, room.rules, room.members.size()};
    if (!say(exported::encode_line(line))) return;
    ++done_.end.rooms;
    for (const auto& [member, seat] : room.members) {
      exported::Seat one{id, member, seat.joined_seq, {}};
      // One who has set no mark has read nothing yet, wherever the watermark of a newcomer stands.
      if (seat.read_position != 0) {
        one.read = ReadMark{.member = member, .room = id, .seq = seat.read_seq, .n = seat.read_n};
      }
      if (!say(exported::encode_line(one))) return;
    }
    say_events(id);
    say_reactions(id);
    for (const auto& [seq, notice] : room.notices) {
      for (const MemberId member : notice.confirmers) {
        if (notice.row.closed) continue;  // the names are gone with the next tick
        say(exported::encode_line(Confirmation{.member = member, .room = id, .seq = seq}));
      }
    }
    const domain::Alert* alert = world_.alerts().find(id);
    if (alert == nullptr) return;
    for (const AlertMark& person : alert->people) {
      if (!say(exported::encode_line(person))) return;
    }
  }

  void say_events(RoomId room) {
    if (!status_.is_ok()) return;
    const std::string from = keys::event(room, 0);
    const std::string to = keys::event(RoomId{room.value + 1}, 0);
    Seq last = 0;
    const Status read =
        log_.scan(Family::events, from, to, Order::ascending, [&](auto key, auto bytes) {
          Event event;
          const bool is_whole = key.size() == 16 && keys::number(key, 0, 1) == last + 1 &&
                                decoder_.event(bytes, event) && event.room == room &&
                                event.seq == last + 1 && encode_event(event) == bytes;
          if (!is_whole) {
            status_ = damaged(room, last + 1);
            return false;
          }
          ++last;
          ++done_.end.events;
          return say(exported::event_line(bytes));
        });
    if (status_.is_ok()) status_ = read;
    const domain::Room* known = world_.room(room);
    const Seq due = known == nullptr ? 0 : known->row.last_seq;
    if (status_.is_ok() && last != due) status_ = damaged(room, last + 1);
  }

  static Status damaged(RoomId room, Seq seq) {
    return Status::error(store::Fault::corrupted,
                         "room " + std::to_string(room.value) + ": event " + std::to_string(seq) +
                             " is not there, or cannot be read: run `xinqiao verify`, and export a "
                             "backup if it is damaged");
  }

  void say_reactions(RoomId room) {
    if (!status_.is_ok()) return;
    const std::string from = keys::reactions(room, 0);
    const std::string to = keys::reactions(RoomId{room.value + 1}, 0);
    const Status read =
        log_.scan(Family::marks, from, to, Order::ascending, [&](auto key, auto record) {
          const auto kept = store::decode_mark(key, record);
          const auto* mark = kept ? get_if<ReactionMark>(&kept->mark) : nullptr;
          if (mark != nullptr) return say(exported::encode_line(*mark));
          status_ = Status::error(store::Fault::corrupted,
                                  "a reaction in room " + std::to_string(room.value) +
                                      " cannot be read: run `xinqiao verify`");
          return false;
        });
    if (status_.is_ok()) status_ = read;
  }

  void say_mentions() {
    for (const auto& [id, member] : world_.members()) {
      for (const auto& [place, mentioned] : member.mentions) {
        const domain::Room* room = world_.room(place.first);
        if (room == nullptr || !is_exported(*room)) continue;
        say(exported::encode_line(Mention{.member = id,
                                          .room = place.first,
                                          .seq = place.second,
                                          .at = mentioned.at,
                                          .by = mentioned.by}));
      }
    }
  }

  const store::Log& log_;
  const ExportOrder& order_;
  const Sink& sink_;
  domain::World world_;
  Start start_;
  LineChain chain_;
  Decoder decoder_;
  Status status_;
  Exported done_;
};

}  // namespace

exported::Check check_of_first(std::string_view line) {
  return {0, store::sha256_hex(line)};
}

Status export_lines(const store::Log& log, const ExportOrder& order, const Sink& sink,
                    Exported& done) {
  return LineExport(log, order, sink).run(done);
}

}  // namespace xinqiao::portable
