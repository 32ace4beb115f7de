// Questions about how people come in.
#include "protocol/json_writer.hpp"
#include "server/domain/rights.hpp"
#include "server/queries.hpp"

namespace xinqiao {
namespace {

std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

void write_profile(JsonWriter& json, const domain::Member& member) {
  const StandingRow& standing = member.standing;
  json.key("member").integer(number(member.row.member.value)).key("name").string(member.name);
  json.key("added_at").integer(member.row.added.ms).key("active").boolean(standing.active);
  if (standing.home != UnitId{}) json.key("home").integer(number(standing.home.value));
  json.key("duties").begin_array();
  for (const HeldDuty& held : standing.duties) {
    json.begin_object().key("unit").integer(number(held.unit.value));
    json.key("duty").string(word(held.duty)).end_object();
  }
  json.end_array();
  if (!member.credential) return;
  json.key("login").string(member.credential->login);
  json.key("password_set_at").integer(member.credential->set.ms);
}

void write_ways_in(JsonWriter& json, const domain::Member& member) {
  json.key("sessions").begin_array();
  for (const auto& [id, session] : member.sessions) {
    json.begin_object().key("session").integer(number(id.value));
    json.key("device").string(session->device);
    json.key("started_at").integer(session->started.ms).end_object();
  }
  json.end_array().key("links").begin_array();
  for (const Link* link : member.links) {
    json.begin_object().key("expires_at").integer(link->expires.ms);
    json.key("used").boolean(link->claim.has_value()).end_object();
  }
  json.end_array().key("browsers").begin_array();
  for (const auto& [browser, seen] : member.browsers) {
    json.begin_object().key("seen_at").integer(seen.ms).end_object();
  }
  json.end_array();
}

void write_rooms(JsonWriter& json, const domain::World& world, const domain::Member& member) {
  const MemberId id = member.row.member;
  json.key("rooms").begin_array();
  for (const RoomId room : member.rooms) {
    const domain::Room& one = *world.room(room);
    const domain::Membership& mine = one.members.at(id);
    json.begin_object().key("room").integer(number(room.value));
    json.key("title").string(one.row.title);
    json.key("joined_seq").integer(number(mine.joined_seq));
    json.key("read_seq").integer(number(mine.read_seq)).end_object();
  }
  json.end_array();
}

// Who named the member, and the notices of its own that wait.
void write_posts(JsonWriter& json, const domain::World& world, const domain::Member& member) {
  json.key("mentions").begin_array();
  for (const auto& [place, mentioned] : member.mentions) {
    json.begin_object().key("room").integer(number(place.first.value));
    json.key("seq").integer(number(place.second)).key("at").integer(mentioned.at.ms);
    json.key("by").integer(number(mentioned.by.value)).end_object();
  }
  json.end_array().key("scheduled").begin_array();
  for (const auto& [id, notice] : world.scheduled()) {
    if (notice.member != member.row.member) continue;
    json.begin_object().key("room").integer(number(notice.room.value));
    json.key("at").integer(notice.at.ms).key("title").string(notice.title);
    json.key("text").string(notice.text).end_object();
  }
  json.end_array().key("confirmed").begin_array();
  for (const auto& [id, room] : world.rooms()) {
    for (const auto& [seq, notice] : room.notices) {
      if (!notice.confirmers.contains(member.row.member)) continue;
      json.begin_object().key("room").integer(number(id.value));
      json.key("seq").integer(number(seq)).end_object();
    }
  }
  json.end_array();
}

// What the member told of others' posts, without their words; and what it lets others see.
void write_order(JsonWriter& json, const domain::World& world, const domain::Member& member) {
  json.key("presence").boolean(member.presence).key("reports").begin_array();
  for (const Report* report : world.reports_by(member.row.member)) {
    json.begin_object().key("room").integer(number(report->room.value));
    json.key("seq").integer(number(report->seq)).key("at").integer(report->at.ms);
    json.key("reason").string(report->reason).end_object();
  }
  json.end_array();
}

// Its talks, the forgotten too: that they were, and nothing of what was said.
void write_talks(JsonWriter& json, const domain::World& world, const domain::Member& member) {
  json.key("listening").boolean(member.listening).key("talks").begin_array();
  for (const auto& [room, row] : world.talks().all()) {
    if (!is_party(row, member.row.member)) continue;
    json.begin_object().key("room").integer(number(room.value));
    json.key("state").string(word(row.state)).key("asked_at").integer(row.asked_at.ms);
    json.key("asker").integer(number(row.asker.value));
    if (row.listener != MemberId{}) json.key("listener").integer(number(row.listener.value));
    if (row.unit != UnitId{}) json.key("unit").integer(number(row.unit.value));
    json.key("messages").integer(number(row.seals)).end_object();
  }
  json.end_array();
}

// What is remembered so that nothing is said twice: places and times, no words.
void write_memory(JsonWriter& json, const domain::Member& member) {
  json.key("outboxes").begin_array();
  for (const auto& [outbox, memory] : member.outboxes) {
    json.begin_object().key("outbox").string(outbox).key("last").integer(number(memory.last));
    json.key("last_used_at").integer(memory.last_used.ms).end_object();
  }
  json.end_array().key("keys").integer(number(member.keys.size()));
}

}  // namespace

std::string about_member(const domain::World& world, MemberId id) {
  const domain::Member& member = *world.member(id);
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_profile(json, member);
  write_ways_in(json, member);
  write_rooms(json, world, member);
  write_posts(json, world, member);
  write_order(json, world, member);
  write_talks(json, world, member);
  write_memory(json, member);
  json.end_object();
  out.pop_back();
  return out;
}

// Those that the caller might take back.
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListInvitations& query) {
  std::vector<const Invitation*> rows;
  std::optional<TokenHash> next;
  const auto& all = world.invitations();
  for (auto at = all.upper_bound(query.after); at != all.end(); ++at) {
    if (!may_see(world, caller, at->second)) continue;
    if (rows.size() == rows_wanted(query.limit)) {
      next = rows.back()->invitation;
      break;
    }
    rows.push_back(&at->second);
  }
  return encode_invitations(rows, moment.now, next);
}

}  // namespace xinqiao
