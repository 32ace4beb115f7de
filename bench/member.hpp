// One member of the load: listens in rooms, posts by an outbox as protocol/README.md section 4
// asks, and comes back after every loss of the link: first what waits in the outbox, then resume by
// intervals, then holes by history. Threading: the thread that runs the io_context. What cannot be
// gone on with is said in Ground::problem.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "bench/audit.hpp"
#include "bench/link.hpp"
#include "bench/participant.hpp"
#include "bench/wire.hpp"

namespace xinqiao::bench {

// What is said: a post, or one that asks a question or answers one.
struct Words {
  enum class Kind : std::uint8_t { post, ask, answer };
  RoomId room;
  std::string text;
  Kind kind = Kind::post;
  Seq question{};  // of an answer
};

// What all members of a run share.
struct Ground {
  boost::asio::io_context& context;
  Door& door;
  Audit& audit;
  std::mt19937_64 random;
  std::uint64_t run_id = 0;

  // A post was answered for good.
  std::function<void(PostIndex post)> on_answered;

  std::uint64_t links_open = 0;  // hello heard
  std::uint64_t posts_open = 0;  // taken, not answered for good
  std::uint64_t calls_open = 0;
  std::uint64_t reconnects = 0;
  std::uint64_t repeats = 0;                      // answers told again
  std::map<std::string, std::uint64_t> refusals;  // by reason
  std::map<std::uint16_t, std::uint64_t> closes;  // by close code
  std::string problem;                            // the run cannot go on: why
};

class Member final : public Participant {
 public:
  Member(Ground& ground, Listener index, Credential credential);

  void connect() override;
  void leave() override;
  void cut() override;
  void pace(std::uint64_t bytes_per_second) override;
  void listen(const std::vector<RoomId>& rooms) override;
  void post(PostIndex post, Words words);

  // Asks once more after every loss of the link, until there is an answer.
  using Ask = std::function<std::string(std::uint64_t id)>;
  using Hear = std::function<void(const Answer& answer, std::string_view frame)>;
  void call(Ask ask, Hear hear);

  const std::vector<RoomId>& rooms() const override { return rooms_; }
  const Credential& credential() const override { return credential_; }

 private:
  struct Waiting {
    std::uint64_t n;
    PostIndex post;
    Words words;
  };
  struct Call {
    Ask ask;
    Hear hear;
    bool is_for_link = false;  // forgotten with the link
    bool is_said = false;
  };
  void hear(std::string_view frame, Nanos at);
  void hear_hello(const HelloFacts& hello);
  void hear_answer(const Answer& answer, std::string_view frame, Nanos at);
  void hear_call_answer(const Answer& answer, std::string_view frame);
  void lost(std::uint16_t close_code, unsigned status);
  void come_back();
  void say(const Waiting& waiting);
  void say_all_again();
  void say_calls();
  void take_from_line();
  void pause(std::int64_t retry_ms);
  void resume(const std::vector<RoomId>& rooms);
  void resumed(std::string_view frame);
  void fill_hole(RoomId room, Interval hole);
  void call_for_link(Ask ask, Hear hear);
  void put(Call call);

  Ground& ground_;
  const Listener index_;
  const Credential credential_;
  const std::string outbox_;
  std::shared_ptr<Link> link_;
  boost::asio::steady_timer timer_;
  std::string epoch_;
  std::vector<RoomId> rooms_;
  std::deque<Waiting> unanswered_;  // ascending n, at most the outbox window
  std::deque<Waiting> line_;        // not numbered yet
  std::map<std::uint64_t, Call> calls_;
  std::uint64_t last_n_ = 0;
  std::uint64_t attempt_ = 0;  // rises whenever all unanswered posts are said again
  std::uint64_t next_call_ = 0;
  std::uint64_t pace_ = 0;
  unsigned tries_ = 0;
  bool is_open_ = false;    // hello heard
  bool is_paused_ = false;  // the server asked to wait
};

}  // namespace xinqiao::bench
