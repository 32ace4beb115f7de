// One I/O thread: its io_context, its hub, its decoder, and the guests that sit on it for life.
// A coarse timer looks after all deadlines of the thread, so that no connection has a timer of its
// own. Threading: everything but post runs on the loop's own thread. A Door is shared by all loops
// and constant but for its counts.
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <memory_resource>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "protocol/decode.hpp"
#include "server/hub.hpp"
#include "server/net/epoll_set.hpp"
#include "server/net/places.hpp"
#include "server/net/server.hpp"

namespace xinqiao::net {

using Executor = boost::asio::io_context::executor_type;
using TcpSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

class IoLoop;

struct Door {
  Door(Server::Options chosen, Pipeline& to, Metrics& counts)
      : options(std::move(chosen)),
        pipeline(to),
        metrics(counts),
        places(options.connections, options.connections_per_address, counts) {}

  Server::Options options;
  Pipeline& pipeline;
  Metrics& metrics;
  Places places;
  std::vector<std::unique_ptr<IoLoop>> loops;
};

// Who sits on a loop: an HTTP or a WebSocket session.
class Guest : public std::enable_shared_from_this<Guest> {
 public:
  virtual ~Guest() = default;
  virtual void look(std::int64_t now_ms) = 0;  // deadlines
  virtual void go_on() = 0;                    // the outbox got something
  virtual void cut(CloseCode code) = 0;        // the hub let go of it
  virtual void server_stops() = 0;             // end soon, in good order
  virtual void drop() = 0;                     // end now
  virtual void on_ready(Ready) {}              // its socket, if the loop watches that
  // Bytes that go before all else, if nothing waits; how many of them are on their way. What is not
  // comes by the outbox.
  virtual std::size_t put(std::string_view) { return 0; }

 private:
  friend class IoLoop;
  static constexpr std::size_t nowhere = SIZE_MAX;
  std::size_t seat_ = nowhere;
};

// All that is kept of a plain socket that is silent; what it hears the hub puts on it.
struct Parked {
  Places::Place place;
  std::uint32_t told_ms = 0;  // the last of it, as now_ms says it, cut to these bits
  std::uint16_t errors_in_a_row = 0;
};

class IoLoop {
 public:
  IoLoop(std::uint32_t number, Door& door);
  ~IoLoop();

  Door& door() { return door_; }
  boost::asio::io_context& context() { return context_; }
  EpollSet& sockets() { return sockets_; }  // WebSockets; HTTP's are the context's
  Hub& hub() { return hub_; }
  Decoder& decoder() { return decoder_; }
  // A list of people is a large body from anybody: so many are read at once, and no more. None
  // left: nothing. Threading: this loop, so that the count is exact.
  std::shared_ptr<void> roster_place() const {
    const auto taken = static_cast<std::size_t>(roster_places_.use_count()) - 1;
    return taken < limits::rosters_at_once ? roster_places_ : nullptr;
  }
  std::int64_t now_ms() const;                             // what every deadline is measured with
  std::int64_t settled_ms() const { return settled_ms_; }  // the same, when the loop last settled
  void note_let_go() { ++let_go_; }                        // a reader, with its buffers
  void count_readers(std::ptrdiff_t by) { readers_ += by; }
  // How long it may be silent: in a crowd, most of whom say nothing, not as long as otherwise.
  std::int64_t park_after_ms() const {
    const bool is_crowd = std::cmp_greater(readers_, door_.options.readers_at_ease);
    return is_crowd ? limits::park_crowded_ms : limits::park_after_ms;
  }
  void count_bytes_out(std::size_t bytes) { bytes_out_ += bytes; }

  void run();  // a thread of its own, until the last guest left after server_stops
  // Waits for that; at the deadline drops whoever is left. Any thread.
  void join_until(std::chrono::steady_clock::time_point deadline);
  template <class Work>
  void post(Work work) {  // any thread
    boost::asio::post(context_, std::move(work));
  }

  // For what stays as long as a socket: kept together, apart from what comes and goes.
  template <class Made, class... Parts>
  std::shared_ptr<Made> make_long_lived(Parts&&... parts) {
    return std::allocate_shared<Made>(std::pmr::polymorphic_allocator<Made>(&long_lived_),
                                      std::forward<Parts>(parts)...);
  }
  void seat(std::shared_ptr<Guest> guest);
  // It lives on until whatever runs now has returned.
  void leave(Guest& guest);
  // A connection of the hub for this guest, and its end.
  ConnectionId open(Guest& guest);
  void close(ConnectionId connection);
  // Tells the guest of this line when its socket is ready, until that is closed.
  [[nodiscard]] bool watch(int socket, ConnectionId connection);
  // The line has no guest from now on, until its socket is ready or there is more to say than it
  // takes: then one is made again.
  void park(ConnectionId connection, Parked parked);
  // What stands for the socket of a line whose guest puts its bytes: Hub::reach_at_once.
  static int through_guest(ConnectionId connection) {
    return -2 - static_cast<int>(connection.slot);
  }
  // After anything that touched the hub: wakes writers, closes the cut, asks for pages.
  void settle();
  // The member on this line types: here and on all other loops.
  void typing(ConnectionId from, RoomId room);

  void server_stops();

 private:
  // What Parked says besides its place.
  struct Told {
    std::uint32_t ms;
    std::uint16_t errors_in_a_row;
  };
  // Has a guest, or what is left of one: a place says which.
  struct Line {
    Places::Place place;  // of a socket that is parked
    union {
      Guest* guest = nullptr;  // there is none
      Told told;               // there is one
    };
  };
  static_assert(sizeof(Line) == 16);

  Line& line(std::uint32_t slot) { return lines_[slot]; }
  static std::size_t put(void* loop, int socket, std::string_view bytes);
  Guest& guest_of(ConnectionId connection);
  Guest& wake(ConnectionId connection);
  void on_ready(EpollSet::Name name, Ready ready);
  void look_at_parked(std::int64_t now_ms);
  void look();
  void drop_all();
  void say_written_soon();
  void end_if_empty();
  void give_memory_back(std::int64_t now_ms);
  void note_outboxes(std::int64_t now_ms);

  Door& door_;
  std::ptrdiff_t readers_ = 0;  // of sessions, which may be held until the context goes
  std::pmr::unsynchronized_pool_resource long_lived_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<Executor> work_;
  Timer timer_;
  EpollSet sockets_;
  const std::shared_ptr<void> roster_places_ = std::make_shared<char>();
  Hub hub_;
  Decoder decoder_;
  std::vector<std::shared_ptr<Guest>> guests_;
  std::vector<std::shared_ptr<Guest>> leaving_;
  std::vector<Line> lines_;  // by slot of the hub's connections, and with room as they have
  std::int64_t settled_ms_ = 0;
  std::size_t let_go_ = 0;  // readers and guests, since memory was given back
  std::int64_t trimmed_ms_ = 0;
  bool trims_again_ = false;
  std::int64_t noted_ms_ = 0;
  Hub::Waiting noted_;  // told of all outboxes the last time
  std::uint64_t noted_unsaid_ = 0;
  std::uint64_t bytes_out_ = 0;  // since it last settled
  bool stopping_ = false;
  bool says_written_soon_ = false;
  std::promise<void> finished_;
  std::thread thread_;
};

}  // namespace xinqiao::net
