#include "bench/search.hpp"

#include "bench/search_texts.hpp"
#include "protocol/encode.hpp"
#include "protocol/limits.hpp"
#include "server/outward/index_folder.hpp"
#include "server/outward/search.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"
#include "store/rocks_log.hpp"

#include <boost/json.hpp>

#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iomanip>
#include <optional>
#include <set>
#include <sstream>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;
using Place = std::pair<std::uint64_t, Seq>;  // room, seq
using Places = std::set<Place>;

constexpr std::int64_t first_moment = 1'780'000'000'000;
constexpr std::size_t batch_events = 2'000;
constexpr std::size_t problems_told = 10;

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

// Keeps what the last search was answered.
class Ear final : public Audience {
 public:
  void tell(std::shared_ptr<const TellBatch> batch) override {
    for (const Instruction& one : *batch) {
      if (const auto* answer = get_if<Answer>(&one)) heard = answer->frame.payload();
    }
  }
  std::string heard;
};

class Measure {
 public:
  Measure(store::Log& log, const std::string& folder, const SearchOptions& options)
      : log_(log),
        folder_(folder),
        options_(options),
        search_(log, folder, "0123456789abcdef", ear_, metrics_) {}

  SearchReport run() {
    std::size_t rooms = 0;
    const std::size_t most = options_.messages == 0 ? SIZE_MAX : options_.messages;
    for (const std::string& file : options_.files) {
      if (!read_texts(file, most, texts_, rooms)) return trouble(file + " cannot be read");
    }
    tops_.resize(rooms * options_.copies);
    if (!say_all(rooms)) return trouble("the log cannot be written");
    build();
    const Draw words = draw_words(texts_, options_.words, options_.seed);
    report_.chinese = words.chinese.size();
    report_.english = words.english.size();
    for (const std::string& word : words.chinese) look_for(word, false);
    for (const std::string& word : words.english) look_for(word, true);
    std::sort(report_.first_page_ms.begin(), report_.first_page_ms.end());
    return std::move(report_);
  }

 private:
  SearchReport trouble(const std::string& what) {
    report_.problems.push_back(what);
    return std::move(report_);
  }

  bool say_all(std::size_t rooms) {
    store::Batch batch;
    for (std::size_t copy = 0; copy < options_.copies; ++copy) {
      for (std::size_t i = 0; i < texts_.size(); ++i) {
        const std::size_t room = copy * rooms + texts_[i].room;
        const Seq seq = ++tops_[room];
        const Instant at{first_moment + static_cast<std::int64_t>(report_.messages++)};
        const Event event{RoomId{room + 1}, seq, at, MemberId{1}, seq, Posted{texts_[i].text, {}}};
        batch.put(store::Family::events, store::keys::event(event.room, seq), encode_event(event));
        places_.push_back({room + 1, seq});
        if (batch.operations() < batch_events) continue;
        if (!log_.append(batch).is_ok()) return false;
        batch.clear();
      }
    }
    report_.rooms = tops_.size();
    for (std::size_t room = 0; room < tops_.size(); ++room) {
      const RoomRow row{RoomId{room + 1}, "室", MemberId{1}, tops_[room], tops_[room], {}};
      batch.put(store::Family::rows, store::keys::room(row.room), store::encode_record(row));
      permit_.push_back({row.room, 1, tops_[room]});
    }
    return log_.append(batch).is_ok();
  }

  void build() {
    const auto begun = Clock::now();
    while (search_.indexer().is_behind()) {
      const auto now =
          std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch());
      search_.indexer().step(now.count());
    }
    report_.index_seconds = seconds_since(begun);
    const std::string place = outward::index_folder(folder_);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(place)) {
      if (entry.is_regular_file()) report_.index_bytes += entry.file_size();
    }
  }

  void look_for(const std::string& word, bool is_english) {
    Places due;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (scan(texts_[i % texts_.size()].text, word, is_english)) due.insert(places_[i]);
    }
    const Places found = find(word);
    std::size_t missing = 0;
    for (const Place& place : due) missing += found.contains(place) ? 0 : 1;
    report_.due += due.size();
    report_.missing += missing;
    report_.beyond += found.size() + missing - due.size();
    if (missing > 0 && report_.problems.size() < problems_told) {
      report_.problems.push_back(word + ": " + std::to_string(missing) + " of " +
                                 std::to_string(due.size()) + " are not found");
    }
  }

  Places find(const std::string& word) {
    Places found;
    std::optional<SearchPlace> before;
    bool is_first = true;
    do {
      SearchTask task{{}, "1", {word, {}, before, 0}, permit_};
      task.search.limit = is_first ? limits::search_hits_default : limits::search_hits;
      const auto begun = Clock::now();
      static_cast<void>(search_.searcher().put(std::move(task)));
      search_.searcher().step();
      if (is_first) report_.first_page_ms.push_back(seconds_since(begun) * 1e3);
      is_first = false;
      before = take_page(found);
    } while (before);
    return found;
  }

  // Where to go on.
  std::optional<SearchPlace> take_page(Places& found) {
    const json::value answer = json::parse(ear_.heard);
    const json::object* result =
        answer.as_object().contains("result") ? &answer.at("result").as_object() : nullptr;
    if (result == nullptr) {
      report_.problems.push_back(ear_.heard);
      return std::nullopt;
    }
    const auto number = [](const json::value& of, const char* name) {
      return static_cast<std::uint64_t>(of.at(name).as_int64());
    };
    for (const json::value& hit : result->at("hits").as_array()) {
      found.insert({number(hit, "room"), number(hit, "seq")});
    }
    const json::value* next = result->if_contains("next");
    if (next == nullptr) return std::nullopt;
    return SearchPlace{Instant{next->at("at").as_int64()}, RoomId{number(*next, "room")},
                       number(*next, "seq")};
  }

  store::Log& log_;
  const std::string folder_;
  const SearchOptions& options_;
  Ear ear_;
  Metrics metrics_;
  outward::TextSearch search_;
  SearchReport report_;
  std::vector<SaidText> texts_;
  std::vector<Seq> tops_;      // by room
  std::vector<Place> places_;  // of texts_, again for every copy
  std::vector<SearchRoom> permit_;
};

}  // namespace

double SearchReport::percentile(double share) const {
  if (first_page_ms.empty()) return 0;
  const auto place = static_cast<std::size_t>(share * static_cast<double>(first_page_ms.size()));
  return first_page_ms[std::min(place, first_page_ms.size() - 1)];
}

SearchReport measure_search(store::Log& log, const std::string& folder,
                            const SearchOptions& options) {
  return Measure(log, folder, options).run();
}

SearchReport measure_search(const SearchOptions& options) {
  const std::filesystem::path base = options.folder.empty() ? std::filesystem::temp_directory_path()
                                                            : std::filesystem::path(options.folder);
  std::string folder = (base / "xinqiao-search-XXXXXX").string();
  SearchReport report;
  if (::mkdtemp(folder.data()) == nullptr) {
    report.problems.push_back("no folder can be made in " + base.string());
    return report;
  }
  std::unique_ptr<store::RocksLog> log;
  const store::Status opened =
      store::RocksLog::open(folder, {.ballast_bytes = 0, .room_bytes = 0}, log);
  if (opened.is_ok()) {
    report = measure_search(*log, folder, options);
  } else {
    report.problems.push_back(opened.message);
  }
  log.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return report;
}

std::string to_text(const SearchReport& report) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(1);
  const double each =
      report.index_seconds > 0 ? static_cast<double>(report.messages) / report.index_seconds : 0;
  out << report.messages << " messages in " << report.rooms << " rooms, indexed in "
      << report.index_seconds << " s (" << each << " a second), "
      << static_cast<double>(report.index_bytes) / (1024 * 1024) << " MiB\n";
  out << report.chinese << " Chinese and " << report.english << " English words: " << report.due
      << " messages due, " << report.missing << " missing, " << report.beyond
      << " beyond the plain scan; recall " << std::setprecision(6) << report.recall() << "\n";
  out << std::setprecision(2) << "first page, ms: p50 " << report.percentile(0.5) << ", p99 "
      << report.percentile(0.99) << ", most " << report.percentile(1) << "\n";
  for (const std::string& problem : report.problems) out << problem << "\n";
  return out.str();
}

std::string to_json(const SearchReport& report) {
  json::array problems;
  for (const std::string& problem : report.problems) problems.emplace_back(problem);
  return json::serialize(json::object{{"messages", report.messages},
                                      {"rooms", report.rooms},
                                      {"index_seconds", report.index_seconds},
                                      {"index_bytes", report.index_bytes},
                                      {"words", report.chinese + report.english},
                                      {"due", report.due},
                                      {"missing", report.missing},
                                      {"recall", report.recall()},
                                      {"p50_ms", report.percentile(0.5)},
                                      {"p99_ms", report.percentile(0.99)},
                                      {"problems", std::move(problems)}}) +
         "\n";
}

}  // namespace xinqiao::bench
