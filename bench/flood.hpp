// One member who asks as fast as it is answered, over many sockets, and heeds no refusal; and
// strangers who connect and say nothing. What they do to others is in the others' figures.
// Threading: the thread that runs the io_context.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bench/link.hpp"
#include "bench/member.hpp"

namespace xinqiao::bench {

struct FloodCounts {
  std::uint64_t asked = 0;
  std::uint64_t accepted = 0;
  std::map<std::string, std::uint64_t> refused;  // by reason
  std::uint64_t closed = 0;                      // sockets, by the server
};

class Flood {
 public:
  // window: calls of one socket that wait for their answer.
  Flood(boost::asio::io_context& context, Door& door, const Credential& who, std::size_t links,
        std::size_t window);
  ~Flood();
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;

  void begin();
  void end();
  const FloodCounts& counts() const { return counts_; }

 private:
  void hear(std::size_t link, std::string_view text);
  void ask(std::size_t link);

  boost::asio::io_context& context_;
  Door& door_;
  const Credential who_;
  const std::size_t window_;
  std::vector<std::shared_ptr<Link>> links_;
  FloodCounts counts_;
  bool is_over_ = false;
};

// So many plain connections at once that say nothing; what the server says to them is not read.
class Unknowns {
 public:
  Unknowns(boost::asio::io_context& context, const Door& door, std::size_t count);

 private:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                  boost::asio::io_context::executor_type>;
  std::vector<std::unique_ptr<Socket>> sockets_;
};

}  // namespace xinqiao::bench
