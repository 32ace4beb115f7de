// The answer to a search.
#include "protocol/encode.hpp"
#include "protocol/encode_parts.hpp"

namespace xinqiao {
namespace {

void write_place(JsonWriter& json, const SearchPlace& place) {
  json.key("room").integer(number(place.room.value));
  json.key("seq").integer(number(place.seq));
  json.key("at").integer(place.at.ms);
}

void write_hit(JsonWriter& json, const SearchHit& hit) {
  json.begin_object();
  write_place(json, hit.place);
  json.key("by").integer(number(hit.by.value));
  json.key("text").string(hit.text);
  if (hit.is_edited) json.key("edited").boolean(true);
  json.key("found").begin_array();
  for (const auto& [begin, length] : hit.found) {
    json.begin_array().integer(number(begin)).integer(number(length)).end_array();
  }
  json.end_array().end_object();
}

}  // namespace

std::string encode_search(const SearchPage& page) {
  std::size_t bytes = 128;
  for (const SearchHit& hit : page.hits) bytes += 128 + hit.text.size();
  std::string out;
  out.reserve(bytes);
  JsonWriter json(out);
  json.begin_object().key("hits").begin_array();
  for (const SearchHit& hit : page.hits) write_hit(json, hit);
  json.end_array();
  if (page.next) {
    json.key("next").begin_object();
    write_place(json, *page.next);
    json.end_object();
  }
  if (page.is_behind) json.key("behind").boolean(true);
  json.end_object();
  return out;
}

}  // namespace xinqiao
