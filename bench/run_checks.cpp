// What a run checks when all is said: that everyone heard everything, and that the log is what was
// told.
#include "bench/run.hpp"

namespace xinqiao::bench {
namespace {

constexpr std::size_t pages_at_once = 64;
constexpr double check_seconds = 600;

}  // namespace

// What was told stands in the log. A stranger's log cannot be read: what its listeners heard is
// held against each other and against what was said.
bool Run::check_log() {
  if (!ledger_) return check_history();
  ledger_->close(scenario_.adapter->acknowledgement.has_value());
  report_.has_log = false;
  return true;
}

bool Run::check_history() {
  for (std::size_t i = 0; i < rooms_.size(); ++i) {
    const Seq first = audit_.first_of_run(rooms_[i]);
    read_room(in_[i].front(), rooms_[i], first == 0 ? 0 : first - 1);
    const auto may_go_on = [this] { return ground_.calls_open < pages_at_once; };
    if (!turn_until(may_go_on, check_seconds, "reading the log")) {
      return false;
    }
  }
  report_.is_history_checked =
      turn_until([this] { return ground_.calls_open == 0; }, check_seconds, "reading the log");
  return report_.is_history_checked;
}

void Run::read_room(std::size_t reader, RoomId room, Seq after) {
  members_[reader]->call(
      [room, after](std::uint64_t id) { return history_request(id, room, after); },
      [this, reader, room, after](const Answer&, std::string_view frame) {
        const auto page = read_history(frame);
        if (!page) {
          ground_.problem = "an answer to history could not be read";
          return;
        }
        Seq last = after;
        for (const std::string& bytes : page->events) {
          const auto event = read_event(bytes);
          if (!event || event->seq != last + 1) {
            ground_.problem = "history has a hole or is out of order";
            return;
          }
          last = event->seq;
          audit_.kept(room, last, bytes);
        }
        if (last < page->top) {
          read_room(reader, room, last);
        }
      });
}

bool Run::check_file_order() {
  if (scenario_.mode != Mode::replay || !scenario_.ordered || ledger_) {
    return true;
  }
  std::vector<std::vector<std::size_t>> wanted(replay_.titles.size());
  for (std::size_t i = 0; i < replay_.lines.size(); ++i) {
    wanted[replay_.lines[i].room].push_back(i);
  }
  bool is_same = true;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto posts = audit_.in_log_order(title_rooms_[i]);
    is_same = is_same && posts.size() == wanted[i].size();
    for (std::size_t j = 0; is_same && j < posts.size(); ++j) {
      const ReplayLine& line = replay_.lines[wanted[i][j]];
      is_same = audit_.is_post(posts[j], people_[line.from]->credential().member, line.text);
    }
  }
  report_.is_file_order = is_same;
  return is_same || fails("a room's log is not the file's lines in the file's order");
}

bool Run::check_questions() {
  if (!questions_) {
    return true;
  }
  questions_->read_figures();
  const auto answered = [this] { return ground_.calls_open == 0; };
  if (!turn_until(answered, check_seconds, "reading figures")) {
    return false;
  }
  report_.questions = questions_->sums();
  const std::string problem = questions_->problem();
  return problem.empty() || fails(problem);
}

}  // namespace xinqiao::bench
