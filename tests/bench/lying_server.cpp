#include "tests/bench/lying_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>

#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <string_view>
#include <thread>

namespace xinqiao::bench {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using tcp = asio::ip::tcp;

constexpr std::uint64_t room = 1;
constexpr std::size_t history_page = 200;
constexpr std::string_view welcome =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

std::string frame_for(std::string_view text) {
  std::string frame("\x81", 1);
  if (text.size() < 126) {
    frame.push_back(static_cast<char>(text.size()));
  } else if (text.size() < 65'536) {
    frame.push_back(126);
    frame.push_back(static_cast<char>(text.size() >> 8));
    frame.push_back(static_cast<char>(text.size() & 0xff));
  } else {
    frame.push_back(127);
    for (int shift = 56; shift >= 0; shift -= 8) {
      frame.push_back(static_cast<char>(text.size() >> shift & 0xff));
    }
  }
  return frame.append(text);
}

// Takes one masked text frame off the front, if it is whole.
bool take_frame(std::string& bytes, std::string& text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  if (bytes.size() < 6) return false;
  std::size_t size = byte(1) & 0x7fU;
  std::size_t head = 2;
  if (size == 126) {
    if (bytes.size() < 8) return false;
    size = std::size_t{byte(2)} << 8 | byte(3);
    head = 4;
  }
  if (bytes.size() < head + 4 + size) return false;
  text.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    text[i] = static_cast<char>(byte(head + 4 + i) ^ byte(head + i % 4));
  }
  bytes.erase(0, head + 4 + size);
  return true;
}

struct Guest {
  explicit Guest(tcp::socket accepted) : socket(std::move(accepted)) {}
  tcp::socket socket;
  std::array<char, 16'384> buffer{};
  std::string heard;
  std::uint64_t member = 0;  // 0 = not upgraded yet
  bool listens = false;
  std::string held_back;
};
using GuestPointer = std::shared_ptr<Guest>;

}  // namespace

struct LyingServer::Parts {
  std::uint64_t members;
  Lies lies;
  asio::io_context context{1};
  tcp::acceptor acceptor{context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::vector<GuestPointer> guests;
  std::vector<std::string> log;  // events
  std::uint64_t posts = 0;
  std::uint64_t told = 0;
  std::map<std::uint64_t, Moments> moments;  // by number
  std::thread thread;

  Parts(std::uint64_t count, Lies how) : members(count), lies(how) {
    accept();
    thread = std::thread([this] { context.run(); });
  }

  void accept() {
    acceptor.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      if (error) return;
      socket.set_option(tcp::no_delay(true));
      guests.push_back(std::make_shared<Guest>(std::move(socket)));
      listen_to(guests.back());
      accept();
    });
  }

  void listen_to(const GuestPointer& guest) {
    guest->socket.async_read_some(asio::buffer(guest->buffer),
                                  [this, guest](boost::system::error_code error, std::size_t n) {
                                    if (error) return;
                                    guest->heard.append(guest->buffer.data(), n);
                                    take(*guest);
                                    listen_to(guest);
                                  });
  }

  void take(Guest& guest) {
    if (guest.member == 0) {
      const std::size_t end = guest.heard.find("\r\n\r\n");
      if (end == std::string::npos) return;
      const std::size_t token = guest.heard.find("Bearer t");
      if (token == std::string::npos) return guest.socket.close();  // it has no metrics, say
      guest.member = std::stoull(guest.heard.substr(token + 8));
      guest.heard.erase(0, end + 4);
      const json::object me{{"member", guest.member}};
      send(guest, std::string(welcome) + notification("hello", {{"epoch", "e"}, {"me", me}}));
    }
    for (std::string text; take_frame(guest.heard, text);) answer(guest, text);
  }

  static std::string notification(std::string_view method, json::object params) {
    return frame_for(json::serialize(json::object{
        {"jsonrpc", "2.0"}, {"method", std::string(method)}, {"params", std::move(params)}}));
  }
  static void send(Guest& guest, const std::string& bytes) {
    boost::system::error_code gone;
    asio::write(guest.socket, asio::buffer(bytes), gone);
  }
  static void reply(Guest& guest, const json::object& call, const std::string& result) {
    send(guest, frame_for(R"({"jsonrpc":"2.0","id":)" + json::serialize(call.at("id")) +
                          R"(,"result":)" + result + "}"));
  }

  void answer(Guest& guest, const std::string& text) {
    const json::value value = json::parse(text);
    const json::object& call = value.as_object();
    const std::string method = call.at("method").as_string().c_str();
    const json::object& params = call.at("params").as_object();
    if (method == "resume") {
      guest.listens = true;
      const json::object standing{
          {"room", room}, {"first", log.size() + 1}, {"top", log.size()}, {"complete", true}};
      reply(guest, call, json::serialize(json::object{{"rooms", json::array{standing}}}));
    } else if (method == "history") {
      reply(guest, call, page_after(params.at("after").to_number<std::size_t>()));
    } else {
      post(guest, call, params);
    }
  }

  std::string page_after(std::size_t after) const {
    std::string events;
    std::size_t count = 0;
    for (std::size_t i = after; i < log.size() && count < history_page; ++i, ++count) {
      events += (count == 0 ? "" : ",") + log[i];
    }
    return R"({"events":[)" + events + R"(],"top":)" + std::to_string(log.size()) + "}";
  }

  static bool is_time(std::uint64_t every, std::uint64_t post) {
    return every != 0 && post % every == 0;
  }

  void post(Guest& guest, const json::object& call, const json::object& params) {
    const Nanos arrived = now_nanos();
    ++posts;
    if (posts == lies.stop_at) {
      std::this_thread::sleep_for(std::chrono::duration<double>(lies.stop_seconds));
    }
    const std::uint64_t seq = log.size() + 1;
    const json::object event{{"room", room},
                             {"seq", seq},
                             {"at", 1},
                             {"by", guest.member},
                             {"kind", "post"},
                             {"n", seq},
                             {"text", params.at("text")}};
    const std::string bytes = json::serialize(event);
    log.push_back(bytes);
    if (is_time(lies.rewrite_every, posts)) {
      json::object other = event;
      other["text"] = "somebody else's words";
      log.back() = json::serialize(other);
      ++told;
    }
    reply(guest, call, json::serialize(json::object{{"room", room}, {"seq", seq}}));
    // The golden ratio's multiples are spread evenly, whatever the count is.
    const double drawn = std::fmod(static_cast<double>(posts) * 0.6180339887498949, 1.0);
    const double delay =
        lies.delay_ms_least + drawn * drawn * (lies.delay_ms_most - lies.delay_ms_least);
    tell_later(bytes, posts, delay, arrived);
  }

  void tell_later(const std::string& bytes, std::uint64_t number, double delay_ms, Nanos arrived) {
    if (delay_ms == 0) return tell(bytes, number, arrived);
    auto timer = std::make_shared<asio::steady_timer>(context);
    timer->expires_after(std::chrono::microseconds(static_cast<std::int64_t>(delay_ms * 1e3)));
    timer->async_wait([this, timer, bytes, number, arrived](boost::system::error_code error) {
      if (!error) tell(bytes, number, arrived);
    });
  }

  void tell(const std::string& bytes, std::uint64_t number, Nanos arrived) {
    const std::string frame = told_frame(bytes);
    for (const GuestPointer& guest : guests) {
      if (!guest->listens) continue;
      guest->member == 2 ? lie_to(*guest, bytes, number) : send(*guest, frame);
    }
    const std::size_t text = bytes.find("\"text\":\"") + 9;  // behind # or ~
    const std::uint64_t said = std::stoull(bytes.substr(text));
    moments[said] = {said, arrived, now_nanos()};
  }
  static std::string told_frame(const std::string& bytes) {
    return frame_for(R"({"jsonrpc":"2.0","method":"event","params":)" + bytes + "}");
  }

  void lie_to(Guest& guest, const std::string& bytes, std::uint64_t number) {
    const std::string frame = told_frame(bytes);
    const std::string late = std::exchange(guest.held_back, "");
    if (is_time(lies.drop_every, number)) {
      ++told;
    } else if (is_time(lies.reorder_every, number)) {
      ++told;
      guest.held_back = frame;
    } else if (is_time(lies.double_every, number)) {
      ++told;
      send(guest, frame + frame);
    } else if (is_time(lies.corrupt_every, number)) {
      ++told;
      std::string other = bytes;
      other[other.find("\"text\":\"") + 8 + lies.corrupt_at] = '?';
      send(guest, told_frame(other));
    } else {
      send(guest, frame);
    }
    if (!late.empty()) send(guest, late);
  }
};

LyingServer::LyingServer(std::uint64_t members, Lies lies)
    : parts_(std::make_unique<Parts>(members, lies)) {}

LyingServer::~LyingServer() {
  parts_->context.stop();
  parts_->thread.join();
}

std::string LyingServer::url() const {
  return "http://127.0.0.1:" + std::to_string(parts_->acceptor.local_endpoint().port());
}

std::string LyingServer::tokens() const {
  std::string lines;
  for (std::uint64_t member = 1; member <= parts_->members; ++member) {
    const std::string number = std::to_string(member);
    lines += R"({"member":)" + number + R"(,"token":"t)" + number + R"(","rooms":[1]})" + "\n";
  }
  return lines;
}

std::vector<LyingServer::Moments> LyingServer::moments() const {
  std::vector<Moments> all;
  for (const auto& [number, moment] : parts_->moments) all.push_back(moment);
  return all;
}
std::uint64_t LyingServer::lies_told() const {
  return parts_->told;
}

}  // namespace xinqiao::bench
