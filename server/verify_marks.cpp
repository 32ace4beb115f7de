#include "server/verify_marks.hpp"

#include "protocol/decode.hpp"
#include "protocol/limits.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "protocol/variant.hpp"

namespace xinqiao {
namespace {

using store::Family;
using store::Order;
namespace keys = store::keys;

std::string member_name(MemberId member) {
  return "member " + std::to_string(member.value);
}

class MarkCheck {
 public:
  MarkCheck(const store::Log& log, const domain::World& world, Problems& problems)
      : log_(log), world_(world), problems_(problems) {
    for (const auto& [id, member] : world.members()) erased_ += domain::is_erased(member) ? 1 : 0;
  }

  void see(const Mark& mark) {
    visit([this](const auto& kind) { check(kind); }, mark);
  }

  // After the last mark.
  void finish() {
    end_ring();
    for (const auto& [room, alert] : world_.alerts().all()) {
      const std::uint64_t people = alert_people_[room].size();
      const std::string which = "the alert in room " + std::to_string(room.value);
      if (people > alert.row.targeted) {
        problems_.add(which + " has more people than it was raised for");
      } else if (people + erased_ < alert.row.targeted) {
        problems_.add(which + " has lost some of its people");
      }
    }
  }

 private:
  void check(const Profile& mark) {
    require_member(mark.member, "a name");
    const domain::Member* member = world_.member(mark.member);
    if (member != nullptr && member->standing.welcome == Welcome::erased) {
      problems_.add(member_name(mark.member) + " is erased, and has a name");
    }
  }
  void check(const Link& mark) { require_member(mark.member, "a sign-in link"); }
  void check(const Session& mark) {
    require_member(mark.member, "session " + std::to_string(mark.session.value));
  }
  void check(const ReadMark& mark) {
    const std::string what = "a read mark in room " + std::to_string(mark.room.value);
    require_member(mark.member, what);
    const domain::Room* room = world_.room(mark.room);
    if (room == nullptr) {
      problems_.add(member_name(mark.member) + " has " + what + ", which does not exist");
    } else if (mark.seq > room->row.last_seq || mark.n != ordinal_at(mark.room, mark.seq)) {
      problems_.add(member_name(mark.member) + " has " + what + " that does not fit its events");
    }
  }
  void check(const OutboxReceipt& mark) {
    if (mark.member != ring_.member || mark.outbox != ring_.outbox) {
      end_ring();
      require_member(mark.member, "a receipt");
      ring_.member = mark.member;
      ring_.outbox = mark.outbox;
    }
    ring_.counters.insert(mark.n);
    check_receipt(mark.member, mark.receipt);
  }
  void check(const OutboxForgotten&) {}
  void check(const KeyReceipt& mark) {
    require_member(mark.member, "a receipt");
    check_receipt(mark.member, mark.receipt);
  }

  void check(const ReactionMark& mark) {
    const std::string what = "a reaction in room " + std::to_string(mark.room.value);
    require_member(mark.member, what);
    const auto bytes = log_.get(Family::events, keys::event(mark.room, mark.target));
    Event event;
    if (bytes && decoder_.event(*bytes, event) && is_post(event.body)) return;
    problems_.add(member_name(mark.member) + " has " + what + " to what is no post");
  }
  void check(const Confirmation& mark) {
    const std::string what = "a confirmation in room " + std::to_string(mark.room.value);
    require_member(mark.member, what);
    const domain::Notice* notice = world_.notice(mark.room, mark.seq);
    const bool is_open =
        notice != nullptr && notice->row.of == NoticeClass::must_confirm && !notice->row.closed;
    if (!is_open)
      problems_.add(member_name(mark.member) + " has " + what + " that nobody asks for");
  }
  void check(const Mention& mark) {
    const std::string what = "a mention in room " + std::to_string(mark.room.value);
    require_member(mark.member, what);
    const domain::Room* room = world_.room(mark.room);
    if (room != nullptr && mark.seq >= 1 && mark.seq <= room->row.last_seq) return;
    problems_.add(member_name(mark.member) + " has " + what + " that is not there");
  }
  void check(const ScheduledNotice& mark) {
    require_member(mark.member, "a notice that waits");
    if (world_.room(mark.room) != nullptr) return;
    problems_.add("a notice waits for room " + std::to_string(mark.room.value) +
                  ", which does not exist");
  }

  void check(const Credential& mark) {
    require_member(mark.member, "a password");
    if (!logins_.insert(mark.login).second) {
      problems_.add(member_name(mark.member) + " has a login that somebody else has, too");
    }
  }
  void check(const Browser& mark) { require_member(mark.member, "a known browser"); }
  void check(const ResetLink& mark) {
    require_member(mark.member, "a link to set a password");
    if (!log_.get(Family::marks, keys::link(mark.link))) {
      problems_.add(member_name(mark.member) + " has a mark of a sign-in link that is not there");
    }
  }
  void check(const Invitation& mark) {
    if (mark.used > mark.uses) problems_.add("an invitation was used more often than it may be");
    if (mark.by != MemberId{}) require_member(mark.by, "an invitation");
    if (mark.unit != UnitId{} && world_.organisation().unit(mark.unit) == nullptr) {
      problems_.add("an invitation is into unit " + std::to_string(mark.unit.value) +
                    ", which does not exist");
    }
  }
  void check(const Erasing& mark) {
    require_member(mark.member, "a deletion of words");
    const domain::Member* member = world_.member(mark.member);
    if (member != nullptr && member->standing.welcome != Welcome::erased) {
      problems_.add(member_name(mark.member) + " is not erased, and its words are being deleted");
    }
  }
  void check(const Arrival& mark) { require_member(mark.member, "an arrival by invitation"); }

  void check(const AlertMark& mark) {
    require_member(mark.member, "an alert");
    const domain::Alert* alert = world_.alerts().find(mark.room);
    if (alert == nullptr || mark.option > alert->row.options.size()) {
      problems_.add(member_name(mark.member) + " has a mark of an alert in room " +
                    std::to_string(mark.room.value) + " that does not fit it");
    }
    alert_people_[mark.room].insert(mark.member);
  }
  void check(const AlertAudience& mark) {
    if (world_.alerts().find(mark.room) == nullptr) {
      problems_.add("a list of people is of an alert in room " + std::to_string(mark.room.value) +
                    ", where there is none");
    }
    for (const AlertPerson& one : mark.people) {
      require_member(one.member, "an alert");
      alert_people_[mark.room].insert(one.member);
    }
  }
  void check(const ListeningMark& mark) {
    require_member(mark.member, "a duty as a listener");
    const domain::Member* member = world_.member(mark.member);
    const bool may_listen =
        member != nullptr && member->standing.active && domain::is_listener(member->standing);
    if (!may_listen) problems_.add(member_name(mark.member) + " is on duty, and no listener");
  }
  void check(const PresenceMark& mark) { require_member(mark.member, "a presence"); }
  void check(const Report& mark) {
    require_member(mark.reporter, "a report");
    require_member(mark.accused, "a report");
    const domain::Room* room = world_.room(mark.room);
    if (room == nullptr || mark.seq < 1 || mark.seq > room->row.last_seq) {
      problems_.add("a report is of event " + std::to_string(mark.seq) + " of room " +
                    std::to_string(mark.room.value) + ", which is not there");
    }
    if (mark.unit != UnitId{} && world_.organisation().unit(mark.unit) == nullptr) {
      problems_.add("a report is for unit " + std::to_string(mark.unit.value) +
                    ", which does not exist");
    }
  }

  void require_member(MemberId id, const std::string& what) {
    const domain::Member* member = world_.member(id);
    if (member != nullptr && member->row.member == id) return;
    problems_.add(what + " belongs to " + member_name(id) + ", who does not exist");
  }

  void check_receipt(MemberId of, const Receipt& receipt) {
    if (receipt.reason != Reason::none || receipt.seq == 0) return;
    const domain::Room* room = world_.room(receipt.room);
    if (room != nullptr && receipt.seq <= room->row.last_seq) return;
    problems_.add(member_name(of) + " has a receipt for event " + std::to_string(receipt.seq) +
                  " of room " + std::to_string(receipt.room.value) + ", which is not there");
  }

  // An outbox remembers its last counters without a hole.
  void end_ring() {
    const auto& counters = ring_.counters;
    if (!counters.empty()) {
      const std::uint64_t last = *counters.rbegin();
      const std::uint64_t due = std::min(last, limits::outbox_window);
      if (counters.size() != due || *counters.begin() != last - due + 1) {
        problems_.add(member_name(ring_.member) + " has an outbox with a hole before counter " +
                      std::to_string(last));
      }
    }
    ring_ = {};
  }

  Ordinal ordinal_at(RoomId room, Seq seq) {
    if (seq == 0) return 0;
    const auto bytes = log_.get(Family::events, keys::event(room, seq));
    Event event;
    return bytes && decoder_.event(*bytes, event) ? event.n : ~Ordinal{0};
  }

  struct Ring {
    MemberId member;
    OutboxId outbox;
    std::set<std::uint64_t> counters;
  };
  const store::Log& log_;
  const domain::World& world_;
  Problems& problems_;
  Decoder decoder_;
  std::set<std::string> logins_;
  Ring ring_;
  std::map<RoomId, std::set<MemberId>> alert_people_;
  std::uint64_t erased_ = 0;  // members, who leave each alert they were in
};

}  // namespace

void verify_marks(const store::Log& log, domain::World& world, Seen& seen, Problems& problems) {
  MarkCheck check(log, world, problems);
  SessionId last_session;
  const auto read = log.scan(Family::marks, "", "", Order::ascending, [&](auto key, auto record) {
    ++problems.report.marks;
    const auto kept = store::decode_mark(key, record);
    if (!kept) {
      problems.add("a mark of kind '" + std::string(key.substr(0, 1)) + "' cannot be read");
      return true;
    }
    seen.position = std::max(seen.position, kept->position);
    check.see(kept->mark);
    if (const auto* session = get_if<Session>(&kept->mark)) {
      last_session = std::max(last_session, session->session);
    }
    return true;
  });
  check.finish();
  problems.add_unreadable("marks", read);
  world.load_counters({}, {}, {last_session.value + 1});
}

}  // namespace xinqiao
