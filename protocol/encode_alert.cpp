#include "protocol/encode_alert.hpp"

#include "protocol/encode_parts.hpp"

namespace xinqiao {
namespace {

void write_alert_units(JsonWriter& json, const std::vector<UnitId>& units) {
  json.key("units").begin_array();
  for (const UnitId unit : units) json.integer(number(unit.value));
  json.end_array();
}
void write_alert_options(JsonWriter& json, const std::vector<std::string>& options) {
  json.key("options").begin_array();
  for (const std::string& option : options) json.string(option);
  json.end_array();
}

// Open at its end.
void write_alert_row(JsonWriter& json, const AlertRow& row, std::string_view title) {
  json.begin_object().key("room").integer(number(row.room.value));
  json.key("by").integer(number(row.by.value)).key("at").integer(row.at.ms);
  json.key("title").string(title).key("drill").boolean(row.drill);
  write_alert_units(json, row.units);
  write_alert_options(json, row.options);
  json.key("targeted").integer(number(row.targeted));
  json.key("state").string(word(row.state)).key("words").integer(number(row.words));
}

// Open at its end.
void write_alert_own(JsonWriter& json, const AlertMark& mark) {
  json.begin_object().key("room").integer(number(mark.room.value));
  json.key("reach").string(word(mark.reach));
  if (mark.option != 0) {
    json.key("option").integer(number(mark.option));
    json.key("answered_at").integer(mark.answered_at.ms);
  }
}

// The fields of a count, into an open object.
void write_alert_count(JsonWriter& json, const AlertCount& count) {
  json.key("targeted").integer(number(count.targeted));
  json.key("written").integer(number(count.written));
  json.key("delivered").integer(number(count.delivered));
  json.key("seen").integer(number(count.seen));
  json.key("answered").integer(number(count.answered));
  json.key("ticked").integer(number(count.ticked)).key("answers").begin_array();
  for (const std::uint64_t one : count.answers) json.integer(number(one));
  json.end_array();
}

}  // namespace

void write_alert_body(JsonWriter& json, const AlertMoved& body) {
  json.key("target").integer(number(body.target)).key("move").string(word(body.move));
  if (body.move != AlertMove::raised) return;
  json.key("drill").boolean(body.drill);
  write_alert_units(json, body.units);
  write_alert_options(json, body.options);
  json.key("targeted").integer(number(body.targeted));
}

std::string encode_alert(const AlertRow& row, std::string_view title, std::string_view text,
                         AlertFor whom) {
  std::string out;
  JsonWriter json(out);
  write_alert_row(json, row, title);
  json.key("text").string(text);
  if (whom == AlertFor::followers) json.key("follows").boolean(true);
  json.end_object();
  return out;
}

std::string encode_alerts(const std::vector<AlertSummary>& alerts) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("alerts").begin_array();
  for (const AlertSummary& one : alerts) {
    write_alert_row(json, *one.row, one.title);
    if (one.follows) json.key("follows").boolean(true);
    if (one.own != nullptr) {
      json.key("own");
      write_alert_own(json, *one.own);
      json.end_object();
    }
    json.end_object();
  }
  json.end_array().end_object();
  return out;
}

std::string encode_own_alert(const AlertMark& mark) {
  std::string out;
  JsonWriter json(out);
  write_alert_own(json, mark);
  json.end_object();
  return out;
}

std::string encode_ticked(const AlertMark& mark) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("room").integer(number(mark.room.value));
  json.key("member").integer(number(mark.member.value));
  json.key("ticked").boolean(mark.ticked_by != MemberId{}).end_object();
  return out;
}

std::string encode_alert_totals(RoomId room, const AlertCount& all) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("room").integer(number(room.value));
  write_alert_count(json, all);
  json.end_object();
  return out;
}

std::string encode_roll(RoomId room, const AlertCount& all, const std::vector<AlertCount>& units) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("room").integer(number(room.value));
  write_alert_count(json, all);
  json.key("units").begin_array();
  for (const AlertCount& one : units) {
    json.begin_object().key("unit").integer(number(one.unit.value));
    write_alert_count(json, one);
    json.end_object();
  }
  json.end_array().end_object();
  return out;
}

std::string encode_audience(std::uint64_t people) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("people").integer(number(people)).end_object();
  return out;
}

std::string encode_missing(const std::vector<MissingPerson>& people, std::optional<MemberId> next) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("members").begin_array();
  for (const MissingPerson& one : people) {
    json.begin_object().key("member").integer(number(one.mark->member.value));
    json.key("name").string(one.name);
    if (!one.initials.empty()) json.key("initials").string(one.initials);
    json.key("unit").integer(number(one.mark->unit.value));
    json.key("reach").string(word(one.mark->reach));
    if (one.mark->ticked_by != MemberId{}) {
      json.key("ticked_by").integer(number(one.mark->ticked_by.value));
    }
    json.end_object();
  }
  json.end_array();
  if (next) json.key("next").integer(number(next->value));
  json.end_object();
  return out;
}

}  // namespace xinqiao
