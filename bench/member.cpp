#include "bench/member.hpp"

#include "protocol/limits.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace xinqiao::bench {
namespace {

// Request ids: a post's attempt and n below, calls above. Both stay below 2^53.
constexpr std::uint64_t attempt_shift = 32;
constexpr std::uint64_t first_call_id = std::uint64_t{1} << 52;
constexpr std::size_t calls_at_once = 64;
constexpr std::size_t rooms_a_resume = 200;
constexpr Listener members_a_source = 3'000;
constexpr std::int64_t pause_ms_least = 20;
constexpr std::uint16_t link_was_cut = 1006;

}  // namespace

Member::Member(Ground& ground, Listener index, Credential credential)
    : ground_(ground),
      index_(index),
      credential_(std::move(credential)),
      outbox_("bench-" + std::to_string(ground.run_id % 100'000'000'000'000U) + "-" +
              std::to_string(index)),
      timer_(ground.context) {}

void Member::connect() {
  link_ = std::make_shared<Link>(
      ground_.context, ground_.door,
      Link::Ears{.on_text = [this](std::string_view text, Nanos at) { hear(text, at); },
                 .on_closed = [this](std::uint16_t code, unsigned status) { lost(code, status); }});
  link_->pace(is_deaf_ ? deaf_pace : pace_);
  link_->open(credential_.token, static_cast<std::uint8_t>(1 + index_ / members_a_source));
}

void Member::leave() {
  timer_.cancel();
  if (link_) {
    link_->abandon();
  }
}

void Member::cut() {
  if (!is_open_) {
    return;  // it is on its way
  }
  link_->abandon();
  lost(link_was_cut, 0);
}

void Member::pace(std::uint64_t bytes_per_second) {
  pace_ = bytes_per_second;
  if (link_) {
    link_->pace(pace_);
  }
}

void Member::deafen(bool is_deaf) {
  const bool was_deaf = std::exchange(is_deaf_, is_deaf);
  if (link_ && was_deaf && !is_deaf) {
    link_->pace(pace_);
    link_->listen(true);
  }
}

bool Member::is_back() const {
  return is_open_ && tops_.size() >= rooms_.size() &&
         std::all_of(tops_.begin(), tops_.end(), [this](const auto& one) {
           return ground_.audit.heard_up_to(index_, one.first) >= one.second;
         });
}

void Member::hear(std::string_view frame, Nanos at) {
  if (const auto event = read_event_frame(frame)) {
    ground_.audit.heard(index_, event->room, event->seq, event->bytes, at);
    if (is_deaf_ && is_open_) link_->listen(false);
    return;
  }
  const OtherFrame other = read_other_frame(frame);
  switch (other.kind) {
    case OtherFrame::Kind::answer:
      return hear_answer(other.answer, frame, at);
    case OtherFrame::Kind::hello:
      return hear_hello(other.hello);
    case OtherFrame::Kind::notification:
      return;
    case OtherFrame::Kind::unreadable:
      ground_.problem = "a frame could not be read";
  }
}

void Member::hear_hello(const HelloFacts& hello) {
  if (hello.member != credential_.member) {
    ground_.problem = "the token belongs to another member";
  }
  if (!epoch_.empty() && epoch_ != hello.epoch) {
    ground_.problem = "the store has a new epoch";
  }
  epoch_ = hello.epoch;
  is_open_ = true;
  tries_ = 0;
  ++ground_.links_open;
  say_all_again();
  say_calls();
  resume(rooms_);
}

void Member::lost(std::uint16_t close_code, unsigned status) {
  ++ground_.closes[close_code];
  ++losses_;
  tops_.clear();
  if (is_open_) {
    --ground_.links_open;
    ++ground_.reconnects;
  }
  is_open_ = false;
  const bool may_return = close_code != 4100 && close_code != 4101 && close_code != 1002 &&
                          close_code != 1007 && close_code != 1009 && status == 0;
  if (!may_return) {
    ground_.problem = "the server closed with " + std::to_string(close_code) + ", HTTP status " +
                      std::to_string(status);
    return;
  }
  for (auto& [id, call] : calls_) {
    call.is_said = false;
  }
  ground_.calls_open -= std::erase_if(calls_, [](const auto& entry) {
    return entry.second.is_for_link;  // asked anew, from what is had by then
  });
  is_paused_ = false;
  come_back();
}

void Member::come_back() {
  const std::uint64_t most =
      std::min(ground_.back_off_ms << std::min(tries_, 20U), ground_.back_off_ms_max);
  ++tries_;
  const std::uint64_t pause = ground_.jitter ? ground_.random() % most : most;
  timer_.expires_after(std::chrono::milliseconds(pause));
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) {
      connect();
    }
  });
}

// --- Posting ---

void Member::post(PostIndex post, Words words) {
  ++ground_.posts_open;
  line_.push_back({.n = 0, .post = post, .words = std::move(words)});
  take_from_line();
}

void Member::take_from_line() {
  while (!line_.empty() && unanswered_.size() < limits::outbox_window &&
         (unanswered_.empty() || last_n_ + 1 - unanswered_.front().n < limits::outbox_window)) {
    unanswered_.push_back(std::move(line_.front()));
    line_.pop_front();
    unanswered_.back().n = ++last_n_;
    if (is_open_ && !is_paused_) {
      say(unanswered_.back());
    }
  }
}

void Member::say(const Waiting& waiting) {
  const std::uint64_t id = attempt_ << attempt_shift | waiting.n;
  const Words& words = waiting.words;
  switch (words.kind) {
    case Words::Kind::post:
      return link_->say(post_request(id, outbox_, waiting.n, words.room, words.text));
    case Words::Kind::ask:
      return link_->say(ask_request(id, outbox_, waiting.n, words.room, words.text));
    case Words::Kind::answer:
      return link_->say(
          answer_request(id, outbox_, waiting.n, {words.room, words.question}, words.text));
  }
}

void Member::say_all_again() {
  ++attempt_;
  for (const Waiting& waiting : unanswered_) {
    say(waiting);
  }
}

// Nothing is said until the server's time is over; then everything unanswered, in order.
void Member::pause(std::int64_t retry_ms) {
  if (is_paused_) {
    return;
  }
  is_paused_ = true;
  ++attempt_;
  timer_.expires_after(std::chrono::milliseconds(std::max(retry_ms, pause_ms_least)));
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled && is_open_) {
      is_paused_ = false;
      say_all_again();
      say_calls();
    }
  });
}

void Member::hear_answer(const Answer& answer, std::string_view frame, Nanos at) {
  if (!answer.accepted) {
    ++ground_.refusals[answer.reason];
  }
  if (answer.id >= first_call_id) {
    return hear_call_answer(answer, frame);
  }
  const std::uint64_t n = answer.id & ((std::uint64_t{1} << attempt_shift) - 1);
  const auto waiting = std::find_if(unanswered_.begin(), unanswered_.end(),
                                    [n](const Waiting& w) { return w.n == n; });
  if (!answer.accepted && (answer.action == "retry" || answer.action.empty())) {
    if (answer.id >> attempt_shift == attempt_ && waiting != unanswered_.end()) {
      pause(answer.retry_ms);
    }
    return;
  }
  if (waiting == unanswered_.end()) {
    return;  // answered before, by an earlier attempt
  }
  ground_.repeats += answer.repeated ? 1 : 0;
  const PostIndex post = waiting->post;
  unanswered_.erase(waiting);
  --ground_.posts_open;
  if (answer.accepted) {
    ground_.audit.acknowledged(post, answer.seq, at);
  } else {
    ground_.audit.refused(post);
    ground_.problem = "a post was refused: " + answer.reason + " " + answer.field;
  }
  take_from_line();
  if (ground_.on_answered) {
    ground_.on_answered(post);
  }
}

// --- Calls ---

void Member::call(Ask ask, Hear hear) {
  put({std::move(ask), std::move(hear)});
}

void Member::call_for_link(Ask ask, Hear hear) {
  put({.ask = std::move(ask), .hear = std::move(hear), .is_for_link = true});
}

void Member::put(Call call) {
  ++ground_.calls_open;
  calls_.emplace(first_call_id + next_call_++, std::move(call));
  say_calls();
}

void Member::say_calls() {
  if (!is_open_ || is_paused_) {
    return;
  }
  std::size_t places = calls_at_once;
  for (auto call = calls_.begin(); call != calls_.end() && places > 0; ++call, --places) {
    if (!call->second.is_said) {
      call->second.is_said = true;
      link_->say(call->second.ask(call->first));
    }
  }
}

void Member::hear_call_answer(const Answer& answer, std::string_view frame) {
  const auto found = calls_.find(answer.id);
  if (found == calls_.end()) {
    return;
  }
  if (!answer.accepted && answer.action == "retry") {
    found->second.is_said = false;
    return pause(answer.retry_ms);
  }
  if (!answer.accepted) {
    ground_.problem = "a call was refused: " + answer.reason + " " + answer.field;
  }
  const Hear hear = std::move(found->second.hear);
  calls_.erase(found);
  --ground_.calls_open;
  if (answer.accepted) {
    hear(answer, frame);
  }
  say_calls();
}

// --- Listening ---

void Member::listen(const std::vector<RoomId>& rooms) {
  rooms_.insert(rooms_.end(), rooms.begin(), rooms.end());
  if (is_open_) {
    resume(rooms);
  }
}

// What this member has of a room. A newcomer says to have all that others were told of it, so that
// old words are not fed to each listener; only the very first are.
void Member::resume(const std::vector<RoomId>& rooms) {
  for (std::size_t from = 0; from < rooms.size(); from += rooms_a_resume) {
    const std::size_t to = std::min(from + rooms_a_resume, rooms.size());
    std::vector<RoomId> part(rooms.begin() + static_cast<std::ptrdiff_t>(from),
                             rooms.begin() + static_cast<std::ptrdiff_t>(to));
    call_for_link(
        [this, part = std::move(part)](std::uint64_t id) {
          std::vector<ResumeRoom> asked;
          for (const RoomId room : part) {
            asked.push_back({.room = room, .have = ground_.audit.has(index_, room)});
          }
          return resume_request(id, epoch_, asked);
        },
        [this](const Answer&, std::string_view frame) { resumed(frame); });
  }
}

void Member::resumed(std::string_view frame) {
  const auto rooms = read_resumed(frame);
  if (!rooms) {
    ground_.problem = "an answer to resume could not be read";
    return;
  }
  for (const Resumed& room : *rooms) {
    if (room.gone || room.rolled_back) {
      ground_.problem = room.gone ? "not a member of a room to listen in"
                                  : "the server has less of a room than it told";
      continue;
    }
    ground_.audit.attached(index_, room.room, room.first, room.top);
    tops_[room.room] = room.top;
    for (const Interval& hole : ground_.audit.begin_feed(index_, room.room, room.first)) {
      fill_hole(room.room, hole);
    }
  }
}

void Member::fill_hole(RoomId room, Interval hole) {
  call_for_link(
      [room, hole](std::uint64_t id) { return history_request(id, room, hole.first - 1); },
      [this, room, hole](const Answer&, std::string_view frame) {
        const auto page = read_history(frame);
        const Nanos at = now_nanos();
        Seq last = 0;
        for (const std::string& bytes : page ? page->events : std::vector<std::string>{}) {
          const auto event = read_event(bytes);
          last = event ? event->seq : hole.last;
          if (event && event->seq <= hole.last) {
            ground_.audit.heard(index_, room, event->seq, bytes, at);
          }
        }
        if (last != 0 && last < hole.last) {
          fill_hole(room, {last + 1, hole.last});
        }
      });
}

}  // namespace xinqiao::bench
