#include "server/domain/mentions.hpp"

#include "protocol/limits.hpp"

#include <algorithm>
#include <charconv>

namespace xinqiao::domain {
namespace {

std::vector<MemberId> named_in_room(const Mentions& mentions, const Room& room) {
  std::vector<MemberId> named;
  for (const MemberId id : mentions.members) {
    if (room.members.contains(id)) named.push_back(id);
  }
  return named;
}

void forget_oldest(const Member& member, std::vector<Mark>& marks) {
  std::vector<std::pair<Instant, std::pair<RoomId, Seq>>> all;
  for (const auto& [place, mentioned] : member.mentions) all.emplace_back(mentioned.at, place);
  std::ranges::sort(all);
  const std::size_t too_many = all.size() + 1 - limits::mentions_per_member;
  for (std::size_t i = 0; i < too_many; ++i) {
    const auto& [room, seq] = all[i].second;
    marks.push_back(Mention{
        .member = member.row.member, .room = room, .seq = seq, .at = {}, .by = {}, .gone = true});
  }
}

}  // namespace

Mentions mentions_in(std::string_view text) {
  Mentions found;
  for (std::size_t at = text.find("<@"); at != std::string_view::npos; at = text.find("<@", at)) {
    at += 2;
    const std::size_t end = text.find('>', at);
    if (end == std::string_view::npos) break;
    const std::string_view token = text.substr(at, end - at);
    if (token == "all") found.all = true;
    std::uint64_t id = 0;
    const auto [rest, error] = std::from_chars(token.data(), token.data() + token.size(), id);
    const bool is_id = error == std::errc{} && rest == token.data() + token.size();
    if (is_id && id != 0 && token[0] != '0') found.members.push_back(MemberId{id});
  }
  std::ranges::sort(found.members);
  const auto [first, last] = std::ranges::unique(found.members);
  found.members.erase(first, last);
  return found;
}

std::optional<Refusal> check_mentions(const World& world, const Caller& by, const Room& room,
                                      std::string_view text) {
  const Mentions mentions = mentions_in(text);
  if (mentions.all && !may_arrange(world, by, room)) {
    return Refusal{Reason::not_organiser, "text"};
  }
  if (named_in_room(mentions, room).size() > limits::mentions_per_post) {
    return Refusal{Reason::limit_reached, "mentions_per_post"};
  }
  return std::nullopt;
}

void add_mentions(const World& world, const Caller& by, const Event& post, std::string_view text,
                  std::vector<Mark>& marks) {
  const Room& room = *world.room(post.room);
  const Mentions mentions = mentions_in(text);
  std::vector<MemberId> named = named_in_room(mentions, room);
  if (mentions.all && may_arrange(world, by, room)) {
    named.clear();
    for (const auto& [id, membership] : room.members) named.push_back(id);
  }
  for (const MemberId id : named) {
    const Member& member = *world.member(id);
    if (id == post.by || !member.standing.active) continue;
    if (member.mentions.size() >= limits::mentions_per_member) forget_oldest(member, marks);
    marks.push_back(Mention{id, post.room, post.seq, post.at, post.by});
  }
}

}  // namespace xinqiao::domain
