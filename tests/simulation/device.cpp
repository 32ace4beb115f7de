#include "tests/simulation/device.hpp"

#include "tests/simulation/corpus.hpp"

namespace xinqiao::simulation {
namespace {

constexpr std::size_t most_waiting = 60;
// The longest jump of the clock is 40 days: a call may be that long under way.
constexpr std::int64_t too_old_ms = limits::outbox_idle_ms - std::int64_t{50} * 24 * 3600 * 1000;

}  // namespace

Device::Device(Ground& ground, std::string name, MemberId member, bool organiser)
    : ground_(ground), name_(std::move(name)), member_(member), organiser_(organiser) {
  begin_new_outbox();
}

void Device::act(House& house) {
  if (token_.empty()) return sign_in(house);
  if (!line_) {
    if (ground_.random.chance(ground_.connect_percent)) connect(house);
    return;
  }
  if (!hello_) return;
  if (must_resend_ && ground_.random.chance(40)) send_waiting(house);
  if (ground_.random.chance(30)) resume(house, false);
  if (ground_.random.chance(20)) fill_holes(house);
  do_something(house);
}

void Device::settle(House& house) {
  if (token_.empty()) return sign_in(house);
  if (!line_) return connect(house);
  if (!hello_) return;
  if (must_resend_) send_waiting(house);
  resume(house, false);
  fill_holes(house);
}

bool Device::is_settled() const {
  return why_unsettled().empty();
}

std::string Device::why_unsettled() const {
  if (token_.empty()) return "is not signed in";
  if (!line_ || !hello_) return "is not connected";
  if (!waiting_.empty()) return "waits for the answer to n = " + std::to_string(waiting_.front().n);
  if (!calls_.empty()) return "waits for the answer to " + calls_.begin()->second.method;
  for (const auto& [id, view] : rooms_) {
    if (!view.joined) continue;
    const KeptRoom* truth = ground_.ledger.room(id);
    const Seq top = truth == nullptr ? 0 : truth->events.size();
    if (!view.is_attached()) return "is not attached to room " + std::to_string(id.value);
    if (view.expected() != top + 1) {
      return "waits for seq " + std::to_string(view.expected()) + " of room " +
             std::to_string(id.value);
    }
    if (view.fill_below != 0) return "has a hole in room " + std::to_string(id.value);
  }
  return "";
}

// --- The line ---

void Device::sign_in(House& house) {
  if (exchange_ || link_.empty()) return;
  if (claim_.empty()) claim_ = "claim-" + std::to_string(ground_.random.next());
  exchange_ = house.connect(TokenHash{}, true, name_);
  exchange_->member = member_;
  json::object params{{"link", link_}, {"claim", claim_}, {"device", name_}};
  params["want"] = ground_.random.chance(50) ? "token" : "cookie";
  const json::object request{
      {"jsonrpc", "2.0"}, {"id", 1}, {"method", "session.start"}, {"params", params}};
  exchange_->to_server.push_back(json::serialize(request));
}

void Device::exchange_over() {
  exchange_.reset();
}

void Device::connect(House& house) {
  line_ = house.connect(token_hash(token_), false, name_);
  line_->pace_bytes = ground_.random.chance(25) ? ground_.random.between(1, 600) : 64 * 1024;
  ground_.story.line(name_ + " connects, line " + std::to_string(line_->number));
}

void Device::drop_line() {
  if (line_) line_->client_open = false;
  line_.reset();
  hello_ = false;
  must_resend_ = true;
  resend_at_ = {};
  calls_.clear();
  list_is_whole_ = false;
  for (auto& [id, view] : rooms_) view.disconnect();
}

void Device::line_closed() {
  const auto code = line_->close;
  ground_.story.line(name_ + " sees line " + std::to_string(line_->number) + " close" +
                     (code ? " " + std::string(row(*code).name) : ""));
  drop_line();
  if (code == CloseCode::login) token_.clear();
  if (code == CloseCode::bad_input) broken("closing", "the page is told that its input is bad");
}

// --- Calls and wishes ---

void Device::call(House&, std::string method, json::object params, Call call) {
  call.sent_sync = ground_.ledger.syncs();
  const std::uint64_t number = next_id_++;
  const json::value id =
      number % 5 == 0 ? json::value("s" + std::to_string(number)) : json::value(number);
  const json::object request{
      {"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}};
  call.method = std::move(method);
  call.params = std::move(params);
  calls_[json::serialize(id)] = std::move(call);
  const std::string text = json::serialize(request);
  line_->to_server.push_back(number % 7 == 0 ? ascii_only(text) : text);
}

void Device::wish(House& house, std::string method, json::object params, std::string tag) {
  // Counted from the oldest without an answer: beyond the window its repeat would be forgotten.
  if (!waiting_.empty() && next_n_ - waiting_.front().n >= most_waiting) return;
  waiting_.push_back({next_n_++, std::move(method), std::move(params), std::move(tag)});
  if (hello_ && !must_resend_) send(house, waiting_.back());
}

void Device::send(House& house, Wish& wish) {
  json::object params = wish.params;
  params["outbox"] = outbox_;
  params["n"] = wish.n;
  if (wish.times_sent++ == 0) wish.first_sent = ground_.clock.latest();
  wish.sent_on = line_->number;
  Call made;
  made.n = wish.n;
  call(house, wish.method, std::move(params), std::move(made));
}

void Device::send_waiting(House& house) {
  if (ground_.clock.now() < resend_at_ && ground_.clock.now().ms + 60'000 > resend_at_.ms) return;
  for (const auto& [id, one] : calls_) {
    if (one.n != 0) return;  // answers to the earlier sending are still due
  }
  must_resend_ = false;
  give_up_what_is_old();
  for (Wish& one : waiting_) send(house, one);
}

// The server forgets an outbox after 90 days; what is as old as that is not sent again by itself.
void Device::give_up_what_is_old() {
  if (waiting_.empty() || waiting_.front().times_sent == 0) return;
  if (ground_.clock.latest().ms - waiting_.front().first_sent.ms < too_old_ms) return;
  waiting_.clear();
  begin_new_outbox();
}

void Device::begin_new_outbox() {
  outbox_ = name_ + "-outbox-" + std::to_string(++outboxes_);
  next_n_ = 1;
  for (Wish& one : waiting_) {
    one.n = next_n_++;
    one.times_sent = 0;
  }
}

void Device::resume(House& house, bool all) {
  json::array rooms;
  Call made;
  for (auto& [id, view] : rooms_) {
    if (!view.joined || view.asking || (view.is_attached() && !all)) continue;
    const auto have = view.intervals();
    json::array intervals;
    for (const Interval& one : have) intervals.push_back(json::array{one.first, one.last});
    rooms.push_back(json::object{{"room", id.value}, {"have", intervals}});
    made.have[id] = have;
    view.asking = true;
  }
  if (rooms.empty()) return;
  json::object params{{"marks_since", position_}, {"rooms", std::move(rooms)}};
  if (ground_.random.chance(80)) params["epoch"] = "5eed5eed5eed5eed";
  call(house, "resume", std::move(params), std::move(made));
}

void Device::fill_holes(House& house) {
  for (auto& [id, view] : rooms_) {
    if (view.fill_below == 0 || view.filling || !view.is_attached()) continue;
    view.filling = true;
    const std::size_t limit = ground_.random.between(1, 200);
    call(house, "history",
         {{"room", id.value}, {"before", view.fill_below}, {"limit", limit}, {"fill", true}});
  }
}

std::deque<Device::Wish>::iterator Device::wish_with(std::uint64_t n) {
  auto at = waiting_.begin();
  while (at != waiting_.end() && at->n != n) ++at;
  return at;
}

}  // namespace xinqiao::simulation
