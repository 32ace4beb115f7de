// A commit group: what is kept together, and what is told once it is kept. And the handover of
// groups from the decider to the keeper: while one group is written, the next gathers in one place,
// however often the decider steps. Threading: Group is a value; Handover is shared by one decider
// and the keeper's threads.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "protocol/encode.hpp"
#include "protocol/encode_question.hpp"
#include "protocol/limits.hpp"
#include "protocol/variant.hpp"
#include "server/audience.hpp"
#include "store/batch.hpp"

namespace xinqiao {

// A history page with its permit: the caller may read the room, and all it may see is kept.
struct HistoryTask {
  ConnectionId to;
  std::string id;  // of the request
  History history;
  Seq top{};  // of the room at the permit's place: what is said later is not this caller's to read
  Seq bottom = 1;  // what was said before is not either
  MemberId member{};
  std::vector<PostTotals> notices;  // what the world knows of those near the page, by seq
  bool has_questions = false;       // of a room of questions
};

// Who reacted to a post, with its permit.
struct ReactionsTask {
  ConnectionId to;
  std::string id;
  ListReactions query;
};

// A page of the organisation's log with its permit: the part of the tree that the caller organises.
struct OrganisationLogTask {
  ConnectionId to;
  std::string id;
  OrganisationLog query;
  Seq top{};
  bool all = false;
  std::shared_ptr<const std::set<UnitId>> units;
};
// A room that a search may look into: what lies between, both included, is the caller's to read.
struct SearchRoom {
  RoomId room;
  Seq first{};
  Seq top{};  // of the room at the permit's place
};
// A search with its permit.
struct SearchTask {
  ConnectionId to;
  std::string id;  // of the request
  Search search;
  std::vector<SearchRoom> rooms;  // ascending; at most limits::rooms_per_member
  std::uint64_t asked_ns{};       // on the steady clock, for the metrics alone
};

// The pinned posts that the caller may see, in their order.
struct PinsTask {
  ConnectionId to;
  std::string id;
  RoomId room;
  std::vector<Seq> pins;
};

// What is held about a member, with the permit to be the one it is about.
struct MyDataTask {
  ConnectionId to;
  std::string id;
  MemberId member;
  PostRef after;
  std::string head;  // the object, open at its end
};
// The next step of deleting an erased member's words; its answer is an EraseWords command.
struct EraseTask {
  ConnectionId to;  // nobody
  std::string id;
  MemberId member;
  PostRef after;
};
// A page of the board of questions, without its words.
struct QuestionsTask {
  ConnectionId to;
  std::string id;
  QuestionPage page;
};
using ReadTask = variant<HistoryTask, OrganisationLogTask, ReactionsTask, PinsTask, MyDataTask,
                         EraseTask, QuestionsTask>;

struct Group {
  store::Batch batch;
  TellBatch tells;
  std::vector<ReadTask> reads;
  std::vector<SearchTask> searches;
  std::size_t commands = 0;
  std::size_t events = 0;
  std::size_t breaches = 0;  // among them, of deadlines of questions
  Position position{};       // of its last entry
  std::uint64_t number{};    // of its last part; the keeper reports it as kept
  bool has_redactions = false;
  std::vector<std::uint64_t> heard_ns;  // when each request among the commands was heard

  bool empty() const { return commands == 0; }
  void append(Group&& later);
};

// Who follows the log from outside the pipeline (server/outward); each may be empty. Threading: the
// keeper's threads, one at a time; neither may wait.
struct Followers {
  // This is kept and about to be told.
  std::function<void(const TellBatch& tells, bool has_redactions)> kept;
  // Takes a search that is permitted. False: too many wait.
  std::function<bool(SearchTask task)> search;
};

class Handover {
 public:
  // most: commands that a group gathers.
  explicit Handover(std::size_t most = limits::group_commands) : most_(most) {}

  // Joins the group to what waits. Decider.
  void offer(Group&& group);
  // How many commands the decider may decide now; 0: the group is full. Decider.
  std::size_t room() const;
  std::size_t most() const { return most_; }
  std::size_t commands() const;  // that wait
  // Waits until there is room again, or it is closed. Decider.
  void wait_for_room();
  // What waits, if anything. Keeper.
  Group take();
  // Waits until something is there, or it is closed. Keeper.
  void wait_for_group();
  void close();
  bool is_closed() const;

 private:
  bool full_locked() const;

  const std::size_t most_;
  mutable std::mutex mutex_;
  std::condition_variable offered_;  // to one keeper
  std::condition_variable taken_;    // to the decider
  Group waiting_;
  bool closed_ = false;
};

}  // namespace xinqiao
