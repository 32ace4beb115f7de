#include "bench/crowd.hpp"

#include "bench/segments.hpp"
#include "bench/wire.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <random>

namespace xinqiao::bench {
namespace {

constexpr std::size_t crowd_handshakes = 128;         // handshakes at once
constexpr std::size_t crowd_address_members = 3'500;  // the server lets 4,000 in from one
constexpr Nanos crowd_patience = 60 * nanos_per_second;
constexpr std::uint64_t resume_id = 1;
constexpr std::uint64_t post_id = 2;
constexpr std::uint64_t history_id = 3;
constexpr std::uint32_t not_greeted = std::numeric_limits<std::uint32_t>::max();
constexpr std::string_view told_event = R"({"jsonrpc":"2.0","method":"event","params":)";

}  // namespace

Crowd::Crowd(std::string_view url, std::vector<Credential> who, RoomId room, bool packs)
    : who_(std::move(who)),
      room_(room),
      outbox_("floor-" + std::to_string(std::random_device{}())),
      heard_(who_.size(), not_greeted) {
  if (!read_url(url, door_)) fail(std::string(url) + " is no address");
  door_.packs = packs;
}

Crowd::~Crowd() {
  for (auto& link : links_) link->abandon();
}

void Crowd::fail(std::string problem) {
  if (problem_.empty()) problem_ = std::move(problem);
}

bool Crowd::come() {
  const Nanos until = now_nanos() + 5 * crowd_patience;
  while (listening_ < who_.size() && problem_.empty()) {
    // The first learns where the room stands, so that nobody need be fed its past.
    const std::size_t most = is_bare() || listening_ > 0 ? listening_ + crowd_handshakes : 1;
    while (links_.size() < std::min(who_.size(), most)) add();
    turn(10 * nanos_per_millisecond);
    if (now_nanos() > until) fail("only " + std::to_string(listening_) + " came in");
  }
  return problem_.empty();
}

void Crowd::add() {
  const std::size_t member = links_.size();
  Link::Ears ears;
  ears.on_text = [this, member](std::string_view text, Nanos at) { hear(member, text, at); };
  ears.on_closed = [this](std::uint16_t code, unsigned status) {
    fail("a socket was closed with " + std::to_string(status == 0 ? code : status));
  };
  links_.push_back(std::make_shared<Link>(context_, door_, std::move(ears)));
  links_.back()->open(who_[member].token,
                      static_cast<std::uint8_t>(1 + member / crowd_address_members));
}

void Crowd::turn(Nanos most) {
  context_.restart();
  if (most > 0) context_.run_one_for(std::chrono::nanoseconds(most));
  context_.poll();
}

void Crowd::expect(std::size_t frames) {
  expected_ = frames;
  through_ = 0;
  frames_.clear();
  std::fill(heard_.begin(), heard_.end(), 0);
}

void Crowd::post(const std::vector<std::string>& texts) {
  ++n_;
  answers_due_ = texts.size();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    links_[i]->say(post_request(post_id, outbox_, n_, room_, texts[i]));
  }
}

bool Crowd::hear_all(bool awake) {
  const Nanos until = now_nanos() + crowd_patience;
  while ((through_ < who_.size() || answers_due_ > 0) && problem_.empty()) {
    turn(awake ? 0 : 10 * nanos_per_millisecond);
    if (now_nanos() > until) fail(std::to_string(who_.size() - through_) + " did not hear all");
  }
  return problem_.empty();
}

std::uint64_t Crowd::segments() const {
  std::uint64_t all = 0;
  for (const auto& link : links_) all += segments_heard(link->descriptor());
  return all;
}

std::string Crowd::cipher() const {
  return links_.empty() ? std::string() : links_.front()->cipher();
}

void Crowd::rest(Nanos time) {
  const Nanos until = now_nanos() + time;
  for (Nanos now = now_nanos(); now < until && problem_.empty(); now = now_nanos()) {
    turn(until - now);
  }
}

void Crowd::hear(std::size_t member, std::string_view text, Nanos at) {
  const bool is_frame = text.starts_with(told_event);
  if (heard_[member] != not_greeted) {
    return is_bare() || is_frame ? hear_frame(member, text, at) : hear_other(member, text);
  }
  if (is_bare()) {
    heard_[member] = 0;
    ++listening_;
  } else if (!is_frame) {
    hear_other(member, text);
  }
}

void Crowd::resume(std::size_t member) {
  links_[member]->say(resume_request(resume_id, "", {{room_, {{1, top_}}}}));
}

void Crowd::hear_frame(std::size_t member, std::string_view text, Nanos at) {
  const std::uint32_t index = heard_[member]++;
  if (index >= expected_) return fail("somebody heard more than was said");
  if (index == frames_.size()) frames_.emplace_back(text);
  if (frames_[index] != text) return fail("two heard different bytes, or in another order");
  if (index + 1 < expected_) return;
  ++through_;
  last_heard_ = at;
}

void Crowd::hear_other(std::size_t member, std::string_view text) {
  const OtherFrame frame = read_other_frame(text);
  if (frame.kind == OtherFrame::Kind::hello) {
    if (top_ > 0) return resume(member);
    return links_[member]->say(history_request(history_id, room_, 0));
  }
  if (frame.kind != OtherFrame::Kind::answer) return;
  if (!frame.answer.accepted) return fail("the server refused: " + frame.answer.reason);
  if (frame.answer.id == history_id) {
    const auto page = read_history(text);
    top_ = page ? page->top : 0;
    resume(member);
  } else if (frame.answer.id == resume_id) {
    heard_[member] = 0;
    ++listening_;
  } else if (answers_due_ > 0) {
    --answers_due_;
  }
}

}  // namespace xinqiao::bench
