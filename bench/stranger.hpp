// A participant who speaks another server's wire, by an adapter: connects, takes the steps of
// signing in and of entering each room, posts, and tells the ledger what it hears. It comes back
// after a loss of its link by the same steps; what was said meanwhile is lost to it, unless that
// server tells it then, and what it had posted without an answer stays unanswered. Threading: the
// thread that runs the io_context. What cannot be gone on with is said in Ground::problem.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "bench/dialect.hpp"
#include "bench/framing.hpp"
#include "bench/ledger.hpp"
#include "bench/link.hpp"
#include "bench/member.hpp"
#include "bench/participant.hpp"

namespace xinqiao::bench {

// What all strangers of a run share.
struct StrangerGround {
  Ground& ground;
  Dialect& dialect;
  Ledger& ledger;
};

// Where the adapter's url leads, with these words in its blanks.
struct Target {
  std::string url;   // http://IP:PORT
  std::string path;  // from the slash on
};
Target target_of(const Adapter& adapter, const Blanks& blanks);

class Stranger final : public Participant {
 public:
  Stranger(StrangerGround ground, Listener index, Credential credential);

  void connect() override;
  void leave() override;
  void cut() override;
  void pace(std::uint64_t bytes_per_second) override;
  void listen(const std::vector<RoomId>& rooms) override;
  void post(PostIndex post, RoomId room, const std::string& text);
  const std::vector<RoomId>& rooms() const override { return rooms_; }
  const Credential& credential() const override { return credential_; }

 private:
  // A step with its words: of connecting, or of entering a room.
  struct Waiting {
    const Step* step;
    RoomId room;
    bool is_said = false;
    bool ends_room = false;  // the last of a room that was asked for
  };
  void hear(std::string_view message, Nanos at);
  void hear_reading(const Dialect::Reading& reading, std::string_view message, Nanos at);
  void hear_answer(const Dialect::Reading& reading, Nanos at);
  void take_steps();
  void step_is_done();
  void enter(RoomId room, bool is_asked);
  void lost(std::uint16_t close_code, unsigned status);
  void say(const std::string& message);
  void settle(PostIndex post);
  Blanks blanks_of(RoomId room) const;

  StrangerGround shared_;
  const Listener index_;
  const Credential credential_;
  std::shared_ptr<Link> link_;
  std::unique_ptr<StrangerFraming> framing_;
  boost::asio::steady_timer timer_;
  std::vector<RoomId> rooms_;
  std::deque<Waiting> steps_;
  std::vector<std::string> held_;     // posts for when it is in its rooms
  std::deque<PostIndex> unanswered_;  // in the order in which they were said
  std::uint64_t posts_ = 0;
  std::uint64_t pace_ = 0;
  bool is_open_ = false;  // all steps of connecting were taken
};

}  // namespace xinqiao::bench
