// What a server without numbers of its own tells, held against itself and against what was said.
#include "bench/ledger.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao::bench;
using xinqiao::RoomId;

namespace {

constexpr RoomId only_room{1};

// Three listen; all post in one room.
struct Book {
  explicit Book(Order order = Order::room) : ledger(audit, order, 5) {
    for (const Listener listener : {0U, 1U, 2U}) ledger.listens(listener, only_room);
  }
  PostIndex say(Listener by, std::string_view text = "words and more words") {
    const auto [post, told] = ledger.sent(by, only_room, text, 0, true);
    words.push_back(told);
    return post;
  }
  void tell(Listener listener, PostIndex post) {
    ledger.heard(listener, post, words.at(post), 1'000'000);
  }
  void tell_all(PostIndex post) {
    for (const Listener listener : {0U, 1U, 2U}) tell(listener, post);
  }
  Audit audit;
  Ledger ledger;
  std::vector<std::string> words;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ledger)

BOOST_AUTO_TEST_CASE(what_all_hear_once_in_one_order_is_clean) {
  Book book;
  const PostIndex first = book.say(0);
  const PostIndex second = book.say(1);
  book.ledger.answered(second, 500'000);  // before anybody heard it
  book.tell_all(second);
  book.tell_all(first);
  book.ledger.answered(first, 2'000'000);
  book.ledger.close(true);

  const Verdict verdict = book.audit.verdict();
  BOOST_TEST(verdict.clean());
  BOOST_TEST(verdict.acknowledged == 2U);
  BOOST_TEST(verdict.deliveries == 6U);
  BOOST_TEST(verdict.expected_deliveries == 6U);
  BOOST_TEST(book.audit.heard_by_all().count() == 2U);
  BOOST_TEST(book.audit.acknowledgement().count() == 2U);
  BOOST_TEST(book.audit.is_complete());
}

BOOST_AUTO_TEST_CASE(each_fault_is_named) {
  Book book;
  for (int i = 0; i < 5; ++i) book.ledger.answered(book.say(0), 1);
  for (const PostIndex post : {0U, 1U, 2U, 3U, 4U}) book.tell(0, post);
  for (const PostIndex post : {0U, 1U, 1U, 3U, 2U, 4U}) book.tell(1, post);  // a double, a swap
  for (const PostIndex post : {0U, 1U, 2U}) book.tell(2, post);
  book.ledger.heard(2, 3, "~0 other words", 1);  // and never hears the last
  book.ledger.close(true);

  const Verdict verdict = book.audit.verdict();
  BOOST_TEST(verdict.duplicated == 1U);
  BOOST_TEST(verdict.reordered == 1U);
  BOOST_TEST(verdict.altered == 1U);
  BOOST_TEST(verdict.lost == 1U);
  BOOST_TEST(verdict.unanswered == 0U);
}

BOOST_AUTO_TEST_CASE(the_first_to_hear_other_words_is_not_believed) {
  Book book;
  const PostIndex post = book.say(0);
  book.ledger.answered(post, 1);
  book.ledger.heard(2, post, "~0 lies", 1);
  book.tell(0, post);
  book.tell(1, post);
  book.ledger.close(true);
  BOOST_TEST(book.audit.verdict().altered == 1U);
  BOOST_TEST(book.audit.verdict().lost == 0U);
}

BOOST_AUTO_TEST_CASE(what_was_taken_and_nobody_heard_is_lost_to_each) {
  Book book;
  book.ledger.answered(book.say(0), 1);
  book.say(1);  // nobody answered that
  book.ledger.close(true);
  BOOST_TEST(book.audit.verdict().lost == 3U);
  BOOST_TEST(book.audit.verdict().unanswered == 1U);

  Book silent;  // a wire without answers
  silent.say(0);
  silent.ledger.close(false);
  BOOST_TEST(silent.audit.verdict().lost == 3U);
  BOOST_TEST(silent.audit.verdict().unanswered == 0U);
  BOOST_TEST(silent.audit.acknowledgement().count() == 0U);
}

BOOST_AUTO_TEST_CASE(authors_of_their_own_order_may_overtake_each_other_but_not_themselves) {
  Book book(Order::author);
  const PostIndex one = book.say(0);
  const PostIndex other = book.say(1);
  const PostIndex next = book.say(0);
  for (const PostIndex post : {one, other, next}) {
    BOOST_TEST(book.ledger.settle(post));
    book.tell(0, post);
  }
  for (const PostIndex post : {other, one, next}) book.tell(1, post);
  BOOST_TEST(book.audit.verdict().reordered == 0U);
  for (const PostIndex post : {next, other, one}) book.tell(2, post);
  book.ledger.close(false);
  BOOST_TEST(book.audit.verdict().reordered == 1U);
  BOOST_TEST(book.audit.verdict().lost + book.audit.verdict().duplicated == 0U);
  BOOST_TEST(!book.ledger.settle(one));
}

BOOST_AUTO_TEST_CASE(numbers_of_another_run_are_not_ours) {
  Book book;
  const PostIndex post = book.say(0);
  BOOST_TEST(*book.ledger.post_of(book.ledger.number_of(post)) == post);
  BOOST_TEST(!book.ledger.post_of(book.ledger.number_of(post) + 1).has_value());
  BOOST_TEST(!book.ledger.post_of(0).has_value());
  Audit audit;
  Ledger later(audit, Order::room, 6);
  later.listens(0, only_room);
  later.sent(0, only_room, "x", 0, true);
  BOOST_TEST(!later.post_of(book.ledger.number_of(post)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
