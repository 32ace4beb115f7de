#include "store/record.hpp"

#include <set>

#include <boost/test/unit_test.hpp>

#include "store/keys.hpp"
#include "tests/store/samples.hpp"

using namespace xinqiao;
using namespace xinqiao::store;
using xinqiao::testing::Samples;

namespace {

constexpr std::uint32_t seed = 20261123;
constexpr int rounds = 2'000;

// Whatever the bytes are, decoding ends; and what it accepts is written again as the same bytes.
template <class Decode, class Encode>
void check_damage(const std::string& record, Samples& samples, Decode decode, Encode encode) {
  for (std::size_t length = 0; length < record.size(); ++length) {
    BOOST_TEST(!decode(std::string_view(record).substr(0, length)).has_value());
  }
  BOOST_TEST(!decode(record + '\0').has_value());
  std::string flipped = record;
  flipped[samples.below(flipped.size())] ^= static_cast<char>(1 << samples.below(8));
  if (const auto again = decode(flipped)) BOOST_TEST((encode(*again) == flipped));
  std::string other_version = record;
  other_version[0] = 2;
  BOOST_TEST(!decode(other_version).has_value());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(record)

BOOST_AUTO_TEST_CASE(rows_come_back_as_they_were_and_damage_is_refused) {
  Samples samples(seed);
  const auto encode = [](const auto& row) { return encode_record(row); };
  for (int i = 0; i < rounds; ++i) {
    const RoomRow room = samples.room();
    const MembershipRow membership = samples.membership();
    const MemberRow member = samples.member();

    BOOST_TEST((decode_room(encode_record(room)) == room));
    BOOST_TEST((decode_membership(encode_record(membership)) == membership));
    BOOST_TEST((decode_member(encode_record(member)) == member));
    const RulesRow rules = samples.rules();
    const UnitRow unit = samples.unit();
    const StandingRow standing = samples.standing();
    BOOST_TEST((decode_rules(encode_record(rules)) == rules));
    BOOST_TEST((decode_unit(encode_record(unit)) == unit));
    BOOST_TEST((decode_standing(encode_record(standing)) == standing));
    const NoticeRow notice = samples.notice();
    const PinsRow pins = samples.pins();
    const ReactionTotals totals = samples.totals();
    BOOST_TEST((decode_notice(encode_record(notice)) == notice));
    BOOST_TEST((decode_pins(encode_record(pins)) == pins));
    BOOST_TEST((decode_totals(encode_record(totals)) == totals));
    const OrderRow order = samples.order();
    BOOST_TEST((decode_order(encode_record(order)) == order));
    const ReleaseRow release = samples.release();
    BOOST_TEST((decode_release(encode_record(release)) == release));
    if (i < 20) check_damage(encode_record(release), samples, decode_release, encode);
    const QuestionRow question = samples.question();
    const QuestionCounts counts = samples.question_counts();
    const TalkRow talk = samples.talk();
    BOOST_TEST((decode_talk(encode_record(talk)) == talk));
    if (i < 20) check_damage(encode_record(talk), samples, decode_talk, encode);
    const AlertRow alert = samples.alert();
    BOOST_TEST((decode_alert(encode_record(alert)) == alert));
    if (i < 20) check_damage(encode_record(alert), samples, decode_alert, encode);
    BOOST_TEST((decode_question(encode_record(question)) == question));
    BOOST_TEST((decode_question_counts(encode_record(counts)) == counts));
    if (i < 20) check_damage(encode_record(question), samples, decode_question, encode);
    if (i < 20) check_damage(encode_record(counts), samples, decode_question_counts, encode);
    if (i < 20) check_damage(encode_record(order), samples, decode_order, encode);
    if (i < 200) {
      check_damage(encode_record(rules), samples, decode_rules, encode);
      check_damage(encode_record(notice), samples, decode_notice, encode);
      check_damage(encode_record(pins), samples, decode_pins, encode);
      check_damage(encode_record(totals), samples, decode_totals, encode);
      check_damage(encode_record(unit), samples, decode_unit, encode);
      check_damage(encode_record(standing), samples, decode_standing, encode);
      check_damage(encode_record(room), samples, decode_room, encode);
      check_damage(encode_record(membership), samples, decode_membership, encode);
      check_damage(encode_record(member), samples, decode_member, encode);
    }
  }
}

BOOST_AUTO_TEST_CASE(marks_come_back_with_their_key_and_position_and_damage_is_refused) {
  Samples samples(seed);
  for (int i = 0; i < rounds; ++i) {
    const Mark mark = samples.mark();
    const Position position = samples.number();
    const std::string key = mark_key(mark);
    const std::string record = encode_mark(mark, position);

    const auto kept = decode_mark(key, record);

    BOOST_REQUIRE(kept.has_value());
    BOOST_TEST(kept->position == position);
    BOOST_TEST(kept->mark.index() == mark.index());
    BOOST_TEST((mark_key(kept->mark) == key));
    BOOST_TEST((encode_mark(kept->mark, position) == record));
    if (i >= 400) continue;
    check_damage(
        record, samples, [&key](std::string_view bytes) { return decode_mark(key, bytes); },
        [](const KeptMark& again) { return encode_mark(again.mark, again.position); });
  }
}

BOOST_AUTO_TEST_CASE(every_field_of_a_mark_is_kept) {
  const Receipt receipt{Reason::not_author, ~0ULL, {-5}, {7}, 8, 9, {10}, true};
  const OutboxReceipt mark{{3}, "telefon_1", 65, receipt};

  const auto kept = decode_mark(mark_key(mark), encode_mark(mark, 77));

  BOOST_REQUIRE(kept.has_value());
  const auto& again = get<OutboxReceipt>(kept->mark);
  BOOST_TEST(again.member.value == 3u);
  BOOST_TEST(again.outbox == "telefon_1");
  BOOST_TEST(again.n == 65u);
  BOOST_TEST((again.receipt == receipt));
}

BOOST_AUTO_TEST_CASE(a_link_keeps_who_used_it) {
  Link link{{4}, {}, {1'900'000'000'000}, TokenHash{}, {12}, false};
  link.link.fill(0xab);
  link.claim->fill(0xcd);

  const auto kept = decode_mark(mark_key(link), encode_mark(link, 1));

  BOOST_REQUIRE(kept.has_value());
  const auto& again = get<Link>(kept->mark);
  BOOST_TEST((again.link == link.link && again.claim == link.claim));
  BOOST_TEST((again.member == link.member && again.session == link.session));
  BOOST_TEST(again.expires.ms == link.expires.ms);
}

BOOST_AUTO_TEST_CASE(a_receipt_under_another_slot_is_refused) {
  const OutboxReceipt mark{{3}, "telefon_1", 65, {}};
  const std::string elsewhere = keys::receipt({3}, "telefon_1", 66);

  BOOST_TEST(!decode_mark(elsewhere, encode_mark(mark, 1)).has_value());
}

BOOST_AUTO_TEST_CASE(a_number_has_one_way_to_be_written) {
  // ReadMark {seq 1, n 1} at position 1, then the same with a position of two bytes that says 1.
  const std::string key = keys::read_mark({1}, {2});

  BOOST_TEST(decode_mark(key, "\x01\x01\x01\x01").has_value());
  BOOST_TEST(!decode_mark(key, std::string("\x01\x81\x00\x01\x01", 5)).has_value());
}

BOOST_AUTO_TEST_CASE(a_number_beyond_64_bits_and_an_unknown_reason_are_refused) {
  const std::string key = keys::read_mark({1}, {2});
  const std::string most = "\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01\x01";
  const std::string beyond = "\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02\x01\x01";
  BOOST_TEST(decode_mark(key, most).has_value());
  BOOST_TEST(!decode_mark(key, beyond).has_value());

  const KeyReceipt receipt{{1}, {}, {}, false};
  std::string record = encode_mark(receipt, 1);
  record[2] = 99;
  BOOST_TEST(!decode_mark(mark_key(receipt), record).has_value());
}

BOOST_AUTO_TEST_CASE(keys_of_no_mark_are_refused) {
  const std::string record = encode_mark(Profile{{1}, "林"}, 1);
  for (const std::string key : {"", "f", "x12345678", "f1234567", "f123456789"}) {
    BOOST_TEST(!decode_mark(key, record).has_value());
  }
  BOOST_TEST(decode_mark("f12345678", record).has_value());
}

BOOST_AUTO_TEST_CASE(a_forgotten_outbox_loses_every_slot_and_no_other) {
  Batch batch;
  add_mark(batch, OutboxForgotten{{3}, "telefon_1"}, 9);

  struct Sink {
    std::set<std::string> erased;
    void put(Family, std::string_view, std::string_view) { BOOST_ERROR("nothing is put"); }
    void erase(Family family, std::string_view key) {
      BOOST_TEST((family == Family::marks));
      erased.emplace(key);
    }
  } sink;
  batch.replay(sink);

  BOOST_TEST(sink.erased.size() == limits::outbox_window);
  BOOST_TEST(sink.erased.count(keys::receipt({3}, "telefon_1", 64)) == 1u);
  BOOST_TEST(sink.erased.count(keys::receipt({3}, "telefon_2", 64)) == 0u);
}

BOOST_AUTO_TEST_CASE(a_mark_that_is_gone_is_erased) {
  Session session{{1}, {2}, {}, {3}, "电话", true};
  Batch batch;
  add_mark(batch, session, 9);
  session.gone = false;
  add_mark(batch, session, 10);

  struct Sink {
    std::string told;
    void put(Family, std::string_view key, std::string_view) {
      told.append("put ").append(key, 0, 1);
    }
    void erase(Family, std::string_view key) {
      told.append("erase ").append(key, 0, 1).append(" ");
    }
  } sink;
  batch.replay(sink);

  BOOST_TEST(sink.told == "erase s put s");
}

BOOST_AUTO_TEST_SUITE_END()
