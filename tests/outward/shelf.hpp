// A log in memory that says what a test wants, and a text search that follows it, stepped by hand.
// Threading: one thread.
#pragma once

#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "protocol/encode.hpp"
#include "protocol/limits.hpp"
#include "server/outward/index_folder.hpp"
#include "server/outward/search.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"
#include "tests/store/folder.hpp"
#include "tests/support/memory_log.hpp"

namespace xinqiao::testing {

inline constexpr const char* shelf_epoch = "00000000000000aa";

class OneEar final : public Audience {
 public:
  void tell(std::shared_ptr<const TellBatch> batch) override {
    for (const Instruction& one : *batch) {
      if (const auto* answer = get_if<Answer>(&one)) heard.emplace_back(answer->frame.payload());
    }
  }
  std::vector<std::string> heard;
};

// The log. Every event is kept at once, with its room's row.
class Shelf {
 public:
  Seq say(std::uint64_t room, const std::string& text) { return keep(room, Posted{text, {}}); }
  Seq edit(std::uint64_t room, Seq target, const std::string& text) {
    const Seq seq = keep(room, Edited{target, text});
    put(store::Family::index, store::keys::edit(RoomId{room}, target, seq), "");
    return seq;
  }
  // With its edits.
  Seq erase(std::uint64_t room, Seq target, const std::vector<Seq>& edits = {}) {
    const Seq seq = keep(room, Deleted{target});
    rewrite(room, target, DeletedPost{seq});
    for (const Seq edit : edits) rewrite(room, edit, DeletedEdit{target, seq});
    return seq;
  }
  Seq keep(std::uint64_t room, EventBody body) {
    const Seq seq = ++tops[room];
    rewrite(room, seq, std::move(body));
    const RoomRow row{RoomId{room}, "室", MemberId{1}, seq, seq, {}};
    put(store::Family::rows, store::keys::room(RoomId{room}), store::encode_record(row));
    return seq;
  }
  void rewrite(std::uint64_t room, Seq seq, EventBody body) {
    const auto known = times.find({room, seq});
    const Instant at{known == times.end() ? static_cast<std::int64_t>(1'000 * seq + room)
                                          : known->second};
    const Event event{RoomId{room}, seq, at, MemberId{7}, seq, std::move(body)};
    put(store::Family::events, store::keys::event(RoomId{room}, seq), encode_event(event));
  }
  void put(store::Family family, const std::string& key, const std::string& value) {
    store::Batch batch;
    batch.put(family, key, value);
    BOOST_REQUIRE(log.append(batch).is_ok());
  }

  MemoryLog log;
  std::map<std::uint64_t, Seq> tops;
  std::map<std::pair<std::uint64_t, Seq>, std::int64_t> times;  // of those that differ
};

// The log of a shelf, to which something happens just after its events were read: once.
class MeddledLog final : public store::Log {
 public:
  store::Status write(const store::Batch& batch) override { return shelf.log.write(batch); }
  store::Status sync() override { return shelf.log.sync(); }
  std::optional<std::string> get(store::Family family, std::string_view key) const override {
    auto value = shelf.log.get(family, key);
    if (family == store::Family::events) meddle(after_get);
    return value;
  }
  store::Status scan(store::Family family, std::string_view from, std::string_view to,
                     store::Order order, const Visit& visit) const override {
    store::Status status = shelf.log.scan(family, from, to, order, visit);
    if (family == store::Family::events) meddle(after_scan);
    return status;
  }
  bool has_room() const override { return true; }

  Shelf shelf;
  mutable std::function<void()> after_get;
  mutable std::function<void()> after_scan;

 private:
  static void meddle(std::function<void()>& what) {
    if (what) std::exchange(what, nullptr)();
  }
};

// What an answer to a search says.
struct FoundPage {
  explicit FoundPage(const std::string& answer) {
    const std::string begin = "{\"room\":";
    for (std::size_t at = answer.find(begin); at != std::string::npos;
         at = answer.find(begin, at + 1)) {
      SearchPlace place;
      const std::string form = begin + "%lu,\"seq\":%lu,\"at\":%ld";
      const char* text = answer.c_str() + at;
      const int read = std::sscanf(text, form.c_str(), &place.room.value, &place.seq, &place.at.ms);
      BOOST_REQUIRE_EQUAL(read, 3);
      if (answer.compare(at - 7, 7, "\"next\":") == 0) {
        next = place;
      } else {
        places.push_back(place);
      }
    }
  }
  std::vector<SearchPlace> places;
  std::optional<SearchPlace> next;
};

// Who follows it. Time goes on only when told to.
class Following {
 public:
  Following(Shelf& to_follow, const std::string& data, const std::string& epoch = shelf_epoch)
      : shelf(to_follow), search(shelf.log, data, epoch, ear, metrics) {}

  // Reads and commits all there is.
  void catch_up() {
    for (int i = 0; i < 10'000; ++i) {
      const bool more = search.indexer().step(now += outward::Indexer::commit_busy_ms);
      if (!more && !search.indexer().is_behind() && metrics.index_lag == 0) return;
    }
    BOOST_FAIL("the index does not catch up");
  }
  void news(std::uint64_t room) {
    search.followers().kept({Tell{RoomId{room}, shelf.tops[room], {}}}, false);
  }
  // Page after page, until no more is promised.
  std::vector<SearchPlace> all(SearchTask task) {
    std::vector<SearchPlace> places;
    for (int pages = 0; pages < 10'000; ++pages) {
      const FoundPage page(ask(task));
      places.insert(places.end(), page.places.begin(), page.places.end());
      if (!page.next) return places;
      BOOST_REQUIRE((!task.search.before || *page.next < *task.search.before));
      task.search.before = page.next;
    }
    BOOST_FAIL("a search without an end");
    return places;
  }
  SearchTask task(const std::string& query, std::size_t limit = limits::search_hits) {
    SearchTask made{{}, "1", {query, {}, {}, limit}, {}};
    for (const auto& [room, top] : shelf.tops) made.rooms.push_back({RoomId{room}, 1, top});
    return made;
  }
  std::string ask(SearchTask task) {
    BOOST_REQUIRE(search.searcher().put(std::move(task)));
    BOOST_REQUIRE(search.searcher().step());
    return ear.heard.back();
  }
  // "room/seq room/seq …", newest first.
  std::string found(const std::string& query) {
    std::string places;
    for (const SearchPlace& place : FoundPage(ask(task(query))).places) {
      places += (places.empty() ? "" : " ") + std::to_string(place.room.value) + "/" +
                std::to_string(place.seq);
    }
    return places;
  }

  Shelf& shelf;
  Metrics metrics;
  OneEar ear;
  outward::TextSearch search;
  std::int64_t now = 1'000'000;
};

}  // namespace xinqiao::testing
