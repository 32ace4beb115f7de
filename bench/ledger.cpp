#include "bench/ledger.hpp"

#include "bench/dialect.hpp"

#include <boost/json.hpp>

namespace xinqiao::bench {
namespace {

// A number is the run's in its upper bits, the post's in its lower ones: at most thirteen digits.
constexpr std::uint64_t run_bits = 16;
constexpr std::uint64_t post_bits = 26;
constexpr std::uint64_t author_bits = 24;

}  // namespace

Ledger::Ledger(Audit& audit, Order order, std::uint64_t run)
    : audit_(audit),
      order_(order),
      base_((run % (std::uint64_t{1} << run_bits) + 1) << post_bits) {}

void Ledger::listens(Listener listener, RoomId room) {
  listeners_[room].push_back(listener);
  if (order_ == Order::room) audit_.attached(listener, room, 1, 0);
}

RoomId Ledger::domain_of(RoomId room, Listener by) {
  if (order_ == Order::room) return room;
  const RoomId domain{room.value << author_bits | (by + 1)};
  if (!domains_.contains(domain)) {
    domains_[domain] = {};
    for (const Listener listener : listeners_[room]) audit_.attached(listener, domain, 1, 0);
  }
  return domain;
}

std::pair<PostIndex, std::string> Ledger::sent(Listener by, RoomId room, std::string_view text,
                                               Nanos due, bool is_measured) {
  const auto index = static_cast<PostIndex>(posts_.size());
  const RoomId domain = domain_of(room, by);
  std::string words = marked(number_of(index), text);
  posts_.push_back({.by = by, .domain = domain, .text = words});
  audit_.sent(MemberId{by + 1U}, domain, words, due, is_measured);
  return {index, std::move(words)};
}

std::optional<PostIndex> Ledger::post_of(std::uint64_t n) const {
  if (n < base_ || n - base_ >= posts_.size()) return std::nullopt;
  return static_cast<PostIndex>(n - base_);
}

// As the audit reads events: what is known of the post, and the words that were told.
std::string Ledger::event_of(const Post& post, const std::string& text) const {
  return boost::json::serialize(boost::json::object{{"room", post.domain.value},
                                                    {"seq", post.seq},
                                                    {"by", post.by + 1U},
                                                    {"kind", "post"},
                                                    {"text", text}});
}

// Its place in the order, with the words that were said: there is no log to read.
void Ledger::place(Post& post) {
  post.seq = ++domains_[post.domain].last;
  post.event = event_of(post, post.text);
  audit_.kept(post.domain, post.seq, post.event);
}

void Ledger::heard(Listener listener, PostIndex index, const std::optional<std::string>& text,
                   Nanos at) {
  Post& post = posts_[index];
  const bool is_first = post.seq == 0;
  if (is_first) place(post);
  const bool is_same = !text || *text == post.text;
  audit_.heard(listener, post.domain, post.seq, is_same ? post.event : event_of(post, *text), at);
  if (is_first && post.is_answered) count_answer(index);
}

void Ledger::count_answer(PostIndex index) {
  const Post& post = posts_[index];
  if (post.answered_at) {
    audit_.acknowledged(index, post.seq, *post.answered_at);
  } else {
    audit_.stands_at(index, post.seq);
  }
}

void Ledger::answered(PostIndex index, Nanos at) {
  Post& post = posts_[index];
  if (post.is_answered) return;
  post.is_answered = true;
  post.answered_at = at;
  if (post.seq != 0) count_answer(index);
}

bool Ledger::settle(PostIndex index) {
  Post& post = posts_[index];
  if (post.is_answered) return false;
  post.is_answered = true;
  if (post.seq != 0) count_answer(index);
  return true;
}

void Ledger::close(bool are_answered) {
  for (PostIndex index = 0; index < posts_.size(); ++index) {
    Post& post = posts_[index];
    if (post.seq != 0 || (are_answered && !post.is_answered)) continue;
    place(post);
    count_answer(index);
  }
}

}  // namespace xinqiao::bench
