#include "bench/durable.hpp"

#include "bench/durable_sides.hpp"
#include "bench/keeping.hpp"
#include "bench/machine.hpp"
#include "bench/spread.hpp"

#include <boost/json.hpp>

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iomanip>
#include <sstream>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

// Of RocksDB's posts a second. Small groups leave no time to hide behind.
double goal_of(const DurableCase& one) {
  return one.group == 100 ? 0.9 : 0.8;
}

// A folder that is gone afterwards.
class Folder {
 public:
  explicit Folder(const std::string& where) {
    const std::filesystem::path base =
        where.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path(where);
    std::string pattern = (base / "xinqiao-durable-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data()) == nullptr ? "" : pattern;
  }
  ~Folder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

using Figure = std::function<double(const DurableRound&)>;

Spread spread(const DurableCase& one, const Figure& figure) {
  std::vector<double> values;
  for (const DurableRound& round : one.rounds) {
    values.push_back(figure(round));
  }
  return spread_of(std::move(values));
}

}  // namespace

namespace {

constexpr double calibration_seconds = 0.3;
constexpr int calibrations = 4;

// How many posts have to be under way for groups of the wanted size, by what came of some.
std::uint64_t better_guess(std::uint64_t unanswered, std::uint64_t group,
                           const PipelineSide::Result& found) {
  if (group == 0 || found.posts_per_batch <= 0) return unanswered;
  const double guess =
      static_cast<double>(unanswered) * static_cast<double>(group) / found.posts_per_batch;
  return std::clamp(static_cast<std::uint64_t>(guess), group, PipelineSide::unanswered_most);
}

std::uint64_t calibrate(PipelineSide& side, std::uint64_t group) {
  if (group == 0) return PipelineSide::unanswered_most;
  std::uint64_t unanswered = 3 * group;
  for (int i = 0; i < calibrations; ++i) {
    unanswered = better_guess(unanswered, group, side.run(calibration_seconds, unanswered));
  }
  return unanswered;
}

}  // namespace

DurableReport measure_durable(const DurableOptions& options) {
  DurableReport report;
  const Folder folder(options.folder);
  if (folder.path().empty()) {
    report.problem = "no folder can be made";
    return report;
  }
  const Neighbours neighbours(own_cpu);
  PipelineSide one_room(folder.path() + "/one", 1);
  PipelineSide many_rooms(folder.path() + "/many", 1'000);
  RocksSide rocks(folder.path() + "/rocks");
  AppendSide append(folder.path() + "/append");
  report.cases = {{"one room", 0, {}},
                  {"1,000 rooms", 0, {}},
                  {"group 100", 100, {}},
                  {"group 1,000", 1'000, {}}};
  const std::vector<PipelineSide*> sides = {&one_room, &many_rooms, &one_room, &one_room};
  std::vector<std::uint64_t> unanswered;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    unanswered.push_back(calibrate(*sides[i], report.cases[i].group));
  }
  for (int round = 0; round < options.rounds; ++round) {
    for (std::size_t i = 0; i < sides.size(); ++i) {
      if (!sides[i]->problem().empty() || !rocks.problem().empty()) {
        report.problem = sides[i]->problem() + rocks.problem();
        return report;
      }
      const PipelineSide::Result result = sides[i]->run(options.seconds, unanswered[i]);
      DurableRound row{.pipeline = result.posts_per_second,
                       .same_bytes = 0,
                       .events_only = 0,
                       .append = 0,
                       .posts_per_batch = result.posts_per_batch,
                       .bytes_per_post = result.bytes_per_post,
                       .pipeline_cores = result.cores};
      const Nanos began = now_nanos();
      const Nanos cpu = own_cpu();
      row.same_bytes = rocks.run(sides[i]->batches(), options.seconds, false);
      row.same_bytes_cores =
          static_cast<double>(own_cpu() - cpu) / static_cast<double>(now_nanos() - began);
      row.events_only = rocks.run(sides[i]->batches(), options.seconds, true);
      row.append = append.run(sides[i]->batches(), options.seconds);
      report.cases[i].rounds.push_back(row);
      unanswered[i] = better_guess(unanswered[i], report.cases[i].group, result);
    }
  }
  report.problem = one_room.problem() + many_rooms.problem() + rocks.problem() + append.problem();
  if (report.problem.empty()) {
    report.keeping =
        measure_keeping(folder.path(), options.rounds, options.seconds / 3, report.problem);
  }
  report.beside = neighbours.look();
  return report;
}

std::string to_json(const DurableReport& report) {
  json::array cases;
  for (const DurableCase& one : report.cases) {
    json::object row;
    row["case"] = one.name;
    row["goal"] = goal_of(one);
    row["ratio"] = to_object(spread(one, &DurableRound::ratio));
    row["ratio_events_only"] = to_object(spread(one, &DurableRound::ratio_events_only));
    row["posts_per_second"] = to_object(spread(one, &DurableRound::pipeline));
    row["rocksdb_posts_per_second"] = to_object(spread(one, &DurableRound::same_bytes));
    row["rocksdb_events_only_posts_per_second"] =
        to_object(spread(one, &DurableRound::events_only));
    row["append_posts_per_second"] = to_object(spread(one, &DurableRound::append));
    row["posts_per_second_rounds"] = json::array();
    for (const DurableRound& round : one.rounds) {
      row["posts_per_second_rounds"].as_array().push_back(round.pipeline);
    }
    row["posts_per_batch"] = to_object(spread(one, &DurableRound::posts_per_batch));
    row["bytes_per_post"] = to_object(spread(one, &DurableRound::bytes_per_post));
    row["busy_cores"] = to_object(spread(one, &DurableRound::pipeline_cores));
    row["rocksdb_busy_cores"] = to_object(spread(one, &DurableRound::same_bytes_cores));
    row["rounds"] = one.rounds.size();
    cases.push_back(std::move(row));
  }
  json::array keeping;
  for (const KeepingRow& row : report.keeping) {
    const auto side = [](const std::vector<double>& rate, const std::vector<double>& p99) {
      return json::object{{"per_second", to_object(spread_of(rate))},
                          {"p99_ms", to_object(spread_of(p99))}};
    };
    keeping.push_back(json::object{{"batch", row.batch},
                                   {"append", side(row.append_per_second, row.append_p99_ms)},
                                   {"rocksdb", side(row.rocksdb_per_second, row.rocksdb_p99_ms)}});
  }
  json::object out;
  out["date"] = date_now();
  out["machine"] = machine();
  out["beside"] = to_object(report.beside);
  out["keeping"] = std::move(keeping);
  out["durable"] = std::move(cases);
  out["problem"] = report.problem;
  return json::serialize(out) + "\n";
}

std::string to_text(const DurableReport& report) {
  std::ostringstream out;
  out << std::fixed;
  for (const DurableCase& one : report.cases) {
    const Spread ratio = spread(one, &DurableRound::ratio);
    const Spread events_only = spread(one, &DurableRound::ratio_events_only);
    out << std::setprecision(0) << one.name << ": " << spread(one, &DurableRound::pipeline).median
        << " durable posts/s, " << spread(one, &DurableRound::posts_per_batch).median
        << " a batch, " << spread(one, &DurableRound::bytes_per_post).median
        << " bytes a post\n  RocksDB: " << spread(one, &DurableRound::same_bytes).median
        << "/s with the same bytes, a file " << spread(one, &DurableRound::append).median
        << "/s, RocksDB " << spread(one, &DurableRound::events_only).median
        << "/s with the events alone\n"
        << std::setprecision(2) << "  ratio " << ratio.median << " (" << ratio.least << " to "
        << ratio.most << "), to the events alone " << events_only.median << " ("
        << events_only.least << " to " << events_only.most << "); goal " << goal_of(one) << "\n"
        << "  cores kept busy: the pipeline " << spread(one, &DurableRound::pipeline_cores).median
        << ", RocksDB with the same bytes " << spread(one, &DurableRound::same_bytes_cores).median
        << "\n";
  }
  if (!report.problem.empty()) {
    out << "PROBLEM: " << report.problem << "\n";
  }
  return out.str();
}

}  // namespace xinqiao::bench
