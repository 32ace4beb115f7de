// A log in memory that says what a test wants, and a text search that follows it, stepped by hand.
// Threading: one thread.
#pragma once

#include <memory>
#include <string>
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
    const Instant at{static_cast<std::int64_t>(1'000 * seq + room)};
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
  std::string ask(const Search& query) {
    SearchTask task{{}, "1", query, {}};
    if (task.search.limit == 0) task.search.limit = limits::search_hits;
    for (const auto& [room, top] : shelf.tops) task.rooms.push_back({RoomId{room}, 1, top});
    return ask(std::move(task));
  }
  std::string ask(SearchTask task) {
    BOOST_REQUIRE(search.searcher().put(std::move(task)));
    BOOST_REQUIRE(search.searcher().step());
    return ear.heard.back();
  }
  // "room/seq room/seq …", newest first.
  std::string found(const std::string& query) {
    const std::string answer = ask(Search{query, {}, {}, 0});
    std::string places;
    for (std::size_t at = answer.find("{\"room\":"); at != std::string::npos;
         at = answer.find("{\"room\":", at + 1)) {
      std::string place = answer.substr(at + 8, answer.find(",\"at\"", at) - at - 8);
      place.replace(place.find(",\"seq\":"), 7, "/");
      places += (places.empty() ? "" : " ") + place;
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
