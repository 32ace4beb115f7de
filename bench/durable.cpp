#include "bench/durable.hpp"

#include "bench/durable_sides.hpp"

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

constexpr double goal = 0.8;

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

struct Spread {
  double median = 0;
  double least = 0;
  double most = 0;
};

using Figure = std::function<double(const DurableRound&)>;

Spread spread(const DurableCase& one, const Figure& figure) {
  std::vector<double> values;
  for (const DurableRound& round : one.rounds) {
    values.push_back(figure(round));
  }
  if (values.empty()) {
    return {};
  }
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return {median, values.front(), values.back()};
}

json::object to_object(const Spread& spread) {
  return {{"median", spread.median}, {"min", spread.least}, {"max", spread.most}};
}

}  // namespace

DurableReport measure_durable(const DurableOptions& options) {
  DurableReport report;
  const Folder folder(options.folder);
  if (folder.path().empty()) {
    report.problem = "no folder can be made";
    return report;
  }
  PipelineSide one_room(folder.path() + "/one", 1);
  PipelineSide many_rooms(folder.path() + "/many", 1'000);
  RocksSide rocks(folder.path() + "/rocks");
  report.cases = {{"one room", {}}, {"1,000 rooms", {}}};
  const std::vector<PipelineSide*> sides = {&one_room, &many_rooms};
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
                       .posts_per_batch = result.posts_per_batch,
                       .bytes_per_post = result.bytes_per_post};
      row.same_bytes = rocks.run(sides[i]->batches(), options.seconds, false);
      row.events_only = rocks.run(sides[i]->batches(), options.seconds, true);
      report.cases[i].rounds.push_back(row);
    }
  }
  report.problem = one_room.problem() + many_rooms.problem() + rocks.problem();
  return report;
}

std::string to_json(const DurableReport& report) {
  json::array cases;
  for (const DurableCase& one : report.cases) {
    json::object row;
    row["case"] = one.name;
    row["goal"] = goal;
    row["ratio"] = to_object(spread(one, &DurableRound::ratio));
    row["ratio_events_only"] = to_object(spread(one, &DurableRound::ratio_events_only));
    row["posts_per_second"] = to_object(spread(one, &DurableRound::pipeline));
    row["rocksdb_posts_per_second"] = to_object(spread(one, &DurableRound::same_bytes));
    row["rocksdb_events_only_posts_per_second"] =
        to_object(spread(one, &DurableRound::events_only));
    row["posts_per_batch"] = to_object(spread(one, &DurableRound::posts_per_batch));
    row["bytes_per_post"] = to_object(spread(one, &DurableRound::bytes_per_post));
    row["rounds"] = one.rounds.size();
    cases.push_back(std::move(row));
  }
  json::object out;
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
        << "/s with the same bytes, " << spread(one, &DurableRound::events_only).median
        << "/s with the events alone\n"
        << std::setprecision(2) << "  ratio " << ratio.median << " (" << ratio.least << " to "
        << ratio.most << "), to the events alone " << events_only.median << " ("
        << events_only.least << " to " << events_only.most << "); goal " << goal << "\n";
  }
  if (!report.problem.empty()) {
    out << "PROBLEM: " << report.problem << "\n";
  }
  return out.str();
}

}  // namespace xinqiao::bench
