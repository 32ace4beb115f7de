// Reports and who is here, as JSON.
#include "protocol/encode.hpp"
#include "protocol/encode_parts.hpp"

namespace xinqiao {
namespace {

enum class Reader : std::uint8_t { settles, reported };

// A reporter is told what became of it, and neither by whom nor the words again: they may be gone.
void write_report(JsonWriter& json, const Report& report, Reader reader) {
  json.begin_object().key("report").integer(number(report.report));
  json.key("room").integer(number(report.room.value)).key("seq").integer(number(report.seq));
  json.key("at").integer(report.at.ms).key("accused").integer(number(report.accused.value));
  if (reader == Reader::settles) {
    json.key("reporter").integer(number(report.reporter.value));
    json.key("unit").integer(number(report.unit.value));
  }
  if (reader == Reader::settles && !report.text.empty()) json.key("text").string(report.text);
  if (!report.reason.empty()) json.key("reason").string(report.reason);
  if (report.outcome) {
    json.key("outcome").string(word(*report.outcome));
    json.key("settled_at").integer(report.settled_at.ms);
    if (reader == Reader::settles) {
      json.key("settled_by").integer(number(report.settled_by.value));
    }
    if (!report.note.empty()) json.key("note").string(report.note);
  }
  json.end_object();
}

std::string encode_page(const std::vector<const Report*>& reports,
                        std::optional<std::uint64_t> next, Reader reader) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("reports").begin_array();
  for (const Report* report : reports) write_report(json, *report, reader);
  json.end_array();
  if (next) json.key("next").integer(number(*next));
  json.end_object();
  return out;
}

}  // namespace

std::string encode_reports(const std::vector<const Report*>& reports,
                           std::optional<std::uint64_t> next) {
  return encode_page(reports, next, Reader::settles);
}

std::string encode_own_reports(const std::vector<const Report*>& reports,
                               std::optional<std::uint64_t> next) {
  return encode_page(reports, next, Reader::reported);
}

std::string encode_own_report(const Report& report) {
  std::string out;
  JsonWriter json(out);
  write_report(json, report, Reader::reported);
  return out;
}

std::string encode_report_receipt(std::uint64_t report, Instant at, bool already) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("report").integer(number(report)).key("at").integer(at.ms);
  if (already) json.key("already").boolean(true);
  json.end_object();
  return out;
}

std::string encode_presence(bool on) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("on").boolean(on).end_object();
  return out;
}

std::string encode_present(const std::vector<MemberId>& members, bool more) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("members").begin_array();
  for (const MemberId member : members) json.integer(number(member.value));
  json.end_array();
  if (more) json.key("more").boolean(true);
  json.end_object();
  return out;
}

}  // namespace xinqiao
