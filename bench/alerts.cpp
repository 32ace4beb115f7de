#include "bench/alerts.hpp"

#include "bench/bare_fan_out.hpp"
#include "bench/link.hpp"
#include "bench/spawn.hpp"
#include "bench/tokens.hpp"
#include "bench/wire.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <memory>
#include <sstream>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

constexpr std::size_t at_the_door = 200;           // handshakes at once
constexpr std::size_t members_an_address = 3'500;  // the server lets 4,000 in from one
constexpr Nanos patience = 60 * nanos_per_second;
constexpr std::string_view told_alert = R"({"jsonrpc":"2.0","method":"alert","params":)";
constexpr std::string_view told_totals = R"({"jsonrpc":"2.0","method":"alert_totals")";

double ms(Nanos nanos) {
  return static_cast<double>(nanos) / static_cast<double>(nanos_per_millisecond);
}

// Many sockets at one address, and when each heard what it waits for.
class AlertCrowd {
 public:
  struct Ears {
    // Whether this frame is what is waited for.
    std::function<bool(std::size_t member, std::string_view text, Nanos at)> is_it;
  };
  AlertCrowd(std::string_view url, const std::vector<Credential>& who, Ears ears)
      : ears_(std::move(ears)), who_(who), heard_(who.size()) {
    if (!read_url(url, door_)) problem_ = std::string(url) + " is no address";
  }
  ~AlertCrowd() {
    for (auto& link : links_) link->abandon();
  }

  bool come() {
    const Nanos until = now_nanos() + 5 * patience;
    while (open_ < who_.size() && problem_.empty()) {
      while (links_.size() < who_.size() && links_.size() < open_ + at_the_door) add();
      turn();
      if (now_nanos() > until) problem_ = "only " + std::to_string(open_) + " came in";
    }
    return problem_.empty();
  }
  void say(std::size_t member, std::string_view text) { links_[member]->say(text); }
  // From `began` until all have heard it.
  AlertRound hear_all(Nanos began) {
    while (count_ < who_.size() && problem_.empty()) {
      turn();
      if (now_nanos() - began < patience) continue;
      problem_ = std::to_string(who_.size() - count_) + " never heard it";
    }
    std::vector<Nanos> times = heard_;
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
      const auto place = static_cast<std::size_t>(share * static_cast<double>(times.size()));
      return ms(times[std::min(place, times.size() - 1)] - began);
    };
    return {at(0.5), at(0.9), at(0.99), at(1)};
  }
  void expect() {
    count_ = 0;
    std::fill(heard_.begin(), heard_.end(), 0);
  }
  template <class Done>
  bool until(Done done, std::string_view what) {
    const Nanos end = now_nanos() + patience;
    while (!done() && problem_.empty()) {
      turn();
      if (now_nanos() > end) problem_ = "waited for " + std::string(what);
    }
    return problem_.empty();
  }
  const std::string& problem() const { return problem_; }
  std::uint64_t doubled() const { return doubled_; }

 private:
  void add() {
    const std::size_t member = links_.size();
    Link::Ears ears;
    ears.on_text = [this, member](std::string_view text, Nanos at) { hear(member, text, at); };
    ears.on_closed = [this](std::uint16_t code, unsigned status) {
      if (problem_.empty()) {
        problem_ = "a socket was closed with " + std::to_string(status == 0 ? code : status);
      }
    };
    links_.push_back(std::make_shared<Link>(context_, door_, std::move(ears)));
    greeted_.push_back(false);
    links_.back()->open(who_[member].token,
                        static_cast<std::uint8_t>(1 + member / members_an_address));
  }
  void hear(std::size_t member, std::string_view text, Nanos at) {
    if (!greeted_[member]) {
      greeted_[member] = true;
      ++open_;
      return;
    }
    if (!ears_.is_it(member, text, at)) return;
    doubled_ += heard_[member] != 0 ? 1 : 0;
    count_ += heard_[member] == 0 ? 1 : 0;
    heard_[member] = at;
  }
  void turn() {
    context_.run_for(std::chrono::milliseconds(10));
    if (context_.stopped()) context_.restart();
  }

  boost::asio::io_context context_{1};
  Door door_;
  Ears ears_;
  const std::vector<Credential>& who_;
  std::vector<std::shared_ptr<Link>> links_;
  std::vector<bool> greeted_;
  std::vector<Nanos> heard_;
  std::size_t open_ = 0;
  std::size_t count_ = 0;
  std::uint64_t doubled_ = 0;
  std::string problem_;
};

std::string call(std::uint64_t id, std::string_view method, json::object params) {
  return json::serialize(json::object{{"jsonrpc", "2.0"},
                                      {"id", id},
                                      {"method", std::string(method)},
                                      {"params", std::move(params)}});
}

class Measure {
 public:
  explicit Measure(const AlertOptions& options) : options_(options), server_(options.spawn) {
    report_.members = options.members;
  }

  AlertReport run() {
    if (!server_.seed(options_.members, 0) || !server_.start()) return end(server_.problem());
    auto who = read_tokens(server_.tokens_path(), options_.members);
    if (const auto* problem = get_if<std::string>(&who)) return end(*problem);
    who_ = std::move(get<std::vector<Credential>>(who));
    for (std::uint64_t i = 0; i < options_.turns && report_.problem.empty(); ++i) {
      raise_alerts();
      if (report_.problem.empty()) fire_bare();
    }
    const auto deliveries =
        static_cast<double>(options_.members * options_.rounds * options_.turns);
    report_.server_cpu_ns = static_cast<double>(server_spent_) / deliveries;
    report_.floor_cpu_ns = static_cast<double>(floor_spent_) / deliveries;
    return std::move(report_);
  }

 private:
  AlertReport end(std::string problem) {
    report_.problem = std::move(problem);
    return std::move(report_);
  }

  void raise_alerts() {
    AlertCrowd crowd(server_.url(), who_,
                     {[this](std::size_t member, std::string_view text, Nanos at) {
                       return is_raised(member, text, at);
                     }});
    if (!crowd.come()) return fail(crowd);
    for (std::uint64_t i = 0; i < options_.rounds && crowd.problem().empty(); ++i) raise(crowd);
    report_.doubled += crowd.doubled();
    fail(crowd);
  }

  void raise(AlertCrowd& crowd) {
    const json::object asked{{"units", {1}},
                             {"drill", true},
                             {"title", "三号罐区泄漏"},
                             {"text", "演练：请立即撤离到东门集合点，并点一下您的情况。"},
                             {"options", {"安全", "需要帮助", "在外地"}},
                             {"outbox", "bench-alerts-0001"},
                             {"n", ++n_}};
    crowd.expect();
    room_ = 0;
    answered_.clear();
    const Nanos before = server_.cpu();
    const Nanos began = now_nanos();
    crowd.say(0, call(1, "alert.raise", asked));
    report_.server.push_back(crowd.hear_all(began));
    if (!crowd.until([&] { return room_ != 0; }, "the acknowledgement")) return;
    report_.acknowledged_ms.push_back(ms(acknowledged_ - began));
    wait_until_written(crowd, began);
    server_spent_ += server_.cpu() - before;
    let_board_be_heard(crowd);
    crowd.expect();
    clear_ = true;
    const json::object over{{"room", room_}, {"text", "演练结束。"}, {"n", ++n_}};
    json::object said = over;
    said["outbox"] = "bench-alerts-0001";
    crowd.say(0, call(2, "alert.all_clear", said));
    crowd.hear_all(now_nanos());
    clear_ = false;
  }

  void wait_until_written(AlertCrowd& crowd, Nanos began) {
    written_ = 0;
    while (written_ < options_.members && crowd.problem().empty()) {
      answered_.clear();
      crowd.say(0, call(3, "alert.roll", {{"room", room_}}));
      if (!crowd.until([&] { return !answered_.empty(); }, "the roll")) return;
      const json::value roll = json::parse(answered_);
      written_ = roll.at("result").at("written").to_number<std::uint64_t>();
    }
    report_.written_ms.push_back(ms(now_nanos() - began));
  }

  // A tenth of them answer, as fast as they can; one hears the room.
  void let_board_be_heard(AlertCrowd& crowd) {
    totals_.clear();
    const json::array rooms{json::object{{"room", room_}, {"have", json::array{}}}};
    crowd.say(0, call(4, "resume", {{"rooms", rooms}}));
    for (std::size_t i = 0; i < who_.size(); i += 10) {
      json::object answer{{"room", room_}, {"option", 1 + i % 3}};
      answer["outbox"] = "bench-answers-01";
      answer["n"] = answers_ + 1;
      crowd.say(i, call(5, "alert.answer", answer));
    }
    ++answers_;
    const Nanos until = now_nanos() + 2 * nanos_per_second;
    crowd.until([&] { return now_nanos() > until; }, "two seconds");
    for (std::size_t i = 0; i < totals_.size(); ++i) {
      std::uint64_t within = 0;
      for (const Nanos at : totals_) {
        within += at >= totals_[i] && at < totals_[i] + nanos_per_second ? 1 : 0;
      }
      report_.totals_most = std::max(report_.totals_most, within);
    }
  }

  bool is_raised(std::size_t member, std::string_view text, Nanos at) {
    if (text.starts_with(told_alert)) {
      const std::string_view state = clear_ ? R"("state":"all_clear")" : R"("state":"raised")";
      if (frame_.empty() && !clear_) frame_ = text;
      return text.find(state) != std::string_view::npos;
    }
    if (member != 0) return false;
    if (text.starts_with(told_totals)) totals_.push_back(at);
    if (text.find(R"("id":1,)") != std::string_view::npos) {
      const json::value answer = json::parse(std::string(text));
      const json::value* result = answer.as_object().if_contains("result");
      if (result != nullptr) room_ = result->at("room").to_number<std::uint64_t>();
      acknowledged_ = at;
    } else if (text.find(R"("id":3,)") != std::string_view::npos) {
      answered_ = text;
    }
    return false;
  }

  void fire_bare() {
    BareFanOut bare;
    if (!bare.start({frame_}, {})) return static_cast<void>(report_.problem = bare.problem());
    AlertCrowd crowd("http://127.0.0.1:" + std::to_string(bare.port()), who_,
                     {[](std::size_t, std::string_view, Nanos) { return true; }});
    if (!crowd.come()) return fail(crowd);
    const Nanos before = bare.cpu();
    for (std::uint64_t i = 0; i < options_.rounds && crowd.problem().empty(); ++i) {
      crowd.expect();
      const Nanos began = now_nanos();
      bare.fire();
      report_.floor.push_back(crowd.hear_all(began));
    }
    floor_spent_ += bare.cpu() - before;
    fail(crowd);
  }

  void fail(const AlertCrowd& crowd) {
    if (report_.problem.empty()) report_.problem = crowd.problem();
  }

  const AlertOptions options_;
  Spawned server_;
  std::vector<Credential> who_;
  AlertReport report_;
  std::uint64_t n_ = 0;
  std::uint64_t answers_ = 0;
  std::uint64_t room_ = 0;
  std::uint64_t written_ = 0;
  Nanos acknowledged_ = 0;
  Nanos server_spent_ = 0;
  Nanos floor_spent_ = 0;
  bool clear_ = false;
  std::string answered_;
  std::string frame_;  // of an alert, as it was told
  std::vector<Nanos> totals_;
};

template <class Field>
double median_of(const std::vector<AlertRound>& rounds, Field field) {
  if (rounds.empty()) return 0;
  std::vector<double> values;
  for (const AlertRound& round : rounds) values.push_back(round.*field);
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

json::object to_object(const AlertRound& round) {
  return {{"p50", round.p50}, {"p90", round.p90}, {"p99", round.p99}, {"all", round.all}};
}

json::array to_array(const std::vector<AlertRound>& rounds) {
  json::array all;
  for (const AlertRound& round : rounds) all.push_back(to_object(round));
  return all;
}

}  // namespace

AlertRound AlertReport::median(const std::vector<AlertRound>& rounds) {
  return {median_of(rounds, &AlertRound::p50), median_of(rounds, &AlertRound::p90),
          median_of(rounds, &AlertRound::p99), median_of(rounds, &AlertRound::all)};
}

double AlertReport::ratio_p99() const {
  const double limit = median(floor).p99;
  return limit > 0 ? median(server).p99 / limit : 0;
}

AlertReport measure_alerts(const AlertOptions& options) {
  return Measure(options).run();
}

std::string to_text(const AlertReport& report) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(1);
  const auto line = [&](std::string_view side, const std::vector<AlertRound>& rounds) {
    const AlertRound middle = AlertReport::median(rounds);
    out << side << ": 50 % " << middle.p50 << " ms, 90 % " << middle.p90 << ", 99 % " << middle.p99
        << ", all " << middle.all << " (median of " << rounds.size() << ")\n";
  };
  out << report.members << " members, from the call to the last who heard\n";
  line("server", report.server);
  line("bare  ", report.floor);
  out << "99 %: " << std::setprecision(2) << report.ratio_p99() << " x the bare server; "
      << std::setprecision(1) << "acknowledged after " << median_of(report.acknowledged_ms)
      << " ms, all written by " << median_of(report.written_ms) << " ms\n"
      << "CPU a delivery: " << report.server_cpu_ns << " ns, bare " << report.floor_cpu_ns
      << " ns; heard twice: " << report.doubled << "; figures told in any second: at most "
      << report.totals_most << "\n";
  if (!report.problem.empty()) out << "failed: " << report.problem << "\n";
  return out.str();
}

std::string to_json(const AlertReport& report) {
  json::array acknowledged(report.acknowledged_ms.begin(), report.acknowledged_ms.end());
  json::array written(report.written_ms.begin(), report.written_ms.end());
  const json::object all{{"members", report.members},
                         {"server_ms", to_object(AlertReport::median(report.server))},
                         {"bare_ms", to_object(AlertReport::median(report.floor))},
                         {"ratio_p99", report.ratio_p99()},
                         {"server_rounds_ms", to_array(report.server)},
                         {"bare_rounds_ms", to_array(report.floor)},
                         {"acknowledged_ms", acknowledged},
                         {"written_ms", written},
                         {"server_cpu_ns_per_delivery", report.server_cpu_ns},
                         {"bare_cpu_ns_per_delivery", report.floor_cpu_ns},
                         {"doubled", report.doubled},
                         {"totals_in_a_second", report.totals_most},
                         {"problem", report.problem}};
  return json::serialize(all) + "\n";
}

}  // namespace xinqiao::bench
