// The index on the disk: what is added is found once, in order, after a commit; what is erased
// leaves the files.
#include "server/outward/index.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "protocol/limits.hpp"
#include "server/outward/index_folder.hpp"
#include "tests/store/folder.hpp"

using namespace xinqiao;
using namespace xinqiao::outward;
using xinqiao::testing::Folder;

namespace {

constexpr const char* epoch = "e1";

struct Shop {
  Shop() { BOOST_REQUIRE(writer.begin_anew(epoch).is_ok()); }

  void put(std::int64_t at, std::uint64_t room, Seq seq, std::string_view text) {
    put(stretch_of({Instant{at}, RoomId{room}, seq}), text);
  }
  void put(const Stretch& stretch, std::string_view text) {
    BOOST_REQUIRE(writer.add(stretch, terms_of(the_fold()(text))).is_ok());
  }
  // The upper ends.
  std::vector<SearchPlace> find(std::string_view text, std::vector<SearchRoom> rooms,
                                std::optional<SearchPlace> before = {}, std::size_t most = 10) {
    const Query query = get<Query>(parse_query(text));
    std::vector<Stretch> found;
    outcome = reader.find({query, rooms, before, below, most}, found);
    std::vector<SearchPlace> uppers;
    for (const Stretch& stretch : found) uppers.push_back(stretch.upper());
    return uppers;
  }

  Folder folder;
  IndexWriter writer{folder.path()};
  IndexReader reader{folder.path()};
  IndexReader::Outcome outcome{};
  std::optional<SearchPlace> below;
  const std::vector<SearchRoom> both{{RoomId{1}, 1, 100}, {RoomId{2}, 1, 100}};
};

SearchPlace place(std::int64_t at, std::uint64_t room, Seq seq) {
  return {Instant{at}, RoomId{room}, seq};
}

bool stands_in_files(const std::string& folder, const std::string& word) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (bytes.find(word) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(index_files)

// More than Xapian keeps to itself (10,000 documents): it must not commit a part of it, nor what is
// pending when the index is closed. What is read again is then there once.
BOOST_FIXTURE_TEST_CASE(what_is_not_committed_is_gone_with_how_far_was_read, Shop) {
  const auto add = [&](Seq first, Seq last) {
    for (Seq seq = first; seq <= last; ++seq) {
      BOOST_REQUIRE(writer.add(stretch_of(place(10, 1, seq)), {"g茶"}).is_ok());
    }
    writer.set_read_to(RoomId{1}, last);
  };
  add(1, 5);
  BOOST_REQUIRE(writer.commit().is_ok());
  add(6, 11'000);
  BOOST_TEST(find("茶", {{RoomId{1}, 1, 20'000}}, {}, 20'000).size() == 5u);

  writer.close();
  BOOST_REQUIRE(writer.open(epoch).is_ok());

  BOOST_TEST(writer.documents() == 5u);
  BOOST_TEST(writer.read_to(RoomId{1}) == 5u);
  add(6, 11'000);
  BOOST_REQUIRE(writer.commit().is_ok());
  BOOST_TEST(writer.documents() == 11'000u);
}

BOOST_FIXTURE_TEST_CASE(what_is_added_is_found_after_a_commit_newest_first, Shop) {
  put(30, 1, 3, "锅炉 C");
  put(10, 1, 1, "锅炉 A");
  put(20, 2, 1, "锅炉 B");
  BOOST_TEST(find("锅炉", both).empty());
  BOOST_REQUIRE(writer.commit().is_ok());
  const std::vector<SearchPlace> all{place(30, 1, 3), place(20, 2, 1), place(10, 1, 1)};
  BOOST_TEST((find("锅炉", both) == all));
  BOOST_TEST((find("锅炉", both, {}, 2) == std::vector(all.begin(), all.begin() + 2)));
  BOOST_TEST((find("锅炉", both, all[1]) == std::vector{all[2]}));
  BOOST_TEST((find("锅炉 b", both) == std::vector{all[1]}));
}

BOOST_FIXTURE_TEST_CASE(only_rooms_of_the_permit_and_what_they_show_are_found, Shop) {
  for (Seq seq = 1; seq <= 5; ++seq) put(static_cast<std::int64_t>(seq), 1, seq, "茶");
  put(9, 2, 1, "茶");
  BOOST_REQUIRE(writer.commit().is_ok());
  BOOST_TEST((find("茶", {{RoomId{2}, 1, 9}}) == std::vector{place(9, 2, 1)}));
  const std::vector<SearchPlace> middle{place(4, 1, 4), place(3, 1, 3)};
  BOOST_TEST((find("茶", {{RoomId{1}, 3, 4}}) == middle));
  BOOST_TEST(find("茶", {{RoomId{3}, 1, 9}}).empty());
  BOOST_TEST(find("茶", {}).empty());
  // With so many rooms each candidate is asked, instead of the index.
  std::vector<SearchRoom> many;
  for (std::uint64_t room = 2; room < 1'000; ++room) many.push_back({RoomId{room}, 1, 9});
  BOOST_TEST((find("茶", many) == std::vector{place(9, 2, 1)}));
}

// Of several rooms, across each other: the one that reaches highest comes first.
BOOST_FIXTURE_TEST_CASE(stretches_are_found_by_their_upper_ends, Shop) {
  put({RoomId{1}, 1, 9, Instant{10}, Instant{50}}, "茶 a");
  put({RoomId{2}, 1, 5, Instant{20}, Instant{40}}, "茶 b");
  put({RoomId{1}, 40, 41, Instant{51}, Instant{52}}, "茶 c");
  BOOST_REQUIRE(writer.commit().is_ok());
  const std::vector<SearchPlace> all{place(52, 1, 41), place(50, 1, 9), place(40, 2, 5)};
  BOOST_TEST((find("茶", both) == all));
  // What reaches below a place, if only by one message, is found.
  BOOST_TEST((find("茶", both, place(51, 1, 41)) == all));
  BOOST_TEST((find("茶", both, place(51, 1, 40)) == std::vector(all.begin() + 1, all.end())));
  BOOST_TEST((find("茶", both, place(20, 2, 1)) == std::vector{all[1]}));
  BOOST_TEST(find("茶", both, place(10, 1, 1)).empty());
  // Part of it may be read, or nothing.
  BOOST_TEST((find("茶", {{RoomId{1}, 9, 39}}) == std::vector{all[1]}));
  BOOST_TEST(find("茶", {{RoomId{1}, 10, 39}}).empty());
}

BOOST_FIXTURE_TEST_CASE(the_rest_is_of_what_was_found_before, Shop) {
  for (Seq seq = 1; seq <= 4; ++seq) put(static_cast<std::int64_t>(seq), 1, seq, "茶");
  BOOST_REQUIRE(writer.commit().is_ok());
  BOOST_TEST(find("茶", both, {}, 2).size() == 2u);
  BOOST_REQUIRE(writer.erase_block(RoomId{1}, 0, IndexWriter::Reason::edited).is_ok());
  BOOST_REQUIRE(writer.commit().is_ok());
  below = place(3, 1, 3);
  BOOST_TEST((find("茶", both) == std::vector{place(2, 1, 2), place(1, 1, 1)}));
  below.reset();
  BOOST_TEST(find("茶", both).empty());
}

// Several commits take from under a reader what it reads: that is said, and the next search is of
// the newest.
BOOST_FIXTURE_TEST_CASE(a_rest_that_is_no_more_is_told_from_one_that_is_empty, Shop) {
  const std::vector<SearchRoom> room{{RoomId{1}, 1, 100'000}};
  const auto fill = [&] {
    for (Seq seq = 1; seq < 4'000; ++seq) {
      put(static_cast<std::int64_t>(seq), 1, seq, "茶" + std::to_string(seq) + " 水");
    }
    BOOST_REQUIRE(writer.commit().is_ok());
  };
  fill();
  BOOST_TEST(find("水", room).size() == 10u);
  for (int i = 0; i < 4; ++i) {
    for (Seq block = 0; block <= block_of(4'000); ++block) {
      BOOST_REQUIRE(writer.erase_block(RoomId{1}, block, IndexWriter::Reason::edited).is_ok());
    }
    BOOST_REQUIRE(writer.commit().is_ok());
    fill();
  }
  below = place(3'000, 1, 3'000);
  find("水", room);
  BOOST_TEST((outcome == IndexReader::Outcome::changed));
  below.reset();
  BOOST_TEST(find("水", room, {}, 5'000).size() == 3'999u);
}

// What every document has, after one has gone.
BOOST_FIXTURE_TEST_CASE(a_word_of_all_documents_is_found_whatever_was_erased, Shop) {
  constexpr Seq all = 6'000;
  for (Seq seq = 1; seq <= all; ++seq) put(static_cast<std::int64_t>(seq), 1, seq, "boiler");
  BOOST_REQUIRE(writer.erase_block(RoomId{1}, 2, IndexWriter::Reason::edited).is_ok());
  BOOST_REQUIRE(writer.commit().is_ok());
  const std::vector<SearchRoom> room{{RoomId{1}, 1, all}};
  BOOST_TEST(find("boiler", room, {}, 2 * all).size() == all - block_seqs);
  BOOST_TEST((outcome == IndexReader::Outcome::found));
  BOOST_TEST(writer.documents() == all - block_seqs);
}

BOOST_FIXTURE_TEST_CASE(a_block_is_erased_whole_and_alone, Shop) {
  const auto erase = [&](std::uint64_t room, Seq block) {
    BOOST_REQUIRE(writer.erase_block(RoomId{room}, block, IndexWriter::Reason::edited).is_ok());
  };
  for (const Seq seq : {1, 30, 31, 32, 63, 64}) put(static_cast<std::int64_t>(seq), 1, seq, "茶");
  put(40, 2, 40, "茶");
  BOOST_REQUIRE(writer.commit().is_ok());
  put(33, 1, 33, "茶");  // not yet committed
  erase(1, 1);
  erase(1, 1);
  BOOST_REQUIRE(writer.commit().is_ok());
  BOOST_TEST(writer.documents() == 5U);
  const std::vector<SearchPlace> left{place(64, 1, 64), place(40, 2, 40), place(31, 1, 31),
                                      place(30, 1, 30), place(1, 1, 1)};
  BOOST_TEST((find("茶", both) == left));
  put(33, 1, 33, "水");
  BOOST_REQUIRE(writer.commit().is_ok());
  BOOST_TEST((find("水", both) == std::vector{place(33, 1, 33)}));
  BOOST_TEST(!writer.is_scrub_due());  // words that were edited are no secret
}

BOOST_FIXTURE_TEST_CASE(prefixes_are_found_up_to_a_bound, Shop) {
  const auto add = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      put(static_cast<std::int64_t>(i + 1), 1, i + 1, "pre" + std::to_string(i));
    }
    BOOST_REQUIRE(writer.commit().is_ok());
  };
  const std::vector<SearchRoom> room{{RoomId{1}, 1, 10'000}};
  add(0, limits::search_prefixes);
  BOOST_TEST(find("pre*", room, {}, 5'000).size() == limits::search_prefixes);
  add(limits::search_prefixes, limits::search_prefixes + 1);
  BOOST_TEST(find("pre*", room).empty());
  BOOST_TEST((outcome == IndexReader::Outcome::too_many_prefixes));
}

// More pairs begin with the letter than are looked for at once, and a message has several of them.
BOOST_FIXTURE_TEST_CASE(a_letter_is_found_in_whatever_pair_it_stands, Shop) {
  constexpr std::size_t pairs = 700;
  std::vector<SearchPlace> all;
  for (std::size_t i = 0; i < pairs; ++i) {
    const auto letter = [](std::size_t number) {
      std::string bytes;
      append_utf8(bytes, static_cast<char32_t>(0x5000 + number));
      return bytes;
    };
    const std::string text = "茶" + letter(i) + "，茶" + letter(pairs - 1 - i);
    put(static_cast<std::int64_t>(i + 1), 1, i + 1, text);
    all.insert(all.begin(), place(static_cast<std::int64_t>(i + 1), 1, i + 1));
  }
  put(9'000, 1, 9'000, "喝茶");
  put(9'001, 1, 9'001, "咖啡 boiler");
  put(9'002, 1, 9'002, "绿茶 boiler");
  BOOST_REQUIRE(writer.commit().is_ok());
  const std::vector<SearchRoom> room{{RoomId{1}, 1, 10'000}};
  all.insert(all.begin(), {place(9'002, 1, 9'002), place(9'000, 1, 9'000)});
  BOOST_TEST((find("茶", room, {}, 5'000) == all));
  BOOST_TEST((find("茶", room, {}, 300) == std::vector(all.begin(), all.begin() + 300)));
  BOOST_TEST((find("茶", room, all[400], 5'000) == std::vector(all.begin() + 401, all.end())));
  BOOST_TEST((find("茶 boiler", room) == std::vector{all.front()}));
  BOOST_TEST((find("boil* 茶", room) == std::vector{all.front()}));
  BOOST_TEST(find("水", room).empty());
}

BOOST_FIXTURE_TEST_CASE(how_far_a_room_was_read_is_kept_with_a_commit, Shop) {
  writer.set_read_to(RoomId{3}, 17);
  BOOST_REQUIRE(writer.commit().is_ok());
  writer.set_read_to(RoomId{3}, 18);
  writer.close();
  BOOST_REQUIRE(writer.open(epoch).is_ok());
  BOOST_TEST(writer.read_to(RoomId{3}) == 17U);
  BOOST_TEST(writer.read_to(RoomId{4}) == 0U);
}

BOOST_FIXTURE_TEST_CASE(an_index_of_another_epoch_or_none_is_not_opened, Shop) {
  BOOST_TEST((writer.open("e2").fault == store::Fault::corrupted));
  BOOST_TEST(writer.open(epoch).is_ok());
  IndexWriter elsewhere(folder.path() + "/nothing");
  BOOST_TEST((elsewhere.open(epoch).fault == store::Fault::corrupted));
}

BOOST_FIXTURE_TEST_CASE(a_new_beginning_replaces_what_was_there_also_for_open_readers, Shop) {
  put(1, 1, 1, "茶");
  BOOST_REQUIRE(writer.commit().is_ok());
  BOOST_TEST(find("茶", both).size() == 1U);
  BOOST_REQUIRE(writer.begin_anew("e2").is_ok());
  BOOST_TEST(find("茶", both).empty());
  BOOST_TEST((outcome == IndexReader::Outcome::found));
  BOOST_TEST(!std::filesystem::exists(database_path(folder.path(), 1)));
}

BOOST_FIXTURE_TEST_CASE(erased_words_leave_the_files_with_a_scrub, Shop) {
  put(1, 1, 1, "canaryword stays");
  put(2, 1, 40, "secretword goes");
  BOOST_REQUIRE(writer.commit().is_ok());
  BOOST_TEST(!writer.is_scrub_due());
  BOOST_REQUIRE(writer.erase_block(RoomId{1}, 2, IndexWriter::Reason::deleted).is_ok());
  BOOST_TEST(!writer.is_scrub_due());  // nothing was there
  BOOST_REQUIRE(writer.erase_block(RoomId{1}, 1, IndexWriter::Reason::deleted).is_ok());
  BOOST_REQUIRE(writer.commit().is_ok());
  BOOST_TEST(find("secretword", both).empty());
  BOOST_TEST(stands_in_files(folder.path(), "secretword"));
  writer.close();
  BOOST_REQUIRE(writer.open(epoch).is_ok());
  BOOST_TEST(writer.is_scrub_due());

  BOOST_REQUIRE(writer.scrub().is_ok());

  BOOST_TEST(!writer.is_scrub_due());
  BOOST_TEST(!stands_in_files(folder.path(), "secretword"));
  BOOST_TEST(stands_in_files(folder.path(), "canaryword"));
  BOOST_TEST(find("canaryword", both).size() == 1U);
  put(3, 1, 3, "later");
  BOOST_REQUIRE(writer.commit().is_ok());
  BOOST_TEST(find("later", both).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
