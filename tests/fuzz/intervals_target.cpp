// What a device says it has, and what it is sent: the decoder of intervals, the plan of a resume
// against a count by hand, and where one's own data goes on.
#include <algorithm>
#include <set>

#include "protocol/decode.hpp"
#include "protocol/limits.hpp"
#include "protocol/resume.hpp"
#include "server/net/routes.hpp"
#include "tests/fuzz/target.hpp"

namespace xinqiao::fuzz {
namespace {

std::string request_of(const std::vector<Interval>& have) {
  std::string text = R"({"jsonrpc":"2.0","id":1,"method":"resume","params":{"rooms":[{"room":1,)";
  text += "\"have\":[";
  for (const Interval& one : have) {
    if (text.back() == ']') text += ',';
    text += "[" + std::to_string(one.first) + "," + std::to_string(one.last) + "]";
  }
  return text + "]}]}}";
}

bool is_right(const std::vector<Interval>& have) {
  Seq before = 0;
  for (const Interval& one : have) {
    if (one.first <= before || one.last < one.first || one.last > limits::integer_max) return false;
    before = one.last;
  }
  return have.size() <= limits::resume_intervals;
}

void look_at_decoding(const std::vector<Interval>& have) {
  static Decoder decoder;
  const std::string text = request_of(have);
  if (text.size() > limits::frame_bytes) return;
  const auto decoded = decoder.request(text);
  const auto* request = get_if<Request>(&decoded);
  hold((request != nullptr) == is_right(have), "intervals are taken if they are right: " + text);
  if (request == nullptr) return;
  const auto* resume = get_if<Resume>(&request->command);
  hold(resume != nullptr && resume->rooms.size() == 1 && resume->rooms[0].have == have,
       "intervals are read as they were said: " + text);
}

// Every word by itself.
void look_at_plan(const std::vector<Interval>& have, Seq top, Seq bottom) {
  std::set<Seq> had;
  for (const Interval& one : have) {
    for (Seq seq = one.first; seq <= one.last; ++seq) had.insert(seq);
  }
  const ResumePlan plan = plan_resume(have, top, bottom);
  hold(plan.top == top, "it ends where the room ends");
  hold(plan.rolled_back == (!had.empty() && *had.rbegin() > top), "who has more is rolled back");
  if (plan.rolled_back) had.clear();
  hold(plan.first >= bottom && plan.first >= 1, "nothing below the bottom is sent");
  std::size_t sent = 0;
  for (Seq seq = plan.first; seq <= top; ++seq) sent += had.contains(seq) ? 0 : 1;
  hold(sent <= limits::resume_events, "so much is sent at once, and no more");
  if (had.empty()) return hold(plan.complete, "who had nothing misses nothing");
  bool has_hole = false;
  for (Seq seq = *had.begin(); seq <= top; ++seq) {
    has_hole = has_hole || (!had.contains(seq) && seq < plan.first);
  }
  const bool is_from_before = *had.begin() < bottom;
  if (plan.complete) hold(!has_hole, "complete is not said over a hole");
  if (!plan.complete) hold(has_hole || is_from_before, "incomplete is said for a reason");
}

void look_at_query(std::string_view query) {
  const auto found = net::my_data_of(query);
  if (query.empty()) return hold(found.has_value(), "one may begin at the start");
  if (!found) return;
  const PostRef place = found->after;
  const std::string again =
      "after=" + std::to_string(place.room.value) + "." + std::to_string(place.seq);
  const auto same = net::my_data_of(again);
  hold(same && same->after.room == place.room && same->after.seq == place.seq,
       "a place reads the same again");
  hold(place.room.value <= limits::integer_max && place.seq <= limits::integer_max,
       "a place is one that JavaScript can say");
}

}  // namespace

void intervals(std::string_view bytes) {
  Choices choices(bytes);
  const std::uint8_t how = choices.byte();
  if (how % 4 == 0) return look_at_query(choices.rest());
  std::vector<Interval> have;
  if (how % 4 == 1) {
    while (!choices.is_empty()) {
      const Seq first = choices.number();
      have.push_back({first, choices.number()});
    }
    return look_at_decoding(have);
  }
  // Small ones, and always right.
  const Seq top = choices.byte() * (how % 4 == 2 ? 1u : 5u);
  const Seq bottom = 1 + choices.byte() * (how % 4 == 2 ? 1u : 5u);
  for (Seq before = 0; !choices.is_empty();) {
    const Seq first = before + 1 + choices.byte();
    before = first + choices.byte();
    have.push_back({first, before});
  }
  if (have.size() <= limits::resume_intervals) {
    look_at_decoding(have);
    look_at_plan(have, top, bottom);
  }
}

}  // namespace xinqiao::fuzz
