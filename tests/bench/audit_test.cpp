// Goal: whatever goes wrong between sender and listener is found. Method: faults are planted one by
// one in a small room.
#include "bench/audit.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace xinqiao;
using namespace xinqiao::bench;

namespace {

constexpr RoomId room{5};
constexpr MemberId anna{1};
constexpr MemberId bao{2};
constexpr Nanos ms = nanos_per_millisecond;

std::string event(Seq seq, MemberId by, const std::string& text) {
  return R"({"room":5,"seq":)" + std::to_string(seq) + R"(,"at":1,"by":)" +
         std::to_string(by.value) + R"(,"kind":"post","n":)" + std::to_string(seq) +
         R"(,"text":")" + text + R"("})";
}

// Two listeners who come when the room stands at seq 10.
struct House {
  Audit audit;
  House() {
    audit.attached(0, room, 11, 10);
    audit.attached(1, room, 11, 10);
  }
  PostIndex say(MemberId by, const std::string& text, Seq seq) {
    const PostIndex post = audit.sent(by, room, text, 0, true);
    audit.acknowledged(post, seq, 2 * ms);
    return post;
  }
  void hear(Listener listener, Seq seq, MemberId by, const std::string& text, Nanos at = 5 * ms) {
    audit.heard(listener, room, seq, event(seq, by, text), at);
  }
  void hear_all(Seq seq, MemberId by, const std::string& text) {
    hear(0, seq, by, text);
    hear(1, seq, by, text);
  }
  void keep(Seq seq, MemberId by, const std::string& text) {
    audit.kept(room, seq, event(seq, by, text));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(audit)

BOOST_AUTO_TEST_CASE(a_sound_run_is_clean_and_counted) {
  House house;
  house.say(anna, "早上好", 11);
  house.say(bao, "good morning 🌅", 12);
  house.hear_all(11, anna, "早上好");
  house.hear_all(12, bao, "good morning 🌅");
  house.keep(11, anna, "早上好");
  house.keep(12, bao, "good morning 🌅");

  const Verdict verdict = house.audit.verdict();
  BOOST_TEST(verdict.clean());
  BOOST_TEST(verdict.sent == 2U);
  BOOST_TEST(verdict.acknowledged == 2U);
  BOOST_TEST(verdict.deliveries == 4U);
  BOOST_TEST(verdict.expected_deliveries == 4U);
  BOOST_TEST(house.audit.is_complete());
  BOOST_TEST(house.audit.unheard_measured() == 0U);
}

BOOST_AUTO_TEST_CASE(latency_counts_from_the_moment_a_post_was_due_to_each_listener) {
  House house;
  const PostIndex post = house.audit.sent(anna, room, "hi", 10 * ms, true);
  house.hear(0, 11, anna, "hi", 13 * ms);
  house.audit.acknowledged(post, 11, 12 * ms);
  BOOST_TEST(house.audit.unheard_measured() == 1U);
  house.hear(1, 11, anna, "hi", 30 * ms);

  BOOST_TEST(house.audit.latency().count() == 2U);
  BOOST_TEST(house.audit.latency().max_ms() == 20.0);
  BOOST_TEST(house.audit.heard_by_all().count() == 1U);
  BOOST_TEST(house.audit.heard_by_all().max_ms() == 20.0);
  BOOST_TEST(house.audit.acknowledgement().max_ms() == 2.0);
}

BOOST_AUTO_TEST_CASE(posts_of_the_warm_up_are_checked_but_not_measured) {
  House house;
  house.audit.sent(anna, room, "hi", 0, false);
  house.hear_all(11, anna, "hi");

  BOOST_TEST(house.audit.latency().count() == 0U);
  BOOST_TEST(house.audit.verdict().deliveries == 2U);
  BOOST_TEST(house.audit.unheard_measured() == 0U);
}

BOOST_AUTO_TEST_CASE(a_hole_at_one_listener_is_a_loss) {
  House house;
  house.say(anna, "a", 11);
  house.say(anna, "b", 12);
  house.hear_all(11, anna, "a");
  house.hear(0, 12, anna, "b");
  house.keep(11, anna, "a");
  house.keep(12, anna, "b");

  BOOST_TEST(house.audit.verdict().lost == 1U);
  BOOST_TEST(!house.audit.is_complete());
}

BOOST_AUTO_TEST_CASE(a_hole_in_the_middle_is_a_loss) {
  House house;
  house.say(anna, "a", 11);
  house.say(anna, "b", 12);
  house.hear(0, 11, anna, "a");
  house.hear(0, 12, anna, "b");
  house.hear(1, 12, anna, "b");
  house.keep(11, anna, "a");
  house.keep(12, anna, "b");

  BOOST_TEST(house.audit.verdict().lost == 1U);
  BOOST_TEST(house.audit.verdict().deliveries == 3U);
}

BOOST_AUTO_TEST_CASE(an_acknowledged_post_that_is_not_in_the_log_is_a_loss) {
  House house;
  house.say(anna, "a", 11);
  house.hear_all(11, anna, "a");

  BOOST_TEST(house.audit.verdict().lost == 1U);
}

BOOST_AUTO_TEST_CASE(an_acknowledged_post_that_nobody_heard_is_lost_to_each_listener) {
  House house;
  house.say(anna, "a", 11);
  house.keep(11, anna, "a");

  BOOST_TEST(house.audit.verdict().lost == 2U);
}

BOOST_AUTO_TEST_CASE(the_same_event_twice_at_one_listener_is_a_double) {
  House house;
  house.say(anna, "a", 11);
  house.hear_all(11, anna, "a");
  house.hear(1, 11, anna, "a");

  BOOST_TEST(house.audit.verdict().duplicated == 1U);
  BOOST_TEST(house.audit.verdict().deliveries == 2U);
}

BOOST_AUTO_TEST_CASE(a_post_that_stands_in_the_log_twice_is_a_double) {
  House house;
  house.say(anna, "a", 11);
  house.hear_all(11, anna, "a");
  house.hear_all(12, anna, "a");

  BOOST_TEST(house.audit.verdict().duplicated == 1U);
}

BOOST_AUTO_TEST_CASE(events_told_in_another_order_are_found_and_not_lost) {
  House house;
  house.say(anna, "a", 11);
  house.say(anna, "b", 12);
  house.say(anna, "c", 13);
  for (const Seq seq : {Seq{11}, Seq{12}, Seq{13}}) {
    house.hear(0, seq, anna, std::string(1, static_cast<char>('a' + seq - 11)));
    house.keep(seq, anna, std::string(1, static_cast<char>('a' + seq - 11)));
  }
  house.hear(1, 13, anna, "c");
  house.hear(1, 11, anna, "a");
  house.hear(1, 12, anna, "b");

  const Verdict verdict = house.audit.verdict();
  BOOST_TEST(verdict.reordered == 2U);
  BOOST_TEST(verdict.lost == 0U);
  BOOST_TEST(verdict.duplicated == 0U);
  BOOST_TEST(verdict.deliveries == 6U);
}

BOOST_AUTO_TEST_CASE(posts_of_one_author_in_another_order_are_found) {
  House house;
  house.audit.sent(anna, room, "first", 0, true);
  house.audit.sent(anna, room, "second", 0, true);
  house.hear_all(11, anna, "second");
  house.hear_all(12, anna, "first");

  BOOST_TEST(house.audit.verdict().reordered == 1U);
}

BOOST_AUTO_TEST_CASE(a_listener_who_comes_back_ahead_of_the_others_is_no_disorder) {
  House house;
  // The same text twice: the answers say which is which, whoever is heard first.
  const PostIndex first = house.say(anna, "hm", 11);
  const PostIndex second = house.say(anna, "hm", 12);
  house.audit.begin_feed(1, room, 12);
  house.hear(1, 12, anna, "hm");
  house.hear(0, 11, anna, "hm");
  house.hear(0, 12, anna, "hm");
  house.hear(1, 11, anna, "hm");
  house.keep(11, anna, "hm");
  house.keep(12, anna, "hm");

  BOOST_TEST(house.audit.verdict().clean());
  BOOST_TEST((house.audit.in_log_order(room) == std::vector<PostIndex>{first, second}));
}

BOOST_AUTO_TEST_CASE(other_bytes_at_another_listener_are_found) {
  House house;
  house.say(anna, "a", 11);
  house.hear(0, 11, anna, "a");
  house.hear(1, 11, anna, "b");

  BOOST_TEST(house.audit.verdict().altered == 1U);
}

BOOST_AUTO_TEST_CASE(other_bytes_in_the_log_than_were_told_are_found) {
  House house;
  house.say(anna, "a", 11);
  house.hear_all(11, anna, "a");
  house.keep(11, anna, "A");

  BOOST_TEST(house.audit.verdict().altered == 1U);
}

BOOST_AUTO_TEST_CASE(a_text_that_was_changed_on_the_way_is_found) {
  House house;
  house.audit.sent(anna, room, "桥", 0, true);
  house.hear_all(11, anna, "橋");

  BOOST_TEST(house.audit.verdict().altered == 1U);
}

BOOST_AUTO_TEST_CASE(an_answer_that_names_another_event_is_found) {
  House house;
  house.say(anna, "a", 12);
  house.say(bao, "b", 11);
  house.hear_all(11, anna, "a");
  house.hear_all(12, bao, "b");
  house.keep(11, anna, "a");
  house.keep(12, bao, "b");

  BOOST_TEST(house.audit.verdict().altered == 2U);
}

BOOST_AUTO_TEST_CASE(a_repeat_with_another_answer_is_found) {
  House house;
  const PostIndex post = house.say(anna, "a", 11);
  house.audit.acknowledged(post, 12, 3 * ms);

  BOOST_TEST(house.audit.verdict().altered == 1U);
}

BOOST_AUTO_TEST_CASE(an_event_of_a_room_that_was_not_asked_for_is_found) {
  House house;
  house.audit.heard(0, RoomId{6}, 1, event(1, anna, "a"), 0);
  house.audit.heard(9, room, 11, event(11, anna, "a"), 0);

  BOOST_TEST(house.audit.verdict().altered == 2U);
}

BOOST_AUTO_TEST_CASE(a_post_without_an_answer_is_not_clean_and_a_refused_one_is) {
  House house;
  const PostIndex post = house.audit.sent(anna, room, "a", 0, true);
  BOOST_TEST(house.audit.verdict().unanswered == 1U);
  BOOST_TEST(!house.audit.verdict().clean());

  house.audit.refused(post);
  BOOST_TEST(house.audit.verdict().clean());
  BOOST_TEST(house.audit.verdict().refused == 1U);
  BOOST_TEST(house.audit.unheard_measured() == 0U);
}

BOOST_AUTO_TEST_CASE(what_comes_by_resume_and_history_after_a_reconnect_may_come_late) {
  House house;
  for (Seq seq = 11; seq <= 16; ++seq) {
    const std::string text = std::to_string(seq);
    house.say(anna, text, seq);
    house.hear(0, seq, anna, text);
    house.keep(seq, anna, text);
  }
  house.hear(1, 11, anna, "11");
  BOOST_TEST((house.audit.has(1, room) == std::vector<Interval>{{1, 11}}));

  // The server feeds from 15 on: 12 to 14 are to be asked for.
  const auto below = house.audit.begin_feed(1, room, 15);
  BOOST_TEST((below == std::vector<Interval>{{12, 14}}));
  house.hear(1, 15, anna, "15");
  house.hear(1, 12, anna, "12");
  BOOST_TEST((house.audit.has(1, room) == std::vector<Interval>{{1, 12}, {15, 15}}));
  house.hear(1, 14, anna, "14");
  house.hear(1, 16, anna, "16");
  house.hear(1, 13, anna, "13");

  BOOST_TEST(house.audit.verdict().clean());
  BOOST_TEST(house.audit.is_complete());
  BOOST_TEST((house.audit.has(1, room) == std::vector<Interval>{{1, 16}}));
}

BOOST_AUTO_TEST_CASE(a_newcomer_to_a_room_has_what_is_known_of_it) {
  House house;

  BOOST_TEST((house.audit.has(2, room) == std::vector<Interval>{{1, 10}}));
  BOOST_TEST(house.audit.has(2, RoomId{77}).empty());
}

BOOST_AUTO_TEST_CASE(the_same_text_twice_is_two_posts_in_their_order) {
  House house;
  const PostIndex first = house.say(anna, "hm", 11);
  const PostIndex second = house.say(anna, "hm", 12);
  house.hear_all(11, anna, "hm");
  house.hear_all(12, anna, "hm");
  house.keep(11, anna, "hm");
  house.keep(12, anna, "hm");

  BOOST_TEST(house.audit.verdict().clean());
  BOOST_TEST((house.audit.in_log_order(room) == std::vector<PostIndex>{first, second}));
  BOOST_TEST(house.audit.is_post(first, anna, "hm"));
  BOOST_TEST(!house.audit.is_post(first, bao, "hm"));
  BOOST_TEST(!house.audit.is_post(first, anna, "Hm"));
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_who_is_apart_and_its_losses_count) {
  Audit audit;
  audit.set_apart(1);
  audit.attached(0, room, 11, 10);
  audit.attached(1, room, 11, 10);
  audit.sent(anna, room, "hi", 0, true);
  audit.sent(anna, room, "ho", 0, true);
  audit.heard(0, room, 11, event(11, anna, "hi"), 5 * ms);
  audit.heard(1, room, 11, event(11, anna, "hi"), 900 * ms);

  BOOST_TEST(audit.heard_by_all().count() == 1U);
  BOOST_TEST(audit.heard_by_all().max_ms() == 5.0);
  BOOST_TEST(audit.latency().count() == 1U);
  BOOST_TEST(audit.unheard_measured() == 1U);
  audit.heard(0, room, 12, event(12, anna, "ho"), 6 * ms);
  BOOST_TEST(audit.unheard_measured() == 0U);
  BOOST_TEST(!audit.is_complete());
  BOOST_TEST(audit.heard_up_to(0, room) == 12U);
  BOOST_TEST(audit.heard_up_to(1, room) == 11U);
  BOOST_TEST(audit.heard_up_to(2, room) == 0U);
}

BOOST_AUTO_TEST_CASE(in_a_room_of_those_apart_the_first_to_hear_is_waited_for) {
  Audit audit;
  audit.set_apart(0);
  audit.attached(0, room, 11, 10);
  audit.sent(anna, room, "hi", 0, true);
  audit.heard(0, room, 11, event(11, anna, "hi"), 5 * ms);
  BOOST_TEST(audit.unheard_measured() == 0U);
}

BOOST_AUTO_TEST_CASE(figures_begin_anew_and_the_recent_ones_are_taken_once) {
  House house;
  house.say(anna, "a", 11);
  house.hear_all(11, anna, "a");
  BOOST_TEST(house.audit.is_sound());
  BOOST_TEST(house.audit.take_recent().count() == 1U);
  BOOST_TEST(house.audit.take_recent().count() == 0U);
  house.audit.begin_figures();
  BOOST_TEST(house.audit.latency().count() == 0U);
  BOOST_TEST(house.audit.heard_by_all().count() == 0U);
  house.hear(0, 11, anna, "a");
  BOOST_TEST(!house.audit.is_sound());
}

BOOST_AUTO_TEST_SUITE_END()
