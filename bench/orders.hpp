// Which part of a run an agent makes, and who says when it goes on: the steps at which all agents
// wait for each other. Threading: the thread of the run.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bench/clock.hpp"
#include "bench/participant.hpp"

namespace xinqiao::bench {

class Orders {
 public:
  virtual ~Orders() = default;
  virtual void is_ready() = 0;                       // all of ours listen
  virtual std::optional<Nanos> starts_at() = 0;      // once it is known
  virtual void is_drained() = 0;                     // all that came was heard, or time is over
  virtual bool may_check() = 0;                      // all agents are drained
  virtual std::optional<std::string> problem() = 0;  // nobody orders any more
};

// Every index-th of `of` members is ours. All agents draw the same posts at the same moments, and
// each says those of its own members: so each knows all posts by the same numbers.
struct AgentShare {
  std::size_t index = 0;
  std::size_t of = 1;
  std::vector<Credential> everybody;
  Orders* orders = nullptr;

  bool is_ours(std::size_t member) const { return member % of == index; }
};

}  // namespace xinqiao::bench
