// Questions to the world: const, bounded, answered in JSON once what they saw is kept.
// Threading: decider thread.
#pragma once

#include <string>

#include "protocol/encode.hpp"
#include "protocol/encode_talk.hpp"
#include "protocol/variant.hpp"
#include "server/domain/decide.hpp"
#include "server/domain/world.hpp"

namespace xinqiao {

// What every answer needs to know besides the world.
struct Moment {
  std::string_view epoch;
  Instant now;
  Position position{};
  double commands_per_second{};
};

RoomSummary room_summary(const domain::World& world, const domain::Room& room, MemberId member);
Whoami whoami(const domain::World& world, const domain::Caller& caller);

// The result object, or a refusal.
using Reply = variant<std::string, Refusal>;

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const Me& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListSessions& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const NameMembers& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListRooms& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListMembers& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const Ping& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const Boot& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const Tree& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListPeople& query);

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListConfirmations& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListScheduled& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListMentions& query);

// How many have read what stands at `seq`, of those who may: the active members who see it, without
// its author. One who has set no watermark since coming in has not read it. Takes as long as the
// room has members.
ReadCount read_count(const domain::World& world, const domain::Room& room, Seq seq,
                     MemberId author);

// What the world knows of a post that is a notice: its counts. Of any other, its seq alone.
PostTotals notice_totals(const domain::World& world, RoomId room, Seq seq);
// The same of all notices that a page of history may hold, with what is the member's own.
std::vector<PostTotals> notices_near(const domain::Room& room, MemberId member,
                                     const History& query);

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListInvitations& query);

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListReports& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListOwnReports& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const CountQuestions& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const CountAudience& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListAlerts& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const RollAlert& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListMissing& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListTalks& query);
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListListeners& query);
// A talk as those see it whose own it is.
TalkSummary talk_of(const domain::World& world, const TalkRow& row);
// The params of alert_totals: figures of everybody it is for.
std::string alert_totals(const domain::Alert& alert);
// How many reports wait for the caller.
std::uint64_t open_reports(const domain::World& world, const domain::Caller& caller);

// All that the world holds of one member, as an object that is open at its end.
std::string about_member(const domain::World& world, MemberId member);

std::size_t rows_wanted(std::size_t limit);

// The params of hello.
std::string hello(const domain::World& world, const domain::Caller& caller, const Moment& moment);

}  // namespace xinqiao
