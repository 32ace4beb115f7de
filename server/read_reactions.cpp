#include "server/read_reactions.hpp"

#include "store/keys.hpp"
#include "store/record.hpp"

#include <map>

namespace xinqiao {
namespace {

using store::Family;
using store::Order;
namespace keys = store::keys;

std::uint8_t own_reaction(const store::Log& log, RoomId room, Seq target, MemberId member) {
  const std::string key = keys::reaction(room, target, member);
  const auto record = log.get(Family::marks, key);
  const auto kept = record ? store::decode_mark(key, *record) : std::nullopt;
  return kept ? get<ReactionMark>(kept->mark).reaction : std::uint8_t{0};
}

}  // namespace

bool read_totals(const store::Log& log, Decoder& decoder, const HistoryTask& task,
                 HistoryPage& page) {
  if (page.events.empty()) return true;
  Event first;
  Event last;
  if (!decoder.event(page.events.front(), first) || !decoder.event(page.events.back(), last)) {
    return false;
  }
  std::map<Seq, PostTotals> posts;
  for (const PostTotals& notice : task.notices) {
    if (notice.seq >= first.seq && notice.seq <= last.seq) posts[notice.seq] = notice;
  }
  bool readable = true;
  const auto add = [&](std::string_view key, std::string_view record) {
    const auto totals = store::decode_totals(record);
    readable = totals.has_value();
    if (!readable) return false;
    PostTotals& post = posts[keys::number(key, 1, 1)];
    post.seq = keys::number(key, 1, 1);
    post.reactions = *totals;
    post.own_reaction = own_reaction(log, page.room, post.seq, task.member);
    return true;
  };
  const store::Status status =
      log.scan(Family::index, keys::totals(page.room, first.seq),
               keys::totals(page.room, last.seq + 1), Order::ascending, add);
  for (auto& [seq, post] : posts) page.totals.push_back(std::move(post));
  return status.is_ok() && readable;
}

std::optional<std::string> read_reactions(const store::Log& log, const ListReactions& query) {
  const std::size_t limit = query.limit;
  std::vector<MemberReaction> found;
  std::optional<MemberId> next;
  const std::string from = keys::reaction(query.room, query.seq, MemberId{query.after.value + 1});
  const std::string to = keys::after_prefix(keys::reactions(query.room, query.seq));
  bool readable = true;
  const auto add = [&](std::string_view key, std::string_view record) {
    if (found.size() == limit) {
      next = found.back().member;
      return false;
    }
    const auto kept = store::decode_mark(key, record);
    readable = kept.has_value();
    if (!readable) return false;
    const auto& mark = get<ReactionMark>(kept->mark);
    found.push_back({mark.member, mark.reaction});
    return true;
  };
  const store::Status status = log.scan(Family::marks, from, to, Order::ascending, add);
  if (!status.is_ok() || !readable) return std::nullopt;
  return encode_reactions(found, next);
}

std::optional<std::string> read_pins(const store::Log& log, const PinsTask& task) {
  std::vector<std::string> events;
  std::vector<std::string> about;
  for (const Seq seq : task.pins) {
    auto event = log.get(Family::events, keys::event(task.room, seq));
    if (!event) return std::nullopt;
    events.push_back(std::move(*event));
    Seq latest = 0;
    const store::Status status =
        log.scan(Family::index, keys::edit(task.room, seq, 0), keys::edit(task.room, seq + 1, 0),
                 Order::descending, [&](std::string_view key, std::string_view) {
                   latest = keys::number(key, 1, 2);
                   return false;
                 });
    if (!status.is_ok()) return std::nullopt;
    if (latest == 0) continue;
    auto edit = log.get(Family::events, keys::event(task.room, latest));
    if (edit) about.push_back(std::move(*edit));
  }
  return encode_pins(events, about);
}

}  // namespace xinqiao
