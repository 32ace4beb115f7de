#include "bench/talks.hpp"

#include "bench/link.hpp"
#include "bench/spawn.hpp"
#include "bench/talk_side.hpp"
#include "bench/tokens.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <iomanip>
#include <memory>
#include <random>
#include <sstream>
#include <utility>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

constexpr std::size_t members_an_address = 3'500;  // the server lets 4,000 in from one
constexpr std::size_t at_the_door = 200;           // handshakes at once
constexpr Nanos talks_patience = 60 * nanos_per_second;
constexpr std::uint64_t whole_tree = 1;

// One member's socket and calls, each answered once. A call's answer is its result, or the run has
// failed.
class TalkLine {
 public:
  using Then = std::function<void(const json::object& result, Nanos at)>;

  TalkLine(std::string& problem, std::function<void(const json::object& event, Nanos at)> on_event)
      : problem_(problem), on_event_(std::move(on_event)) {}
  ~TalkLine() {
    if (link_) link_->abandon();
  }

  void open(boost::asio::io_context& context, Door& door, const Credential& who,
            std::uint8_t source) {
    Link::Ears ears;
    ears.on_text = [this](std::string_view text, Nanos at) { hear(text, at); };
    ears.on_closed = [this](std::uint16_t code, unsigned status) {
      fail("a socket was closed with " + std::to_string(status == 0 ? code : status));
    };
    link_ = std::make_shared<Link>(context, door, std::move(ears));
    link_->open(who.token, source);
  }
  void ask(std::string_view method, json::object params, Then then) {
    waiting_.push_back(std::move(then));
    const json::object call{{"jsonrpc", "2.0"},
                            {"id", ++last_id_},
                            {"method", std::string(method)},
                            {"params", std::move(params)}};
    link_->say(json::serialize(call));
  }
  // What changes the log, by the outbox of this line.
  void act(std::string_view method, json::object params, Then then) {
    params["outbox"] = "bench-talks-0001";
    params["n"] = ++n_;
    ask(method, std::move(params), std::move(then));
  }
  bool is_open() const { return greeted_; }
  bool is_idle() const { return waiting_.empty(); }

 private:
  void hear(std::string_view text, Nanos at) {
    const json::object said = json::parse(std::string(text)).as_object();
    if (const json::value* method = said.if_contains("method")) {
      greeted_ = greeted_ || method->as_string() == "hello";
      if (method->as_string() == "event") on_event_(said.at("params").as_object(), at);
      return;
    }
    if (waiting_.empty()) return fail("an answer that nobody asked for: " + std::string(text));
    const Then then = std::move(waiting_.front());
    waiting_.pop_front();
    const json::value* result = said.if_contains("result");
    if (result == nullptr) return fail("refused: " + std::string(text));
    if (then) then(result->as_object(), at);
  }
  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

  std::string& problem_;
  std::function<void(const json::object&, Nanos)> on_event_;
  std::shared_ptr<Link> link_;
  std::deque<Then> waiting_;
  std::uint64_t last_id_ = 0;
  std::uint64_t n_ = 0;
  bool greeted_ = false;
};

struct Pair {
  std::uint64_t room = 0;
  MemberId listener;
  TalkSide sides[2];  // 0: of who asked
};

class TalkRun {
 public:
  explicit TalkRun(const TalkOptions& options) : options_(options), server_(options.spawn) {
    report_.pairs = options.pairs;
  }

  TalkReport run() {
    const bool went = server_.seed(1 + 2 * options_.pairs, 0) && server_.start();
    if (!went) report_.problem = server_.problem();
    if (went && come() && appoint() && ask() && accept() && attach() && seal()) forget();
    return std::move(report_);
  }

 private:
  TalkLine& asker(std::size_t pair) { return *lines_[1 + 2 * pair]; }
  TalkLine& listener(std::size_t pair) { return *lines_[2 + 2 * pair]; }

  template <class Done>
  bool until(Done done, std::string_view what) {
    const Nanos end = now_nanos() + talks_patience;
    while (report_.problem.empty() && !done()) {
      turn(std::chrono::milliseconds(5));
      if (now_nanos() > end) report_.problem = "waited for " + std::string(what);
    }
    return report_.problem.empty();
  }
  void turn(std::chrono::microseconds time) {
    context_.run_for(time);
    if (context_.stopped()) context_.restart();
  }
  bool all_answered(std::string_view what) {
    return until(
        [&] { return std::ranges::all_of(lines_, [](auto& one) { return one->is_idle(); }); },
        what);
  }

  bool come() {
    auto who = read_tokens(server_.tokens_path(), 1 + 2 * options_.pairs);
    if (const auto* problem = get_if<std::string>(&who)) report_.problem = *problem;
    if (!report_.problem.empty() || !read_url(server_.url(), door_)) return false;
    who_ = std::move(get<std::vector<Credential>>(who));
    pairs_.resize(options_.pairs);
    for (std::size_t i = 0; i < who_.size(); ++i) {
      lines_.push_back(std::make_unique<TalkLine>(
          report_.problem, [this, i](const json::object& event, Nanos at) { hear(i, event, at); }));
      lines_.back()->open(context_, door_, who_[i],
                          static_cast<std::uint8_t>(1 + i / members_an_address));
      const std::size_t first = i + 1 - std::min(i + 1, at_the_door);
      if (!until([&] { return lines_[first]->is_open(); }, "the door")) return false;
    }
    return until(
        [&] { return std::ranges::all_of(lines_, [](auto& one) { return one->is_open(); }); },
        "all to come in");
  }
  // The owner gives the duty; each says that it is there.
  bool appoint() {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      pairs_[i].listener = who_[2 + 2 * i].member;
      lines_[0]->act(
          "duty.give",
          {{"member", pairs_[i].listener.value}, {"unit", whole_tree}, {"duty", "listener"}}, {});
    }
    if (!all_answered("the duties")) return false;
    for (std::size_t i = 0; i < pairs_.size(); ++i)
      listener(i).ask("talk.duty", {{"on", true}}, {});
    return all_answered("listeners to be on duty");
  }
  bool ask() {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const Nanos began = now_nanos();
      asker(i).act("talk.ask", {{"unit", whole_tree}, {"package", random_bytes()}},
                   [this, i, began](const json::object& result, Nanos at) {
                     pairs_[i].room = result.at("room").to_number<std::uint64_t>();
                     report_.asked.record(at - began);
                   });
    }
    return all_answered("the talks to be asked for");
  }
  bool accept() {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const Nanos began = now_nanos();
      listener(i).act(
          "talk.accept", {{"room", pairs_[i].room}, {"welcome", random_bytes()}},
          [this, began](const json::object&, Nanos at) { report_.accepted.record(at - began); });
    }
    return all_answered("the talks to be accepted");
  }
  bool attach() {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const json::array rooms{json::object{{"room", pairs_[i].room}, {"have", json::array{}}}};
      asker(i).ask("resume", {{"rooms", rooms}}, {});
      listener(i).ask("resume", {{"rooms", rooms}}, {});
    }
    return all_answered("the rooms");
  }
  // Message after message, each at its moment: of one pair after the other, the two in turn.
  bool seal() {
    const std::uint64_t count = 2 * options_.pairs * options_.messages;
    const double pause = static_cast<double>(nanos_per_second) / options_.messages_per_second;
    const Nanos cpu_before = server_.cpu();
    const Nanos began = now_nanos();
    for (std::uint64_t i = 0; i < count && report_.problem.empty(); ++i) {
      const Nanos due = began + static_cast<Nanos>(static_cast<double>(i) * pause);
      while (now_nanos() < due && report_.problem.empty()) turn(std::chrono::microseconds(200));
      report_.late.record(now_nanos() - due);
      say(i % options_.pairs, i / options_.pairs % 2, due);
    }
    report_.sealed = count;
    const bool went = all_answered("the messages to be kept") &&
                      until([&] { return report_.heard >= count; }, "all messages to be heard");
    report_.lost = count - std::min(count, report_.heard);
    report_.server_cpu_us =
        static_cast<double>(server_.cpu() - cpu_before) / 1e3 / static_cast<double>(count);
    return went;
  }
  void say(std::size_t pair, std::size_t side, Nanos due) {
    TalkSide& mine = pairs_[pair].sides[side];
    mine.sealed.emplace_back(random_bytes(), due);
    TalkLine& line = side == 0 ? asker(pair) : listener(pair);
    line.act("talk.seal", {{"room", pairs_[pair].room}, {"sealed", mine.sealed.back().first}},
             [this, due](const json::object&, Nanos at) { report_.acknowledged.record(at - due); });
  }
  // What one hears of the other; one's own words come back, too, and are looked at likewise.
  void hear(std::size_t member, const json::object& event, Nanos at) {
    const json::value* sealed = event.if_contains("sealed");
    if (sealed == nullptr || member == 0) return;
    const std::size_t pair = (member - 1) / 2;
    const bool is_listener = (member - 1) % 2 == 1;
    const bool by_listener =
        MemberId{event.at("by").to_number<std::uint64_t>()} == pairs_[pair].listener;
    if (is_listener == by_listener) return;
    TalkSide& theirs = pairs_[pair].sides[by_listener ? 1 : 0];
    switch (theirs.hear(sealed->as_string())) {
      case TalkSide::Verdict::right:
        report_.latency.record(at - theirs.sealed[theirs.heard - 1].second);
        ++report_.heard;
        break;
      case TalkSide::Verdict::altered:
        ++report_.altered;
        break;
      case TalkSide::Verdict::doubled:
        ++report_.doubled;
        break;
      case TalkSide::Verdict::disordered:
        ++report_.disordered;
        break;
    }
  }
  void forget() {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      asker(i).act("talk.end", {{"room", pairs_[i].room}}, {});
      const Nanos began = now_nanos();
      asker(i).act(
          "talk.forget", {{"room", pairs_[i].room}},
          [this, began](const json::object&, Nanos at) { report_.forgotten.record(at - began); });
    }
    if (!all_answered("the talks to be forgotten")) return;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      listener(i).ask(
          "history", {{"room", pairs_[i].room}}, [this](const json::object& result, Nanos) {
            for (const json::value& event : result.at("events").as_array()) {
              const json::object& one = event.as_object();
              const bool has_bytes =
                  one.contains("sealed") || one.contains("package") || one.contains("welcome");
              report_.left_behind += has_bytes ? 1 : 0;
            }
          });
    }
    all_answered("what is left of them");
  }

  // base64url in its one form: whole groups, so that no bit is over.
  std::string random_bytes() {
    static constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text((options_.bytes + 2) / 3 * 4, 'A');
    for (char& letter : text) letter = letters[random_() % letters.size()];
    return text;
  }

  const TalkOptions options_;
  boost::asio::io_context context_{1};
  Door door_;
  TalkReport report_;
  Spawned server_;
  std::vector<Credential> who_;
  std::vector<Pair> pairs_;
  std::vector<std::unique_ptr<TalkLine>> lines_;  // the owner, then who asks and who listens
  std::mt19937_64 random_{20'261'127};
};

std::string line_of(std::string_view what, const Histogram& times) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(1) << what << ": p50 " << times.quantile_ms(0.5)
      << " ms, p99 " << times.quantile_ms(0.99) << ", most " << times.max_ms() << "\n";
  return out.str();
}

json::object object_of(const Histogram& times) {
  return {{"count", times.count()},
          {"p50", times.quantile_ms(0.5)},
          {"p99", times.quantile_ms(0.99)},
          {"max", times.max_ms()}};
}

}  // namespace

TalkReport measure_talks(const TalkOptions& options) {
  return TalkRun(options).run();
}

std::string to_text(const TalkReport& report) {
  std::ostringstream out;
  out << report.pairs << " talks, " << report.sealed << " sealed messages: " << report.heard
      << " heard, lost " << report.lost << ", doubled " << report.doubled << ", disordered "
      << report.disordered << ", altered " << report.altered << ", left behind "
      << report.left_behind << "\n"
      << line_of("asked", report.asked) << line_of("accepted", report.accepted)
      << line_of("heard by the other, from due", report.latency)
      << line_of("acknowledged, from due", report.acknowledged)
      << line_of("forgotten", report.forgotten) << line_of("said late by", report.late)
      << std::fixed << std::setprecision(1) << "CPU a message: " << report.server_cpu_us << " us\n";
  if (!report.problem.empty()) out << report.problem << "\n";
  return out.str();
}

std::string to_json(const TalkReport& report) {
  return json::serialize(json::object{{"pairs", report.pairs},
                                      {"sealed", report.sealed},
                                      {"heard", report.heard},
                                      {"lost", report.lost},
                                      {"doubled", report.doubled},
                                      {"disordered", report.disordered},
                                      {"altered", report.altered},
                                      {"left_behind", report.left_behind},
                                      {"asked_ms", object_of(report.asked)},
                                      {"accepted_ms", object_of(report.accepted)},
                                      {"latency_ms", object_of(report.latency)},
                                      {"ack_ms", object_of(report.acknowledged)},
                                      {"forgotten_ms", object_of(report.forgotten)},
                                      {"late_ms", object_of(report.late)},
                                      {"server_cpu_us_per_message", report.server_cpu_us},
                                      {"passed", report.passed()},
                                      {"problem", report.problem}}) +
         "\n";
}

}  // namespace xinqiao::bench
