// What is said about posts: totals, reactions, mentions, pins, notices that wait.
#include "protocol/encode.hpp"
#include "protocol/encode_parts.hpp"
#include "protocol/encode_totals.hpp"
#include "protocol/limits.hpp"

namespace xinqiao {
namespace {

std::string_view word_of_reaction(std::uint8_t reaction) {
  return reaction == 0 ? std::string_view() : limits::reactions[reaction - 1];
}

void write_post(JsonWriter& json, const PostTotals& post) {
  json.begin_object().key("seq").integer(number(post.seq));
  if (post.reactions) {
    json.key("reactions").begin_object();
    for (std::size_t i = 0; i < limits::reactions.size(); ++i) {
      const std::uint64_t count = post.reactions->counts[i];
      if (count != 0) json.key(limits::reactions[i]).integer(number(count));
    }
    json.end_object();
  }
  if (post.own_reaction != 0) json.key("own").string(word_of_reaction(post.own_reaction));
  if (post.read) json.key("read").integer(number(*post.read));
  if (post.confirmed) json.key("confirmed").integer(number(*post.confirmed));
  if (post.read || post.confirmed) json.key("of").integer(number(post.members));
  if (post.own_confirmation) json.key("own_confirmed").boolean(true);
  if (post.closed) json.key("closed").boolean(true);
  json.end_object();
}

}  // namespace

void write_totals(JsonWriter& json, const std::vector<PostTotals>& posts) {
  json.begin_array();
  for (const PostTotals& post : posts) write_post(json, post);
  json.end_array();
}

std::string encode_totals(RoomId room, const std::vector<PostTotals>& posts) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("room").integer(number(room.value)).key("posts");
  write_totals(json, posts);
  json.end_object();
  return out;
}

std::string encode_reaction(RoomId room, Seq target, std::uint8_t reaction) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("room").integer(number(room.value));
  json.key("target").integer(number(target));
  json.key("reaction").string(word_of_reaction(reaction)).end_object();
  return out;
}

std::string encode_confirmed(RoomId room, Seq seq) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("room").integer(number(room.value));
  json.key("seq").integer(number(seq)).end_object();
  return out;
}

std::string encode_read_count(RoomId room, Seq seq, const ReadCount& count) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("room").integer(number(room.value)).key("seq").integer(number(seq));
  json.key("read").integer(number(count.read)).key("of").integer(number(count.of)).end_object();
  return out;
}

std::string encode_reactions(const std::vector<MemberReaction>& reactions,
                             std::optional<MemberId> next) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("reactions").begin_array();
  for (const MemberReaction& one : reactions) {
    json.begin_object().key("member").integer(number(one.member.value));
    json.key("reaction").string(word_of_reaction(one.reaction)).end_object();
  }
  json.end_array();
  if (next) json.key("next").integer(number(next->value));
  json.end_object();
  return out;
}

namespace {

void write_mention(JsonWriter& json, const Mention& mention) {
  json.begin_object().key("room").integer(number(mention.room.value));
  json.key("seq").integer(number(mention.seq)).key("at").integer(mention.at.ms);
  json.key("by").integer(number(mention.by.value)).end_object();
}

}  // namespace

std::string encode_mention(const Mention& mention) {
  std::string out;
  JsonWriter json(out);
  write_mention(json, mention);
  return out;
}

std::string encode_mentions(const std::vector<Mention>& mentions) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("mentions").begin_array();
  for (const Mention& mention : mentions) write_mention(json, mention);
  json.end_array().end_object();
  return out;
}

std::string encode_pins(const std::vector<std::string>& events,
                        const std::vector<std::string>& about) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("events");
  write_events(json, events);
  json.key("about");
  write_events(json, about);
  json.end_object();
  return out;
}

std::string encode_scheduled(const std::vector<const ScheduledNotice*>& notices) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("notices").begin_array();
  for (const ScheduledNotice* one : notices) {
    json.begin_object().key("notice").integer(number(one->notice));
    json.key("at").integer(one->at.ms).key("by").integer(number(one->member.value));
    json.key("class").string(word(one->of));
    json.key("title").string(one->title).key("text").string(one->text).end_object();
  }
  json.end_array().end_object();
  return out;
}

}  // namespace xinqiao
