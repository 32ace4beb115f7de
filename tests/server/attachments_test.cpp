// The rooms of a connection, against a std::map, and that their memory comes back.
#include "server/attachments.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>

using namespace xinqiao;

namespace {

class Counting final : public std::pmr::memory_resource {
 public:
  std::size_t held = 0;

 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    held += bytes;
    return std::pmr::new_delete_resource()->allocate(bytes, alignment);
  }
  void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override {
    held -= bytes;
    std::pmr::new_delete_resource()->deallocate(memory, bytes, alignment);
  }
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(attachments)

BOOST_AUTO_TEST_CASE(an_entry_is_small_and_keeps_every_bit_of_a_room) {
  Attachment one(RoomId{0xfedc'ba98'7654'3210});
  one.place(7, true);

  BOOST_TEST(sizeof(Attachment) == 12u);
  BOOST_TEST((one.room() == RoomId{0xfedc'ba98'7654'3210}));
  BOOST_TEST(one.index() == 7u);
  BOOST_TEST(one.is_fed());
  one.move_to(9);
  BOOST_TEST(one.index() == 9u);
  BOOST_TEST(one.is_fed());
}

BOOST_AUTO_TEST_CASE(they_are_found_as_in_a_map_and_leave_nothing_behind) {
  std::mt19937 random(5);
  Counting pool;
  Attachments rooms;
  std::map<RoomId, std::uint32_t> known;
  std::uint32_t next = 0;
  for (int i = 0; i < 20'000; ++i) {
    const RoomId room{random() % 60 * 0x1'0000'0001};
    const auto here = known.find(room);
    BOOST_TEST_REQUIRE((rooms.find(room) != nullptr) == (here != known.end()));
    if (here == known.end()) {
      rooms.add(room, pool);
      ++next;
      rooms.find(room)->place(next, next % 2 == 0);
      known[room] = next;
    } else if (random() % 2 == 0) {
      BOOST_TEST_REQUIRE(rooms.find(room)->index() == here->second);
      rooms.remove(room, pool);
      known.erase(here);
    }
    BOOST_TEST_REQUIRE(rooms.size() == known.size());
    BOOST_TEST_REQUIRE((pool.held == 0) == (known.size() < 2));
    BOOST_TEST_REQUIRE(pool.held <= (known.size() + 60) * sizeof(Attachment));
  }
  while (!rooms.empty()) rooms.remove(rooms.last().room(), pool);
  BOOST_TEST(pool.held == 0u);
}

BOOST_AUTO_TEST_CASE(twenty_rooms_take_no_more_than_a_quarter_kilobyte) {
  Counting pool;
  Attachments rooms;
  for (std::uint64_t room = 1; room <= 20; ++room) rooms.add(RoomId{room}, pool);
  BOOST_TEST(pool.held <= 288u);
  while (!rooms.empty()) rooms.remove(rooms.last().room(), pool);  // else the pool would
}

BOOST_AUTO_TEST_SUITE_END()
