// Questions about notices and mentions: their counts, who has confirmed, what waits.
#include "protocol/limits.hpp"
#include "server/domain/rights.hpp"
#include "server/initials.hpp"
#include "server/queries.hpp"

#include <algorithm>
#include <iterator>

namespace xinqiao {
namespace {

PostTotals totals_of(const domain::Room& room, const domain::Notice& notice) {
  PostTotals post;
  post.seq = notice.row.seq;
  post.members = room.active;
  if (notice.row.of == NoticeClass::counted) {
    post.read = notice.read;
  } else if (notice.row.closed) {
    post.confirmed = notice.row.confirmed;
    post.members = notice.row.members;
    post.closed = true;
  } else {
    post.confirmed = notice.confirmed;
  }
  return post;
}

using At = std::map<Seq, domain::Notice>::const_iterator;

// Where in the notices the page lies.
At middle_of(const domain::Room& room, const History& query) {
  const auto& notices = room.notices;
  if (query.from == HistoryFrom::latest) return notices.end();
  if (query.from != HistoryFrom::at) return notices.lower_bound(query.value);
  const Instant at{static_cast<std::int64_t>(query.value)};
  return std::ranges::find_if(notices, [&](const auto& one) { return one.second.row.at >= at; });
}

}  // namespace

PostTotals notice_totals(const domain::World& world, RoomId room, Seq seq) {
  if (const domain::Notice* notice = world.notice(room, seq)) {
    return totals_of(*world.room(room), *notice);
  }
  PostTotals post;
  post.seq = seq;
  return post;
}

ReadCount read_count(const domain::World& world, const domain::Room& room, Seq seq,
                     MemberId author) {
  ReadCount count;
  for (const auto& [id, membership] : room.members) {
    const bool counts = id != author && world.member(id)->standing.active &&
                        seq >= domain::first_visible(room, membership);
    if (!counts) continue;
    ++count.of;
    if (membership.read_position != 0 && membership.read_seq >= seq) ++count.read;
  }
  return count;
}

std::vector<PostTotals> notices_near(const domain::Room& room, MemberId member,
                                     const History& query) {
  std::vector<PostTotals> near;
  const At middle = middle_of(room, query);
  At first = middle;
  for (std::size_t i = 0; i < limits::notices_around && first != room.notices.begin(); ++i) --first;
  std::size_t after = 0;
  for (At at = first; at != room.notices.end(); ++at) {
    const bool is_after = middle != room.notices.end() && at->first >= middle->first;
    if (is_after && after++ == limits::notices_around) break;
    PostTotals post = totals_of(room, at->second);
    post.own_confirmation = at->second.confirmers.contains(member);
    near.push_back(std::move(post));
  }
  return near;
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const ListConfirmations& query) {
  const domain::Entrance entrance = domain::enter(world, caller.member, query.room);
  if (entrance.refusal) return *entrance.refusal;
  if (!domain::may_oversee(world, caller, *entrance.room)) return Refusal{Reason::not_organiser};
  const domain::Notice* notice = world.notice(query.room, query.seq);
  if (notice == nullptr || notice->row.of != NoticeClass::must_confirm) {
    return Refusal{Reason::notice_unknown, "seq"};
  }
  if (notice->row.closed) return Refusal{Reason::too_late, "seq"};
  std::vector<MemberName> names;
  std::optional<MemberId> next;
  const auto& members = entrance.room->members;
  for (auto at = members.upper_bound(query.after); at != members.end(); ++at) {
    const domain::Member& member = *world.member(at->first);
    const bool is_wanted =
        member.standing.active && notice->confirmers.contains(at->first) == query.confirmed;
    if (!is_wanted) continue;
    if (names.size() == rows_wanted(query.limit)) {
      next = names.back().member;
      break;
    }
    names.push_back({at->first, member.name, true, Instant{}, initials_of_person(member.name)});
  }
  return encode_members(names, next);
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const ListMentions&) {
  std::vector<Mention> mentions;  // at most limits::mentions_per_member, or a few more
  for (const auto& [place, mentioned] : world.member(caller.member)->mentions) {
    const auto& [room, seq] = place;
    if (domain::enter(world, caller.member, room).refusal) continue;
    mentions.push_back({caller.member, room, seq, mentioned.at, mentioned.by});
  }
  std::ranges::stable_sort(mentions, std::ranges::greater{}, &Mention::at);
  return encode_mentions(mentions);
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const ListScheduled& query) {
  const domain::Entrance entrance = domain::enter(world, caller.member, query.room);
  if (entrance.refusal) return *entrance.refusal;
  if (!domain::may_oversee(world, caller, *entrance.room)) return Refusal{Reason::not_organiser};
  std::vector<const ScheduledNotice*> waiting;  // at most limits::scheduled_per_room
  if (entrance.room->scheduled > 0) {
    for (const auto& [id, notice] : world.scheduled()) {
      if (notice.room == query.room) waiting.push_back(&notice);
    }
  }
  std::ranges::stable_sort(waiting, {}, &ScheduledNotice::at);
  return encode_scheduled(waiting);
}

}  // namespace xinqiao
