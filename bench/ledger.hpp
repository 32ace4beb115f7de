// What strangers' servers tell, in the words of the audit. They give no numbers of their own to
// what they say, so the order is that in which anybody heard a post first: each other listener must
// hear the same, once, in that order, with the words that were said. With Order::author each
// author's posts in a room have an order of their own. Threading: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/adapter.hpp"
#include "bench/audit.hpp"

namespace xinqiao::bench {

class Ledger {
 public:
  // run: makes the numbers of posts its own, so that what a server still tells of an earlier run is
  // not taken for this one's.
  Ledger(Audit& audit, Order order, std::uint64_t run);

  void listens(Listener listener, RoomId room);
  // The post and its words as they are to be said: with the number that says which one it is.
  std::pair<PostIndex, std::string> sent(Listener by, RoomId room, std::string_view text, Nanos due,
                                         bool is_measured);
  std::uint64_t number_of(PostIndex post) const { return base_ + post; }
  std::optional<PostIndex> post_of(std::uint64_t n) const;

  // text: as it was told, if the adapter knows where it stands.
  void heard(Listener listener, PostIndex post, const std::optional<std::string>& text, Nanos at);
  void answered(PostIndex post, Nanos at);
  // The same without a time; false: it was answered before.
  bool settle(PostIndex post);
  // Nothing more comes: what was taken and nobody heard is lost to each who listens. are_answered:
  // only what was answered was taken; without answers on that wire, all of it.
  void close(bool are_answered);

 private:
  struct Post {
    Listener by = 0;
    RoomId domain;  // in which it has its place: the room, or the room and its author
    std::string text;
    std::string event;
    Seq seq = 0;
    bool is_answered = false;
    std::optional<Nanos> answered_at;
  };
  struct Domain {
    Seq last = 0;
  };
  RoomId domain_of(RoomId room, Listener by);
  std::string event_of(const Post& post, const std::string& text) const;
  void place(Post& post);
  void count_answer(PostIndex index);

  Audit& audit_;
  const Order order_;
  const std::uint64_t base_;
  std::vector<Post> posts_;
  std::map<RoomId, std::vector<Listener>> listeners_;
  std::map<RoomId, Domain> domains_;
};

}  // namespace xinqiao::bench
