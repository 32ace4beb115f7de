#include "bench/durable.hpp"

#include "bench/durable_sides.hpp"
#include "bench/keeping.hpp"
#include "bench/machine.hpp"
#include "bench/spread.hpp"
#include "protocol/limits.hpp"

#include <boost/json.hpp>

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iomanip>
#include <memory>
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

DurableReport measure_durable(const DurableOptions& options) {
  DurableReport report;
  const Folder folder(options.folder);
  if (folder.path().empty()) {
    report.problem = "no folder can be made";
    return report;
  }
  const Neighbours neighbours(own_cpu);
  report.cases = {{"one room", limits::group_commands, {}},
                  {"1,000 rooms", limits::group_commands, {}},
                  {"group 100", 100, {}},
                  {"group 1,000", 1'000, {}}};
  std::vector<std::unique_ptr<PipelineSide>> sides;
  for (const DurableCase& one : report.cases) {
    const std::string place = folder.path() + "/" + std::to_string(sides.size());
    const std::uint64_t rooms = sides.size() == 1 ? 1'000 : 1;
    sides.push_back(std::make_unique<PipelineSide>(place, rooms, one.group));
  }
  RocksSide rocks(folder.path() + "/rocks");
  AppendSide append(folder.path() + "/append");
  for (int round = 0; round < options.rounds; ++round) {
    for (std::size_t i = 0; i < sides.size(); ++i) {
      if (!sides[i]->problem().empty() || !rocks.problem().empty()) {
        report.problem = sides[i]->problem() + rocks.problem();
        return report;
      }
      const PipelineSide::Result result = sides[i]->run(options.seconds);
      DurableRound row{.pipeline = result.posts_per_second,
                       .same_bytes = 0,
                       .events_only = 0,
                       .append = 0,
                       .posts_per_batch = result.posts_per_batch,
                       .bytes_per_post = result.bytes_per_post,
                       .pipeline_cores = result.cores,
                       .write_ms = result.write_ms,
                       .sync_ms = result.sync_ms};
      const Nanos began = now_nanos();
      const Nanos cpu = own_cpu();
      row.same_bytes = rocks.run(sides[i]->batches(), options.seconds, false);
      row.same_bytes_cores =
          static_cast<double>(own_cpu() - cpu) / static_cast<double>(now_nanos() - began);
      row.events_only = rocks.run(sides[i]->batches(), options.seconds, true);
      row.append = append.run(sides[i]->batches(), options.seconds);
      report.cases[i].rounds.push_back(row);
    }
  }
  report.problem = rocks.problem() + append.problem();
  for (const auto& side : sides) report.problem += side->problem();
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
    row["write_ms"] = to_object(spread(one, &DurableRound::write_ms));
    row["sync_ms"] = to_object(spread(one, &DurableRound::sync_ms));
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
        << "\n  a group takes " << spread(one, &DurableRound::write_ms).median << " ms to write, "
        << spread(one, &DurableRound::sync_ms).median << " ms to sync\n";
  }
  if (!report.problem.empty()) {
    out << "PROBLEM: " << report.problem << "\n";
  }
  return out.str();
}

}  // namespace xinqiao::bench
