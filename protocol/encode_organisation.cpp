// The tree, its people and its log as JSON.
#include "protocol/encode.hpp"
#include "protocol/encode_parts.hpp"

namespace xinqiao {
namespace {

void write_members(JsonWriter& json, std::string_view name, const std::vector<MemberId>& members) {
  if (members.empty()) return;
  json.key(name).begin_array();
  for (const MemberId member : members) json.integer(number(member.value));
  json.end_array();
}

void write_unit(JsonWriter& json, const UnitSummary& unit) {
  json.begin_object();
  json.key("unit").integer(number(unit.row->unit.value));
  if (unit.row->parent != UnitId{}) json.key("parent").integer(number(unit.row->parent.value));
  json.key("name").string(unit.row->name);
  if (!unit.initials.empty()) json.key("initials").string(unit.initials);
  if (unit.row->closed) json.key("closed").boolean(true);
  if (unit.row->reception_since != Instant{}) json.key("reception").boolean(true);
  json.key("members").integer(number(unit.members));
  write_members(json, "owners", unit.owners);
  write_members(json, "organisers", unit.organisers);
  json.end_object();
}

void write_person(JsonWriter& json, const PersonSummary& person) {
  const StandingRow& standing = *person.standing;
  json.begin_object();
  json.key("member").integer(number(person.member.value));
  json.key("name").string(person.name);
  if (!person.initials.empty()) json.key("initials").string(person.initials);
  if (standing.home != UnitId{}) {
    json.key("home").integer(number(standing.home.value));
  } else {
    json.key("welcome").string(word_of(standing.welcome));
    json.key("waiting_since").integer(standing.waiting_since.ms);
    if (person.welcome_due) json.key("welcome_due").integer(person.welcome_due->ms);
  }
  if (!standing.active) json.key("active").boolean(false);
  json.key("duties").begin_array();
  for (const HeldDuty& held : standing.duties) {
    json.begin_object().key("unit").integer(number(held.unit.value));
    json.key("duty").string(word(held.duty)).end_object();
  }
  json.end_array().end_object();
}

}  // namespace

std::string_view word_of(Welcome welcome) {
  switch (welcome) {
    case Welcome::waiting:
      return "waiting";
    case Welcome::welcomed:
      return "welcomed";
    case Welcome::overdue:
      return "overdue";
    case Welcome::erased:
      return "erased";
  }
  return "";
}

std::string encode_tree(const TreeSummary& tree) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("version").integer(number(tree.version));
  json.key("units").begin_array();
  for (const UnitSummary& unit : tree.units) write_unit(json, unit);
  json.end_array();
  json.key("homeless").integer(number(tree.homeless));
  if (tree.next) json.key("next").integer(number(tree.next->value));
  json.end_object();
  return out;
}

std::string encode_version(std::uint64_t version) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("version").integer(number(version)).end_object();
  return out;
}

std::string encode_people(const std::vector<PersonSummary>& people, std::optional<MemberId> next) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("members").begin_array();
  for (const PersonSummary& person : people) write_person(json, person);
  json.end_array();
  if (next) json.key("next").integer(number(next->value));
  json.end_object();
  return out;
}

std::string encode_organisation_log(const std::vector<std::string>& events,
                                    std::optional<Seq> next) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("events").begin_array();
  for (const std::string& event : events) json.raw(event);
  json.end_array();
  if (next) json.key("next").integer(number(*next));
  json.end_object();
  return out;
}

}  // namespace xinqiao
