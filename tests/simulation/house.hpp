// One life of the server, from start to crash: the real pipeline and two real hubs, with everything
// that server/net does done here without sockets: lines are opened, frames decoded, outboxes
// drained, wishes passed on, cuts carried out. What leaves the pipeline and what leaves an outbox
// is held against the ledger. Threading: belongs to its run; the stages are stepped in any order.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "protocol/decode.hpp"
#include "server/decider.hpp"
#include "server/hub.hpp"
#include "server/pipeline.hpp"
#include "tests/simulation/ledger.hpp"
#include "tests/simulation/line.hpp"
#include "tests/simulation/random.hpp"
#include "tests/simulation/simulated_clock.hpp"

namespace xinqiao::simulation {

// What all parts of a run share.
struct Ground {
  Story& story;
  Random& random;
  SimulatedClock& clock;
  Doom& doom;
  SimulatedLog& log;
  Ledger& ledger;
  Plant plant = Plant::none;
  double commands_per_second = 0;
  std::size_t outbox_bytes = limits::outbox_bytes;
  std::size_t burst_percent = 5;      // how often somebody says many words at once …
  std::size_t burst_most = 50;        // … and how many
  std::size_t question_percent = 10;  // how much is about questions
  std::size_t alert_percent = 5;      // likewise about alerts
  std::size_t talk_percent = 8;       // how much is about talks
  std::size_t release_percent = 2;    // and about releases
  std::size_t direct_percent = 0;     // of lines on whose sockets a hub may put frames itself
  std::size_t late_percent = 0;       // how many devices come back late, and miss much
  std::size_t lines_opened = 0;
  std::size_t put_whole = 0;  // by a hub on a socket at once,
  std::size_t put_in_part = 0;
  std::vector<std::string> spent_links;  // a stranger may have found them
};

class House final : public Audience {
 public:
  static constexpr std::uint32_t threads = 2;

  explicit House(Ground& ground);
  ~House() override;

  void open_doors();  // Pipeline::load
  LinePtr connect(const TokenHash& caller, bool is_exchange, std::string address);
  void order(Line& line, Request request);  // a request that is decoded already
  void tell(std::shared_ptr<const TellBatch> batch) override;

  bool decide_step();
  bool write_step();
  bool sync_step();
  bool read_step();
  bool hub_step(std::uint32_t thread);  // one batch reaches one hub
  bool receive(Line& line);             // one frame of the client reaches the server
  bool drain(Line& line, std::size_t bytes_max);
  void notice_loss(Line& line);  // the server sees that the socket is gone
  // A line of an earlier life, whose client does not know yet that it is dead.
  void adopt(LinePtr line) { lines_.push_back(std::move(line)); }
  // The server dies now, between two steps: what is under way.
  void note_death();

  bool has_failed() const { return failed_; }
  const domain::World& world() const { return pipeline_->world(); }
  const std::vector<LinePtr>& lines() const { return lines_; }
  void forget_closed_lines();
  // At rest: what was told last of each post is true.
  void check_last_totals();

 private:
  struct Told {
    std::shared_ptr<const TellBatch> batch;
    Moment moment;
  };
  struct Thread {
    std::unique_ptr<Hub> hub;
    std::deque<Told> queue;
    Moment moment;
  };

  std::shared_ptr<const TellBatch> spoil(std::shared_ptr<const TellBatch> batch);
  bool spoil_alert(TellBatch& batch, const TellMembers& told);
  bool spoil_one(TellBatch& batch, const Instruction& instruction);
  bool spoil_answer(TellBatch& batch, const Answer& answer);
  bool spoil_questions(TellBatch& batch, const Answer& answer);
  bool spoil_place(TellBatch& batch, const Answer& answer);
  static bool spoil_words(TellBatch& batch, const Tell& told);
  static std::shared_ptr<const TellBatch> with_invented_totals(const TellBatch& batch);
  bool spoil_members(TellBatch& batch, const Answer& answer);
  void check_told(const Instruction& instruction);
  void check_answer(const Answer& answer);
  void check_talk(const Line& line, const Letter& letter);
  void check_letter(const Line& line, const Letter& letter, const Moment& moment);
  void push(Line& line, std::string text);
  void write_out(Line& line, std::size_t bytes_max);
  void hand_over(Line& line, std::string_view text, const Moment& moment);
  // The direct way to a socket (house_sockets.cpp).
  void reach_at_once(const Line& line);
  static std::size_t put(void*, int socket, std::string_view bytes);
  std::size_t take_at_once(Line& line, std::string_view bytes);
  void check_outbox(const Outbox& outbox);
  void check_totals(const TellRoom& told);
  void check_alert(const TellMembers& told);
  bool is_told_deleted(const KeptEvent& event) const;
  void after_hub(std::uint32_t thread);
  void pass_wishes(std::uint32_t thread);
  static void note_moments(Line& line, const Outbox& outbox, const Moment& moment);
  Hub& hub(const Line& line) { return *threads_[line.thread].hub; }
  Line* line_of(ConnectionId id);

  Ground& ground_;
  Metrics metrics_;
  ServersClock clock_;
  std::array<Thread, threads> threads_;
  std::unique_ptr<Pipeline> pipeline_;
  Decoder decoder_;
  std::vector<LinePtr> lines_;
  bool is_undecided_ = false;   // something was heard since the last decision,
  bool is_unwritten_ = false;   // or decided since the last write
  bool is_full_ = false;        // all that is decided and unwritten was so without room on the disk
  std::size_t told_syncs_ = 0;  // what of the log was told
  bool reading_ = false;
  std::map<Reckoning::Place, json::value> first_shown_;  // questions, of the plant that is stale
  std::map<Reckoning::Place, std::string> last_told_;    // of reactions, in this life
  TokenHash last_link_{};                                // of the plant that lets guesses in
  bool failed_ = false;
  inline static House* at_work_ = nullptr;  // whose sockets a hub may put on
};

// Stands in for SHA-256.
TokenHash token_hash(std::string_view secret);

}  // namespace xinqiao::simulation
