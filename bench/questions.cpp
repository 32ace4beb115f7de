#include "bench/questions.hpp"

namespace xinqiao::bench {
namespace {

constexpr Listener organiser = 0;
// Keys of the calls beside the posts: above those of the rooms of a run.
constexpr std::uint64_t room_key = std::uint64_t{1} << 40;
constexpr std::uint64_t join_keys = std::uint64_t{1} << 41;
constexpr std::uint64_t solve_keys = std::uint64_t{1} << 42;

}  // namespace

Questions::Questions(Ground& ground, Members& members, const Scenario& scenario)
    : ground_(ground),
      members_(members),
      share_(scenario.questions),
      random_(scenario.seed * 104'729 + 3) {}

void Questions::make_room() {
  const std::string key = make_key(ground_.run_id, room_key);
  members_[organiser]->call(
      [key](std::uint64_t id) { return create_questions_request(id, key, "有问必答"); },
      [this](const Answer& answer, std::string_view) { room_ = answer.room; });
}

void Questions::join_room() {
  for (std::size_t m = 1; m < members_.size(); ++m) {
    const std::string key = make_key(ground_.run_id, join_keys | m);
    members_[m]->call(
        [key, room = room_](std::uint64_t id) { return join_room_request(id, key, room); },
        [](const Answer&, std::string_view) {});
  }
}

void Questions::read_figures() {
  members_[organiser]->call([](std::uint64_t id) { return figures_request(id); },
                            [this](const Answer&, std::string_view frame) {
                              const auto sums = read_question_figures(frame);
                              if (!sums) {
                                ground_.problem = "an answer to question.figures could not be read";
                                return;
                              }
                              figures_.push_back(*sums);
                            });
}

Listener Questions::turn(Listener member, Words& words) {
  if (std::uniform_real_distribution<double>(0, 1)(random_) >= share_) {
    return member;
  }
  const bool answers = !open_.empty() && random_() % 2 == 0;
  if (!answers && member == organiser) {
    return member;  // nobody would answer it
  }
  words.room = room_;
  words.kind = Words::Kind::ask;
  if (!answers) {
    return member;
  }
  words.kind = Words::Kind::answer;
  words.question = open_.front().seq;
  return organiser;
}

void Questions::said(PostIndex post, Listener by, const Words& words) {
  if (words.kind == Words::Kind::ask) {
    ++sums_.asked;
    under_way_[post] = {.by = by};
  } else if (words.kind == Words::Kind::answer) {
    under_way_[post] = open_.front();
    open_.pop_front();
  }
}

void Questions::answered(PostIndex post) {
  const auto found = under_way_.find(post);
  if (found == under_way_.end()) {
    return;
  }
  Question question = found->second;
  under_way_.erase(found);
  if (question.seq != 0) {
    return close(question);
  }
  question.seq = ground_.audit.acknowledged_seq(post);
  open_.push_back(question);
}

void Questions::close(const Question& question) {
  ++sums_.solved;
  const std::string key = make_key(ground_.run_id, solve_keys | question.seq);
  members_[question.by]->call([key, room = room_, seq = question.seq](
                                  std::uint64_t id) { return solve_request(id, key, room, seq); },
                              [](const Answer&, std::string_view) {});
}

std::string Questions::problem() const {
  if (figures_.size() != 2) {
    return "the figures of questions were not read";
  }
  const std::uint64_t asked = figures_[1].asked - figures_[0].asked;
  const std::uint64_t solved = figures_[1].solved - figures_[0].solved;
  if (asked == sums_.asked && solved == sums_.solved) {
    return "";
  }
  return std::to_string(sums_.asked) + " questions were asked and " + std::to_string(sums_.solved) +
         " solved; the server counts " + std::to_string(asked) + " and " + std::to_string(solved);
}

}  // namespace xinqiao::bench
