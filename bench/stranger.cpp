#include "bench/stranger.hpp"

#include "bench/upgrade.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>

namespace xinqiao::bench {
namespace {

constexpr Listener strangers_a_source = 3'000;
constexpr std::uint64_t comes_back_after_ms = 200;
constexpr std::size_t words_of_a_problem = 200;
// Who never let anybody in after so many tries will not; and so long is an answer waited for.
constexpr std::uint64_t tries_most = 40;
constexpr auto step_patience = std::chrono::seconds(30);
constexpr std::uint16_t cut_by_us = 1006;

// As it stands between the quotes of a JSON text.
std::string escaped(const std::string& text) {
  const std::string quoted = boost::json::serialize(boost::json::value(text));
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

Target target_of(const Adapter& adapter, const Blanks& blanks) {
  std::string url = render(adapter.url, blanks);
  if (url.starts_with("ws")) url.replace(0, 2, "http");
  const std::size_t scheme = url.find("://");
  const std::size_t slash = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
  if (slash == std::string::npos) return {url, "/"};
  return {url.substr(0, slash), url.substr(slash)};
}

Stranger::Stranger(StrangerGround ground, Listener index, Credential credential)
    : shared_(ground),
      index_(index),
      credential_(std::move(credential)),
      timer_(ground.ground.context) {}

Blanks Stranger::blanks_of(RoomId room) const {
  return {{"member", std::to_string(credential_.member.value)},
          {"token", credential_.token},
          {"run", std::to_string(shared_.ground.run_id % 1'000'000'000)},
          {"room", std::to_string(room.value)}};
}

void Stranger::connect() {
  const Adapter& adapter = shared_.dialect.adapter();
  framing_ = make_framing(adapter.framing);
  for (const Step& step : adapter.connect) steps_.push_back({.step = &step, .room = {}});
  link_ = std::make_shared<Link>(
      shared_.ground.context, shared_.ground.door,
      Link::Ears{
          .on_text =
              [this](std::string_view bytes, Nanos at) {
                const StrangerFraming::Ears ears{
                    .on_message = [this, at](std::string_view message) { hear(message, at); },
                    .on_answer = [this](const std::string& answer) { link_->say_binary(answer); }};
                if (!framing_->feed(bytes, ears)) {
                  shared_.ground.problem = "a message is not of the adapter's framing";
                }
              },
          .on_closed = [this](std::uint16_t code, unsigned status) { lost(code, status); },
          .on_open = [this] { take_steps(); },
          .hears_binary = framing_->is_binary()});
  link_->pace(is_deaf_ ? deaf_pace : pace_);
  const Blanks blanks = blanks_of({});
  UpgradeWords words{
      .host = shared_.ground.door.host + ":" + std::to_string(shared_.ground.door.port),
      .path = target_of(adapter, blanks).path,
      .subprotocol = adapter.subprotocol,
      .headers = {}};
  for (const auto& [name, value] : adapter.headers) {
    words.headers.emplace_back(name, render(value, blanks));
  }
  link_->open_with(upgrade_request(words),
                   static_cast<std::uint8_t>(1 + index_ / strangers_a_source));
}

void Stranger::leave() {
  timer_.cancel();
  if (link_) link_->abandon();
}

void Stranger::cut() {
  if (!is_open_) return;  // it is on its way
  link_->abandon();
  lost(cut_by_us, 0);
}

void Stranger::pace(std::uint64_t bytes_per_second) {
  pace_ = bytes_per_second;
  if (link_) link_->pace(pace_);
}

void Stranger::deafen(bool is_deaf) {
  const bool was_deaf = std::exchange(is_deaf_, is_deaf);
  if (link_ && was_deaf && !is_deaf) {
    link_->pace(pace_);
    link_->listen(true);
  }
}

void Stranger::lost(std::uint16_t close_code, unsigned status) {
  Ground& ground = shared_.ground;
  ++ground.closes[close_code];
  if (status != 0) {
    ground.problem = "the server refused a socket: HTTP status " + std::to_string(status);
    return;
  }
  if (is_open_) {
    --ground.links_open;
    ++ground.reconnects;
  } else if (ground.links_open == 0 && ground.reconnects == 0 &&
             ground.closes[close_code] > tries_most) {
    ground.problem = "nobody is let in: sockets are closed with " + std::to_string(close_code);
    return;
  }
  is_open_ = false;
  for (const Waiting& step : steps_) ground.calls_open -= step.ends_room ? 1 : 0;
  steps_.clear();
  timer_.expires_after(std::chrono::milliseconds(1 + ground.random() % comes_back_after_ms));
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) connect();
  });
}

void Stranger::say(const std::string& message) {
  const std::string bytes = framing_->bytes_of(message);
  if (bytes.empty()) {
    shared_.ground.problem =
        "the adapter's framing has no such message: " + message.substr(0, words_of_a_problem);
    return;
  }
  if (framing_->is_binary()) {
    link_->say_binary(bytes);
  } else {
    link_->say(bytes);
  }
}

// --- Steps ---

void Stranger::listen(const std::vector<RoomId>& rooms) {
  rooms_.insert(rooms_.end(), rooms.begin(), rooms.end());
  for (const RoomId room : rooms) {
    shared_.ledger.listens(index_, room);
    ++shared_.ground.calls_open;
    enter(room, true);
  }
  take_steps();
}

void Stranger::enter(RoomId room, bool is_asked) {
  const auto& all = shared_.dialect.adapter().enter;
  for (const Step& step : all) {
    const bool is_last = &step == &all.back();
    steps_.push_back({.step = &step, .room = room, .ends_room = is_asked && is_last});
  }
  if (all.empty() && is_asked) --shared_.ground.calls_open;
}

void Stranger::take_steps() {
  while (!steps_.empty() && !steps_.front().is_said) {
    Waiting& next = steps_.front();
    next.is_said = true;
    if (!next.step->send.empty()) say(render(next.step->send, blanks_of(next.room)));
    if (next.step->await.is_given()) {
      timer_.expires_after(step_patience);
      timer_.async_wait([this](boost::system::error_code cancelled) {
        if (cancelled || steps_.empty()) return;
        shared_.ground.problem =
            "nothing came that the adapter waits for after: " + steps_.front().step->send;
      });
      return;
    }
    step_is_done();
  }
  if (!steps_.empty()) return;
  if (!is_open_) {
    is_open_ = true;
    ++shared_.ground.links_open;
    for (const RoomId room : rooms_) enter(room, false);  // it comes back
    return take_steps();
  }
  for (const std::string& message : std::exchange(held_, {})) say(message);
}

void Stranger::step_is_done() {
  if (steps_.front().ends_room) --shared_.ground.calls_open;
  steps_.pop_front();
  timer_.cancel();
}

// --- Hearing ---

void Stranger::hear(std::string_view message, Nanos at) {
  StrangerFrame frame(message);
  if (!steps_.empty() && steps_.front().is_said &&
      shared_.dialect.is_awaited(steps_.front().step->await, frame,
                                 blanks_of(steps_.front().room))) {
    step_is_done();
    return take_steps();
  }
  if (const Reply* reply = shared_.dialect.reply_to(frame)) {
    return say(render(reply->send, blanks_of({})));
  }
  hear_reading(shared_.dialect.read(frame), message, at);
  if (is_deaf_ && is_open_ && steps_.empty()) link_->listen(false);
}

void Stranger::hear_reading(const Dialect::Reading& reading, std::string_view message, Nanos at) {
  using Kind = Dialect::Reading::Kind;
  const auto post = reading.n ? shared_.ledger.post_of(*reading.n) : std::nullopt;
  switch (reading.kind) {
    case Kind::other:
      return;
    case Kind::delivery:
      if (!post) return;  // somebody else's, or of an earlier run
      shared_.ledger.heard(index_, *post, reading.text, at);
      if (!shared_.dialect.adapter().acknowledgement) settle(*post);
      return;
    case Kind::acknowledgement:
      return hear_answer(reading, at);
    case Kind::refusal:
      if (!shared_.ground.problem.empty()) return;  // what follows from the first says less
      shared_.ground.problem =
          "a post was refused: " + std::string(message.substr(0, words_of_a_problem));
  }
}

// Of the post that it names, or of the oldest.
void Stranger::hear_answer(const Dialect::Reading& reading, Nanos at) {
  auto found = unanswered_.begin();
  if (reading.n) {
    const auto post = shared_.ledger.post_of(*reading.n);
    found = post ? std::find(unanswered_.begin(), unanswered_.end(), *post) : unanswered_.end();
  }
  if (found == unanswered_.end()) return;
  const PostIndex post = *found;
  unanswered_.erase(found);
  shared_.ledger.answered(post, at);
  --shared_.ground.posts_open;
  if (shared_.ground.on_answered) shared_.ground.on_answered(post);
}

// Nobody answers on this wire: the first to hear a post says that it was taken.
void Stranger::settle(PostIndex post) {
  if (!shared_.ledger.settle(post)) return;
  --shared_.ground.posts_open;
  if (shared_.ground.on_answered) shared_.ground.on_answered(post);
}

void Stranger::post(PostIndex post, RoomId room, const std::string& text) {
  ++shared_.ground.posts_open;
  Blanks blanks = blanks_of(room);
  blanks["n"] = std::to_string(shared_.ledger.number_of(post));
  blanks["count"] = std::to_string(++posts_);
  blanks["text"] = escaped(text);
  blanks["text_bytes"] = std::to_string(text.size());
  blanks["raw_text"] = text;
  if (shared_.dialect.adapter().acknowledgement) unanswered_.push_back(post);
  std::string message = render(shared_.dialect.adapter().post, blanks);
  if (is_open_ && steps_.empty()) {
    say(message);
  } else {
    held_.push_back(std::move(message));
  }
}

}  // namespace xinqiao::bench
