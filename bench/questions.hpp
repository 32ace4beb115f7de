// A share of what is said is about questions, in a room of their own: anybody but the first member
// asks, the first member, who organises the room, answers the one that has waited longest, and who
// asked says that it is solved. The words are audited as all posts are; at the end the server's
// figures must be what was said. Threading: the thread that runs the io_context.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "bench/member.hpp"
#include "bench/scenario.hpp"

namespace xinqiao::bench {

class Questions {
 public:
  using Members = std::vector<std::unique_ptr<Member>>;
  Questions(Ground& ground, Members& members, const Scenario& scenario);

  // Each makes calls; they are done when Ground::calls_open is 0. In this order.
  void make_room();
  void join_room();
  void read_figures();  // before anything is said, and when all is over

  RoomId room() const { return room_; }
  // Some of what is to be said becomes a question or an answer: who says it, and the words.
  Listener turn(Listener member, Words& words);
  void said(PostIndex post, Listener by, const Words& words);
  void answered(PostIndex post);  // for good
  const QuestionSums& sums() const { return sums_; }
  // After the figures were read twice: why they are not what was said, or nothing.
  std::string problem() const;

 private:
  struct Question {
    Listener by = 0;
    Seq seq = 0;
  };
  void close(const Question& question);

  Ground& ground_;
  Members& members_;
  const double share_;
  std::mt19937_64 random_;
  RoomId room_;
  std::deque<Question> open_;                // acknowledged, not answered
  std::map<PostIndex, Question> under_way_;  // asked, or (with a seq) answered
  std::vector<QuestionSums> figures_;
  QuestionSums sums_;
};

}  // namespace xinqiao::bench
