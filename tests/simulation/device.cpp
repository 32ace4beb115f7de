#include "tests/simulation/device.hpp"

#include "tests/simulation/corpus.hpp"

namespace xinqiao::simulation {
namespace {

constexpr std::size_t most_waiting = 60;
constexpr std::size_t most_keyed = 20;
constexpr std::uint64_t first_keyed = std::uint64_t{1} << 40;
constexpr std::int64_t too_old_for_key_ms = limits::key_memory_ms - 12 * std::int64_t{3600} * 1000;
// The longest jump of the clock while the server runs is 40 days: a call may be that long under
// way.
constexpr std::int64_t too_old_ms = limits::outbox_idle_ms - std::int64_t{50} * 24 * 3600 * 1000;

}  // namespace

Device::Device(Ground& ground, std::string name, MemberId member, bool organiser)
    : ground_(ground),
      name_(std::move(name)),
      member_(member),
      organiser_(organiser),
      connect_percent_(ground.random.chance(ground.late_percent) ? 1 : 90) {
  begin_new_outbox();
}

void Device::act(House& house) {
  if (token_.empty()) return sign_in(house);
  if (!line_) {
    if (ground_.random.chance(connect_percent_)) connect(house);
    return;
  }
  if (!hello_ || is_in_doubt_) return;
  if (must_resend_ && ground_.random.chance(40)) send_waiting(house);
  if (ground_.random.chance(30)) resume(house, false);
  if (ground_.random.chance(20)) fill_holes(house);
  do_something(house);
}

void Device::settle(House& house) {
  if (token_.empty()) return sign_in(house);
  if (!line_) return connect(house);
  if (!hello_ || is_in_doubt_) return;
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
  if (!keyed_.empty()) return "waits for the answer to the key " + keyed_.front().key;
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
  hello_ = is_in_doubt_ = false;
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
  if (ground_.random.chance(8)) {
    return wish_by_key(house, {0, std::move(method), std::move(params), std::move(tag)});
  }
  // Counted from the oldest without an answer: beyond the window its repeat would be forgotten.
  if (!waiting_.empty() && next_n_ - waiting_.front().n >= most_waiting) return;
  waiting_.push_back({next_n_++, std::move(method), std::move(params), std::move(tag)});
  if (hello_ && !must_resend_) send(house, waiting_.back());
}

// As a program without a memory does it: no order among such calls, and nothing waits for another.
void Device::wish_by_key(House& house, Wish wish) {
  if (keyed_.size() >= most_keyed) return;
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr std::string_view shape = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
  wish.n = first_keyed + ++keys_;
  for (const char letter : shape) {
    wish.key.push_back(letter == 'x' ? digits[ground_.random.below(digits.size())] : letter);
  }
  keyed_.push_back(std::move(wish));
  if (hello_ && !must_resend_) send(house, keyed_.back());
}

void Device::send(House& house, Wish& wish) {
  json::object params = wish.params;
  if (wish.key.empty()) {
    params["outbox"] = outbox_;
    params["n"] = wish.n;
  } else {
    params["key"] = wish.key;
  }
  if (wish.times_sent++ == 0) wish.first_sent_ms = ground_.clock.way_forward();
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
  send_all(house);
}

void Device::send_all(House& house) {
  must_resend_ = false;
  give_up_what_is_old();
  for (Wish& one : waiting_) send(house, one);
  for (Wish& one : keyed_) send(house, one);
}

// The server forgets an outbox after 90 days, and a key after one; what is as old as that is not
// sent again by itself. Its age is all that the clock went forward meanwhile: a moment that it once
// showed, and that nothing was kept in, says nothing of what the server remembers.
void Device::give_up_what_is_old() {
  const std::int64_t now_ms = ground_.clock.way_forward();
  std::erase_if(keyed_, [&](const Wish& one) {
    return one.times_sent != 0 && now_ms - one.first_sent_ms >= too_old_for_key_ms;
  });
  if (waiting_.empty() || waiting_.front().times_sent == 0) return;
  if (now_ms - waiting_.front().first_sent_ms < too_old_ms) return;
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

void Device::doubt_keys() {
  for (const Wish& one : keyed_) {
    Saying* saying = one.times_sent > 1 ? ground_.ledger.saying(one.tag) : nullptr;
    if (saying != nullptr) saying->may_be_doubled = true;
  }
  std::erase_if(keyed_, [](const Wish& one) { return one.times_sent != 0; });
}

void Device::resume(House& house, bool all) {
  Call made;
  for (auto& [id, view] : rooms_) {
    if (!view.joined || view.asking || (view.is_attached() && !all)) continue;
    made.have[id] = view.intervals();
    view.asking = true;
  }
  if (!made.have.empty()) call_resume(house, std::move(made), ground_.random.chance(80));
}

void Device::call_resume(House& house, Call made, bool names_epoch) {
  json::array rooms;
  for (const auto& [id, have] : made.have) {
    json::array intervals;
    for (const Interval& one : have) intervals.push_back(json::array{one.first, one.last});
    rooms.push_back(json::object{{"room", id.value}, {"have", intervals}});
  }
  json::object params{{"marks_since", position_}, {"rooms", std::move(rooms)}};
  if (names_epoch) params["epoch"] = epoch_;
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

Device::Wish* Device::wish_with(std::uint64_t n) {
  for (auto* wishes : {&waiting_, &keyed_}) {
    for (Wish& one : *wishes) {
      if (one.n == n) return &one;
    }
  }
  return nullptr;
}

void Device::forget_wish(std::uint64_t n) {
  for (auto* wishes : {&waiting_, &keyed_}) {
    std::erase_if(*wishes, [n](const Wish& one) { return one.n == n; });
  }
}

}  // namespace xinqiao::simulation
