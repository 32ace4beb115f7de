// Many sockets that shall each hear the very same long stream of bytes: the generator of `storm`.
// It compares what comes with what must come and keeps nothing, so that it costs less than the
// servers that it measures. Threading: one thread. Errors are sentences in problem().
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/clock.hpp"
#include "bench/link.hpp"

namespace xinqiao::bench {

// The texts of the frames that such a stream is made of.
std::vector<std::string> payloads_of(std::string_view stream);

class StormCrowd {
 public:
  explicit StormCrowd(std::string_view url);
  ~StormCrowd();
  StormCrowd(const StormCrowd&) = delete;
  StormCrowd& operator=(const StormCrowd&) = delete;

  // One socket a token; returns when each was let in and greeted.
  bool come(const std::vector<std::string>& tokens);
  // Each says the request (none if it is empty) and hears until it has heard the stream, byte for
  // byte. An answer that the server has too much to do is obeyed: it is asked again a little later.
  // look: called about every hundredth of a second.
  bool hear_all(const std::string& request, const std::string& stream,
                const std::function<void()>& look);
  // What this one hears until so many frames came, whole, as bytes. For the one that goes first.
  std::string hear_some(const std::string& request, std::size_t frames);

  const Door& door() const { return door_; }
  std::uint64_t asked_again() const { return asked_again_; }
  // When so large a share of them had heard it all; from any moment of now_nanos().
  Nanos heard_at(double share) const;
  const std::string& problem() const { return problem_; }

 private:
  struct Ear {
    int socket = -1;
    bool is_greeted = false;
    std::size_t offset = 0;   // heard of the stream
    std::size_t of_beat = 0;  // heard of a beat that goes on
    std::string begun;        // of the greeting, or of a refusal
  };
  bool add(std::string_view token);
  void greet(Ear& ear, std::string_view bytes);
  void hear(std::size_t index, std::string_view bytes);
  // Takes a beat, which may come between any two frames, or what is here of it; whether it was one.
  bool take_beat(Ear& ear, std::string_view& bytes) const;
  void say_all();
  bool say(Ear& ear);
  template <class Take>
  void turn(int wait_ms, Take take);
  bool read(Ear& ear, const std::function<void(std::string_view)>& take);
  void fail(std::string problem);

  Door door_;
  int poll_ = -1;
  std::vector<Ear> ears_;
  std::string request_;  // as a masked frame
  const std::string* stream_ = nullptr;
  std::size_t greeted_ = 0;
  std::vector<Nanos> heard_;        // when each had heard all, in order
  std::vector<std::size_t> again_;  // who has to ask again
  std::uint64_t asked_again_ = 0;
  std::string problem_;
};

}  // namespace xinqiao::bench
