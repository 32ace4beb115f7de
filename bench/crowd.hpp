// Many sockets that shall hear the same frames: the generator of `floor`. Cheaper than Members with
// an audit, and as strict: everyone must hear each frame of a burst once, in order, in the bytes in
// which the others hear it. Threading: one thread. Errors are sentences in problem().
#pragma once

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/link.hpp"
#include "bench/member.hpp"

namespace xinqiao::bench {

class Crowd {
 public:
  // room: what they listen in; 0 = a bare server, that tells whoever is there. packs: they offer
  // permessage-deflate.
  Crowd(std::string_view url, std::vector<Credential> who, RoomId room, bool packs = false);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  bool come();
  // What follows is a burst of so many frames to each.
  void expect(std::size_t frames);
  // The first so many members post one text each, at once.
  void post(const std::vector<std::string>& texts);
  // Until all have heard the burst and everything posted is answered. awake: without sleeping in
  // between, on a core of one's own. Who sleeps is woken by the sender, at the sender's cost, and
  // the more often the slower that is; members on machines of their own cost it nothing.
  bool hear_all(bool awake);
  // Turns the loop for a time, in which nothing should be heard.
  void rest(Nanos time);

  const Door& door() const { return door_; }
  std::uint64_t segments() const;  // with data, heard by all sockets so far
  std::string cipher() const;      // of the first's TLS; empty = none
  Nanos last_heard() const { return last_heard_; }
  // The texts of the last burst's frames.
  const std::vector<std::string>& frames() const { return frames_; }
  const std::string& problem() const { return problem_; }

 private:
  void add();
  void hear(std::size_t member, std::string_view text, Nanos at);
  void hear_frame(std::size_t member, std::string_view text, Nanos at);
  void hear_other(std::size_t member, std::string_view text);
  bool is_bare() const { return room_.value == 0; }
  void resume(std::size_t member);
  void turn(Nanos most);
  void fail(std::string problem);

  boost::asio::io_context context_{1};
  Door door_;
  const std::vector<Credential> who_;
  const RoomId room_;
  const std::string outbox_;
  std::vector<std::shared_ptr<Link>> links_;
  std::vector<std::uint32_t> heard_;  // by member: of this burst; none = not greeted
  std::vector<std::string> frames_;
  std::size_t expected_ = 0;
  std::size_t listening_ = 0;
  std::size_t through_ = 0;  // who have heard the burst
  std::size_t answers_due_ = 0;
  std::uint64_t n_ = 0;
  Seq top_ = 0;  // of the room when they came
  Nanos last_heard_ = 0;
  std::string problem_;
};

}  // namespace xinqiao::bench
