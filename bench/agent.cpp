#include "bench/agent.hpp"

#include "bench/agent_words.hpp"
#include "bench/line_socket.hpp"
#include "bench/process.hpp"
#include "bench/run.hpp"

#include <boost/json.hpp>

#include <iostream>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

constexpr int order_wait_ms = 60'000;
constexpr Nanos between_listens = 20 * nanos_per_millisecond;

// The other end of Orders: what is waited for comes as a line.
class OrdersBySocket final : public Orders {
 public:
  explicit OrdersBySocket(LineSocket& socket) : socket_(socket) {}

  void is_ready() override { say("ready"); }
  void is_drained() override { say("drained"); }
  std::optional<Nanos> starts_at() override {
    listen();
    return starts_at_;
  }
  bool may_check() override {
    listen();
    return may_check_;
  }
  std::optional<std::string> problem() override {
    if (now_nanos() >= next_listen_) listen();
    if (is_gone_) return "who ordered this run is gone";
    return std::nullopt;
  }

 private:
  void say(std::string_view what) {
    is_gone_ = is_gone_ || !socket_.say(json::serialize(json::object{{"said", std::string(what)}}));
  }
  void listen() {
    next_listen_ = now_nanos() + between_listens;
    std::string line;
    for (auto heard = LineSocket::Heard::line; heard == LineSocket::Heard::line && !is_gone_;) {
      heard = socket_.hear(line, 0);
      is_gone_ = heard == LineSocket::Heard::gone;
      const auto words = heard == LineSocket::Heard::line ? read_words(line) : std::nullopt;
      if (!words) continue;
      const std::string order = word_of(*words, "order");
      if (order == "start") starts_at_ = number_of(*words, "at");
      if (order == "check") may_check_ = true;
    }
  }

  LineSocket& socket_;
  std::optional<Nanos> starts_at_;
  bool may_check_ = false;
  bool is_gone_ = false;
  Nanos next_listen_ = 0;
};

bool say(LineSocket& socket, const json::object& words) {
  return socket.say(json::serialize(words));
}

bool refuse(LineSocket& socket, const std::string& problem) {
  return say(socket, {{"said", "wrong"}, {"problem", problem}}) && false;
}

bool hello(LineSocket& socket, const json::object& words) {
  const std::int64_t version = number_of(words, "version");
  if (version != static_cast<std::int64_t>(agent_version)) {
    return refuse(socket, "it speaks version " + std::to_string(agent_version) + ", not " +
                              std::to_string(version));
  }
  return say(socket, {{"said", "hello"}, {"version", agent_version}, {"cores", cores_online()}});
}

std::vector<std::string> texts_of(const json::object& words, std::string_view key) {
  std::vector<std::string> texts;
  const json::value* list = words.if_contains(json::string_view(key.data(), key.size()));
  if (list == nullptr || !list->is_array()) return texts;
  for (const json::value& one : list->get_array()) {
    if (one.is_string()) texts.emplace_back(one.get_string().c_str());
  }
  return texts;
}

bool make_run(LineSocket& socket, const json::object& words) {
  const auto scenario = parse_scenario(word_of(words, "scenario"), "", texts_of(words, "sets"));
  if (const auto* problem = get_if<std::string>(&scenario)) return refuse(socket, *problem);
  OrdersBySocket orders(socket);
  RunOptions options;
  options.url = word_of(words, "url");
  options.share.index = static_cast<std::size_t>(number_of(words, "index"));
  options.share.of = static_cast<std::size_t>(std::max<std::int64_t>(1, number_of(words, "of")));
  options.share.everybody = credentials_of(words);
  options.share.orders = &orders;
  Run run(get<Scenario>(scenario), options);
  AgentFound found{.report = run.run(), .posts = run.heard_by_all(), .rooms = run.room_counts()};
  std::cout << (found.report.problem.empty() ? "a run is over" : found.report.problem) << std::endl;
  return say(socket, to_object(found));
}

void serve(LineSocket socket) {
  std::string line;
  bool is_well = true;
  while (is_well && socket.hear(line, order_wait_ms) == LineSocket::Heard::line) {
    const auto words = read_words(line);
    const std::string order = words ? word_of(*words, "order") : "";
    if (order == "hello") {
      is_well = hello(socket, *words);
    } else if (order == "clock") {
      is_well = say(socket, {{"said", "clock"}, {"at", now_nanos()}});
    } else if (order == "run") {
      is_well = make_run(socket, *words);
    } else {
      is_well = refuse(socket, "it does not know the order " + line.substr(0, 100));
    }
  }
}

}  // namespace

bool serve_next(LineListener& listener) {
  auto socket = listener.accept();
  if (!socket) return false;
  serve(std::move(*socket));
  return true;
}

std::string be_agent(const std::string& address) {
  LineListener listener(address);
  if (!listener.problem().empty()) return listener.problem();
  std::cout << "listening " << listener.address() << std::endl;
  while (serve_next(listener)) {
  }
  return "nobody can be listened to any more";
}

}  // namespace xinqiao::bench
