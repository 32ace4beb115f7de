#include "protocol/encode_talk.hpp"

#include "protocol/encode_parts.hpp"

namespace xinqiao {
namespace {

void write_talk_row(JsonWriter& json, const TalkSummary& talk) {
  const TalkRow& row = *talk.row;
  json.begin_object().key("room").integer(number(row.room.value));
  json.key("state").string(word(row.state)).key("asker").integer(number(row.asker.value));
  if (!talk.asker_name.empty()) json.key("asker_name").string(talk.asker_name);
  if (row.listener != MemberId{}) json.key("listener").integer(number(row.listener.value));
  if (row.unit != UnitId{}) json.key("unit").integer(number(row.unit.value));
  json.key("asked_at").integer(row.asked_at.ms);
  if (talk.ahead) json.key("ahead").integer(number(*talk.ahead));
  if (talk.with_package) json.key("package").string(row.package);
  json.end_object();
}

void write_talk_rows(JsonWriter& json, const std::vector<TalkSummary>& talks) {
  json.begin_array();
  for (const TalkSummary& talk : talks) write_talk_row(json, talk);
  json.end_array();
}

}  // namespace

void write_talk_body(JsonWriter& json, const TalkMoved& body) {
  json.key("move").string(word(body.move));
  if (body.unit != UnitId{}) json.key("unit").integer(number(body.unit.value));
  if (body.listener != MemberId{}) json.key("listener").integer(number(body.listener.value));
  if (body.bytes.empty()) return;
  if (body.move == TalkMove::asked) json.key("package").string(body.bytes);
  if (body.move == TalkMove::accepted) json.key("welcome").string(body.bytes);
  if (body.move == TalkMove::sealed) json.key("sealed").string(body.bytes);
}

std::string encode_talk(const TalkSummary& talk) {
  std::string out;
  JsonWriter json(out);
  write_talk_row(json, talk);
  return out;
}

std::string encode_talks(const std::vector<TalkSummary>& own,
                         const std::vector<TalkSummary>& waiting) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("talks");
  write_talk_rows(json, own);
  json.key("waiting");
  write_talk_rows(json, waiting);
  json.end_object();
  return out;
}

std::string encode_talk_waiting(std::uint64_t waiting) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("waiting").integer(number(waiting)).end_object();
  return out;
}

std::string encode_talk_receipt(const Receipt& receipt, std::optional<std::uint64_t> ahead,
                                bool repeated) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("room").integer(number(receipt.room.value));
  json.key("seq").integer(number(receipt.seq)).key("at").integer(receipt.at.ms);
  json.key("n").integer(number(receipt.n));
  if (ahead) json.key("ahead").integer(number(*ahead));
  if (receipt.already) json.key("already").boolean(true);
  if (repeated) json.key("repeated").boolean(true);
  json.end_object();
  return out;
}

std::string encode_listeners(const ListenerPage& page) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("units").begin_array();
  for (const UnitListeners& one : page.units) {
    json.begin_object().key("unit").integer(number(one.unit.value));
    json.key("on_duty").integer(number(one.on_duty)).end_object();
  }
  json.end_array().key("listeners").begin_array();
  for (const ListenerSummary& one : page.listeners) {
    json.begin_object().key("member").integer(number(one.member.value));
    json.key("name").string(one.name).key("on_duty").boolean(one.on_duty);
    if (one.is_in_line) json.key("line").boolean(true);
    json.end_object();
  }
  json.end_array();
  if (page.more) json.key("more").boolean(true);
  json.end_object();
  return out;
}

std::string encode_listening(bool on) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("on").boolean(on).end_object();
  return out;
}

}  // namespace xinqiao
