#include "bench/storm_crowd.hpp"

#include "bench/frames.hpp"
#include "bench/upgrade.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace xinqiao::bench {
namespace {

constexpr std::size_t storm_handshakes = 128;         // at once
constexpr std::size_t storm_address_members = 3'500;  // the server lets 4,000 in from one
constexpr int storm_events = 512;
constexpr int storm_reads_in_a_row = 2;
constexpr Nanos storm_patience = 120 * nanos_per_second;
constexpr Nanos ask_again_after = 50 * nanos_per_millisecond;
constexpr Nanos look_every = 10 * nanos_per_millisecond;
constexpr std::uint32_t storm_mask = 0x2f6e2b1d;
constexpr std::string_view refused_answer = R"("error":{)";
constexpr std::string_view beat_frame =
    "\x81\x2d{\"jsonrpc\":\"2.0\",\"method\":\"beat\",\"params\":{}}";
constexpr std::string_view too_much = R"("overloaded")";

// Where the first whole frame of the bytes ends; 0 = it is not whole. Servers do not mask.
std::size_t end_of_frame(std::string_view bytes) {
  if (bytes.size() < 2) return 0;
  const auto at = [&](std::size_t i) { return static_cast<std::size_t>(std::uint8_t(bytes[i])); };
  std::size_t head = 2;
  std::size_t length = at(1) & 0x7f;
  const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (bytes.size() < head + more) return 0;
  if (more > 0) length = 0;
  for (std::size_t i = 0; i < more; ++i) length = length << 8 | at(head + i);
  head += more;
  return bytes.size() < head + length ? 0 : head + length;
}

}  // namespace

std::vector<std::string> payloads_of(std::string_view stream) {
  std::vector<std::string> payloads;
  for (std::size_t end = 0; (end = end_of_frame(stream)) > 0; stream.remove_prefix(end)) {
    const std::size_t length = std::uint8_t(stream[1]) & 0x7fU;
    const std::size_t head = length == 126 ? 4 : length == 127 ? 10 : 2;
    payloads.emplace_back(stream.substr(head, end - head));
  }
  return payloads;
}

StormCrowd::StormCrowd(std::string_view url) : poll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!read_url(url, door_)) fail(std::string(url) + " is no address");
}

StormCrowd::~StormCrowd() {
  for (const Ear& ear : ears_) ::close(ear.socket);
  ::close(poll_);
}

void StormCrowd::fail(std::string problem) {
  if (problem_.empty()) problem_ = std::move(problem);
}

Nanos StormCrowd::heard_at(double share) const {
  if (heard_.empty()) return 0;
  const auto place = static_cast<std::size_t>(share * static_cast<double>(heard_.size()));
  return heard_[std::min(place, heard_.size() - 1)];
}

template <class Take>
void StormCrowd::turn(int wait_ms, Take take) {
  std::array<epoll_event, storm_events> ready{};
  const int count = ::epoll_wait(poll_, ready.data(), storm_events, wait_ms);
  for (int i = 0; i < count && problem_.empty(); ++i) {
    const std::size_t index = ready.at(static_cast<std::size_t>(i)).data.u64;
    Ear& ear = ears_[index];
    if (!read(ear, [&](std::string_view bytes) { take(index, bytes); })) {
      fail("a socket was closed, " + std::to_string(ear.offset) + " bytes into the stream");
    }
  }
}

bool StormCrowd::read(Ear& ear, const std::function<void(std::string_view)>& take) {
  for (int i = 0; i < storm_reads_in_a_row; ++i) {
    const ssize_t got = ::recv(ear.socket, door_.scratch.data(), door_.scratch.size(), 0);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got == 0) return false;
    take({door_.scratch.data(), static_cast<std::size_t>(got)});
    if (static_cast<std::size_t>(got) < door_.scratch.size()) break;
  }
  return true;
}

bool StormCrowd::add(std::string_view token) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  const std::size_t index = ears_.size();
  ears_.push_back({.socket = socket, .begun = {}});
  sockaddr_in from{};
  from.sin_family = AF_INET;
  from.sin_addr.s_addr =
      htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(index / storm_address_members));
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(door_.port);
  const int on = 1;
  const std::string request = upgrade_request(door_.host + ":" + std::to_string(door_.port), token);
  // On this machine a connection is there at once, so connecting may wait.
  const bool is_there = ::bind(socket, reinterpret_cast<sockaddr*>(&from), sizeof from) == 0 &&
                        ::inet_pton(AF_INET, door_.host.c_str(), &to.sin_addr) == 1 &&
                        ::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0 &&
                        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 &&
                        ::send(socket, request.data(), request.size(), MSG_NOSIGNAL) ==
                            static_cast<ssize_t>(request.size());
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = index;
  return is_there && ::epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &event) == 0;
}

bool StormCrowd::come(const std::vector<std::string>& tokens) {
  const Nanos until = now_nanos() + storm_patience;
  ears_.reserve(tokens.size());
  while (greeted_ < tokens.size() && problem_.empty()) {
    while (ears_.size() < tokens.size() && ears_.size() < greeted_ + storm_handshakes) {
      if (!add(tokens[ears_.size()])) {
        fail("a socket could not be opened");
        break;
      }
    }
    turn(10, [this](std::size_t index, std::string_view bytes) { greet(ears_[index], bytes); });
    if (now_nanos() > until) fail("only " + std::to_string(greeted_) + " came in");
  }
  return problem_.empty();
}

void StormCrowd::greet(Ear& ear, std::string_view bytes) {
  ear.begun.append(bytes);
  const std::size_t head = ear.begun.find("\r\n\r\n");
  if (head == std::string::npos) return;
  if (!ear.begun.starts_with("HTTP/1.1 101")) {
    return fail("a handshake was refused: " + ear.begun.substr(0, ear.begun.find('\r')));
  }
  const std::size_t end = end_of_frame(std::string_view(ear.begun).substr(head + 4));
  if (end == 0 || ear.is_greeted) return;
  if (head + 4 + end != ear.begun.size()) return fail("more than a greeting came");
  ear.is_greeted = true;
  ++greeted_;
  std::string().swap(ear.begun);
}

bool StormCrowd::say(Ear& ear) {
  return ::send(ear.socket, request_.data(), request_.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(request_.size());
}

void StormCrowd::say_all() {
  std::vector<std::size_t> whom;
  std::swap(whom, again_);
  for (const std::size_t index : whom) {
    if (!say(ears_[index])) fail("a request could not be said");
  }
}

bool StormCrowd::hear_all(const std::string& request, const std::string& stream,
                          const std::function<void()>& look) {
  request_.clear();
  if (!request.empty()) append_frame(request_, Opcode::text, request, storm_mask);
  stream_ = &stream;
  heard_.clear();
  for (std::size_t i = 0; i < ears_.size(); ++i) {
    ears_[i].offset = 0;
    if (!request.empty()) again_.push_back(i);
  }
  Nanos next_ask = 0;
  Nanos next_look = 0;
  const Nanos until = now_nanos() + storm_patience;
  while (heard_.size() < ears_.size() && problem_.empty()) {
    const Nanos now = now_nanos();
    if (!again_.empty() && now >= next_ask) {
      say_all();
      next_ask = now_nanos() + ask_again_after;
    }
    if (now >= next_look) {
      look();
      next_look = now + look_every;
    }
    turn(1, [this](std::size_t index, std::string_view bytes) { hear(index, bytes); });
    if (now > until) fail(std::to_string(ears_.size() - heard_.size()) + " did not hear all");
  }
  return problem_.empty();
}

// Its first byte is that of any frame, so it may have been taken for one that was due.
bool StormCrowd::take_beat(Ear& ear, std::string_view& bytes) const {
  const std::string_view due = std::string_view(*stream_).substr(ear.offset);
  if (ear.of_beat == 0) {
    const auto differ = std::ranges::mismatch(bytes, due).in1 - bytes.begin();
    const auto same = static_cast<std::size_t>(differ);
    if (same == 0 && ear.offset > 0 && bytes.starts_with(beat_frame[1])) {
      --ear.offset;
      ear.of_beat = 1;
    } else {
      const bool has_first = same > 0 && bytes[same - 1] == beat_frame[0];
      const std::size_t before = has_first ? same - 1 : same;
      if (!bytes.substr(before).starts_with(beat_frame[0])) return false;
      ear.offset += before;
      bytes.remove_prefix(before);
    }
  }
  const std::string_view rest = beat_frame.substr(ear.of_beat);
  const std::size_t here = std::min(rest.size(), bytes.size());
  if (bytes.substr(0, here) != rest.substr(0, here)) return false;
  bytes.remove_prefix(here);
  ear.of_beat = (ear.of_beat + here) % beat_frame.size();
  return true;
}

void StormCrowd::hear(std::size_t index, std::string_view bytes) {
  Ear& ear = ears_[index];
  if (ear.of_beat > 0 && !take_beat(ear, bytes)) return fail("somebody heard a part of a beat");
  const std::string_view due = std::string_view(*stream_).substr(ear.offset);
  if (bytes.size() <= due.size() && std::memcmp(bytes.data(), due.data(), bytes.size()) == 0) {
    ear.offset += bytes.size();
    if (bytes.size() == due.size()) heard_.push_back(now_nanos());
    return;
  }
  if (std::string_view rest = bytes; take_beat(ear, rest)) {
    if (!rest.empty()) hear(index, rest);
    return;
  }
  // Short and the first thing it hears: it may be told to ask again.
  const bool is_refused = ear.offset == 0 && end_of_frame(bytes) == bytes.size() &&
                          bytes.find(refused_answer) != std::string_view::npos &&
                          bytes.find(too_much) != std::string_view::npos;
  if (!is_refused) {
    return fail("somebody heard other bytes than the first did, or more, at " +
                std::to_string(ear.offset) + " of " + std::to_string(stream_->size()));
  }
  ++asked_again_;
  again_.push_back(index);
}

std::string StormCrowd::hear_some(const std::string& request, std::size_t frames) {
  request_.clear();
  append_frame(request_, Opcode::text, request, storm_mask);
  std::string heard;
  if (ears_.empty() || !say(ears_.front())) fail("a request could not be said");
  std::size_t whole = 0;  // bytes of whole frames
  const Nanos until = now_nanos() + storm_patience;
  for (std::size_t count = 0; count < frames && problem_.empty();) {
    turn(10, [&](std::size_t, std::string_view bytes) { heard.append(bytes); });
    std::size_t end = 0;
    while ((end = end_of_frame(std::string_view(heard).substr(whole))) > 0) {
      whole += end;
      ++count;
    }
    if (now_nanos() > until) fail("the first heard only " + std::to_string(count) + " frames");
  }
  if (whole != heard.size()) fail("the first heard more than was said");
  return heard;
}

}  // namespace xinqiao::bench
