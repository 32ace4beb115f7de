// A stretch: messages of one room that follow each other closely, together one document of the
// index, because a document costs more than its words do. It lies within one block (`block_seqs`
// seqs of its room, aligned), so that an edit or a deletion has one block to write anew; within
// `stretch_ms`, so that few stretches lie across any moment; and takes no further message once it
// has `stretch_terms`. Threading: a value; a Gathering belongs to one thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "protocol/command.hpp"
#include "server/outward/query.hpp"

namespace xinqiao::outward {

inline constexpr Seq block_seqs = 32;
inline constexpr std::int64_t stretch_ms = 60'000;
inline constexpr std::size_t stretch_terms = 4'096;

constexpr Seq block_of(Seq seq) {
  return seq / block_seqs;
}
constexpr Seq first_of_block(Seq block) {
  return block * block_seqs;
}
constexpr Seq last_of_block(Seq block) {
  return first_of_block(block) + block_seqs - 1;
}

struct Stretch {
  RoomId room;
  Seq first{};
  Seq last{};
  Instant oldest;  // clocks are set back: `oldest` need not be that of `first`
  Instant newest;

  // No message of it comes after the one or before the other, and no two stretches share either.
  SearchPlace upper() const { return {newest, room, last}; }
  SearchPlace lower() const { return {oldest, room, first}; }
  bool operator==(const Stretch&) const = default;
};

inline Stretch stretch_of(const SearchPlace& message) {
  return {message.room, message.seq, message.seq, message.at, message.at};
}

// The stretch that is being gathered. Messages come in the order of their seqs.
class Gathering {
 public:
  bool is_empty() const { return stretch_.first == 0; }
  bool fits(const SearchPlace& message) const {
    return is_empty() ||
           (stretch_.room == message.room && block_of(stretch_.first) == block_of(message.seq) &&
            std::max(stretch_.newest, message.at).ms - std::min(stretch_.oldest, message.at).ms <=
                stretch_ms &&
            terms_.size() < stretch_terms);
  }
  void take(const SearchPlace& message, const Folded& text) {
    if (is_empty()) stretch_ = stretch_of(message);
    stretch_.last = message.seq;
    stretch_.oldest = std::min(stretch_.oldest, message.at);
    stretch_.newest = std::max(stretch_.newest, message.at);
    add_terms(text, terms_);
  }
  // What was gathered; then it is empty.
  std::pair<Stretch, Terms> release() { return {std::exchange(stretch_, {}), terms_.release()}; }

 private:
  Stretch stretch_;
  TermSet terms_;
};

}  // namespace xinqiao::outward
