// Pace: what passes, what waits, and that the memory for it is bounded.
#include "server/admission.hpp"

#include "protocol/limits.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace xinqiao;

BOOST_AUTO_TEST_SUITE(admission_test)

BOOST_AUTO_TEST_CASE(a_burst_passes_and_then_the_rate) {
  const Pace pace{2, 4};
  Bucket bucket;
  Instant now{1'000'000};
  for (int i = 0; i < 4; ++i) BOOST_TEST(!bucket.take(pace, now));
  BOOST_TEST(bucket.take(pace, now).value() == 500);
  now.ms += 500;
  BOOST_TEST(!bucket.take(pace, now));
  BOOST_TEST(bucket.take(pace, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_clock_that_goes_back_gives_nothing_away) {
  const Pace pace{1, 1};
  Bucket bucket;
  BOOST_TEST(!bucket.take(pace, {10'000}));
  BOOST_TEST(bucket.take(pace, {5'000}).has_value());
}

BOOST_AUTO_TEST_CASE(without_a_rate_there_is_no_limit) {
  Admission admission(0);
  for (int i = 0; i < 10'000; ++i) BOOST_TEST(!admission.pace({1}, {1}));
}

BOOST_AUTO_TEST_CASE(wrong_guesses_slow_their_address_and_no_other) {
  Admission admission(limits::commands_per_second);
  const Instant now{1'000'000};
  for (int i = 0; i < static_cast<int>(limits::guesses_burst); ++i) {
    BOOST_TEST(!admission.guess("192.0.2.1", now));
    admission.wrong_guess("192.0.2.1", now);
  }
  const auto refusal = admission.guess("192.0.2.1", now);
  BOOST_REQUIRE(refusal.has_value());
  BOOST_TEST((refusal->reason == Reason::rate_limited));
  BOOST_TEST(refusal->retry_ms > 0);
  BOOST_TEST(!admission.guess("192.0.2.2", now));
  BOOST_TEST(!admission.guess("192.0.2.1", {now.ms + 60'000}));
}

BOOST_AUTO_TEST_CASE(the_memory_for_guesses_is_bounded) {
  Admission admission(limits::commands_per_second);
  const Instant now{1'000'000};
  for (std::size_t i = 0; i < limits::rated_addresses; ++i) {
    const std::string address = "address " + std::to_string(i);
    for (int j = 0; j < 10; ++j) admission.wrong_guess(address, now);
  }
  BOOST_TEST(admission.guess("address 0", now).has_value());
  // One more than can be remembered: all are busy, so all are forgotten rather than the memory
  // growing.
  admission.wrong_guess("one more", now);
  BOOST_TEST(!admission.guess("address 0", now));
}

BOOST_AUTO_TEST_CASE(who_may_say_as_much_as_ever_is_forgotten_and_nobody_else) {
  Admission admission(limits::commands_per_second);
  const Instant then{1'000'000};
  for (std::uint64_t member = 1; member <= 1'000; ++member) {
    BOOST_TEST_REQUIRE(!admission.pace({member}, then));
  }
  admission.wrong_guess("192.0.2.1", then);
  admission.forget_full(then);
  BOOST_TEST(admission.size() == 1'001u);

  const Instant now{then.ms + limits::forget_paces_ms};
  while (!admission.pace({7}, now)) {
  }
  admission.forget_full(now);

  BOOST_TEST(admission.size() == 2u);
  BOOST_TEST(admission.pace({7}, now).has_value());
  BOOST_TEST(!admission.pace({8}, now));
}

BOOST_AUTO_TEST_CASE(reading_is_not_writing) {
  BOOST_TEST(!changes_the_log(History{}));
  BOOST_TEST(!changes_the_log(Search{}));
  BOOST_TEST(!changes_the_log(Resume{}));
  BOOST_TEST(!changes_the_log(Ping{}));
  BOOST_TEST(changes_the_log(Post{}));
  BOOST_TEST(changes_the_log(SetRead{}));
  BOOST_TEST(changes_the_log(StartSession{}));
}

BOOST_AUTO_TEST_SUITE_END()
