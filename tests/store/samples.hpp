// Marks and rows of every kind, filled from a seed, for tests of the store.
// Threading: belongs to its test.
#pragma once

#include <array>
#include <random>
#include <string>

#include "protocol/limits.hpp"
#include "protocol/mark.hpp"
#include "protocol/rows.hpp"

namespace xinqiao::testing {

class Samples {
 public:
  explicit Samples(std::uint32_t seed) : random_(seed) {}

  std::uint64_t number() {
    // Small ones, middling ones and the largest: every length of a varint turns up.
    return random_() >> (random_() % 64);
  }
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool coin() { return random_() % 2 == 0; }
  std::string text() {
    static const std::array<std::string, 6> texts = {"",
                                                     "林晓梅",
                                                     "👩‍👩‍👧 👍🏽",
                                                     "مرحبا بالعالم",
                                                     std::string(300, 'x'),
                                                     std::string("a\0b", 3)};
    return texts[below(texts.size())];
  }
  std::string outbox() {
    static const std::string letters = "abcXYZ019_-";
    std::string id;
    const std::uint64_t bytes = limits::outbox_id_bytes_min + below(25);
    while (id.size() < bytes) id.push_back(letters[below(letters.size())]);
    return id;
  }
  template <std::size_t bytes>
  std::array<std::uint8_t, bytes> hash() {
    std::array<std::uint8_t, bytes> out{};
    for (auto& byte : out) byte = static_cast<std::uint8_t>(random_());
    return out;
  }
  Instant instant() { return {static_cast<std::int64_t>(number())}; }

  RoomRow room() { return {{number()}, text(), {number()}, number(), number(), instant()}; }
  MembershipRow membership() { return {{number()}, {number()}, number(), number()}; }
  MemberRow member() { return {{number()}, coin(), instant()}; }
  RulesRow rules() {
    const RoomRules rules{{number()},
                          RoomType::bulletin,
                          coin() ? Access::closed : Access::direct,
                          coin() ? Past::shown : Past::hidden};
    return {{number()}, rules, coin()};
  }
  UnitRow unit() { return {{number()}, {number()}, text(), coin(), instant(), number()}; }
  StandingRow standing() {
    std::vector<HeldDuty> duties;
    for (std::uint64_t i = below(4); i > 0; --i) {
      duties.push_back({{number()}, static_cast<Duty>(1 + below(3))});
    }
    return {{number()}, {number()}, coin(), coin() ? Welcome::welcomed : Welcome::overdue,
            instant(),  duties};
  }
  NoticeRow notice() {
    return {{number()}, number(), coin() ? NoticeClass::counted : NoticeClass::must_confirm,
            instant(),  coin(),   number(),
            number()};
  }
  PinsRow pins() {
    PinsRow row{{number()}, {}};
    for (std::uint64_t i = below(limits::pins_per_room + 1); i > 0; --i)
      row.pins.push_back(number());
    return row;
  }
  QuestionRow question() {
    QuestionRow row{.room = {number()}, .question = number(), .by = {number()}, .at = instant()};
    row.asked_in = {number()};
    row.unit = {number()};
    for (std::uint64_t i = below(limits::question_co_owners + 1); i > 0; --i) {
      row.co_owners.push_back({number()});
    }
    row.state = static_cast<QuestionState>(1 + below(5));
    row.taken_by = {number()};
    row.acknowledged = coin();
    row.acknowledge_breached = coin();
    row.answer_breaches = number();
    row.at_top = coin();
    row.reopened = number();
    row.answer = number();
    row.moved = number();
    return row;
  }
  AlertRow alert() {
    AlertRow row{.room = {number()}, .by = {number()}, .at = instant(), .drill = coin()};
    for (std::uint64_t i = below(limits::alert_units + 1); i > 0; --i) {
      row.units.push_back({number()});
    }
    for (std::uint64_t i = below(limits::alert_options + 1); i > 0; --i) {
      row.options.push_back(text());
    }
    row.targeted = number();
    row.state = static_cast<AlertMove>(1 + below(4));
    row.words = number();
    return row;
  }
  TalkRow talk() {
    TalkRow row{.room = {number()}, .asker = {number()}, .unit = {number()}};
    row.listener = {number()};
    row.accepted = coin();
    row.state = static_cast<TalkState>(1 + below(6));
    row.asked_at = instant();
    row.seals = number();
    row.sealed_bytes = number();
    row.moved = number();
    row.package = text();
    return row;
  }
  AlertMark alert_mark() {
    AlertMark mark;
    mark.member = {number()};
    mark.room = {number()};
    mark.unit = {number()};
    mark.reach = static_cast<Reach>(1 + below(5));
    mark.option = number();
    mark.answered_at = instant();
    mark.revisions = number();
    mark.ticked_by = {number()};
    return mark;
  }
  AlertAudience alert_audience() {
    AlertAudience audience{{number()}, {}};
    std::uint64_t member = 0;
    for (std::uint64_t i = below(50); i > 0; --i) {
      member += 1 + (number() >> 24);  // ids of members are no greater than JSON can say
      audience.people.push_back({{member}, {number()}, coin()});
    }
    return audience;
  }
  QuestionCounts question_counts() {
    return {{number()}, number(), number(), number(), number(), number()};
  }
  ReactionTotals totals() {
    ReactionTotals totals;
    for (std::uint64_t& count : totals.counts) count = number();
    return totals;
  }
  std::uint8_t reaction() { return static_cast<std::uint8_t>(1 + below(limits::reactions.size())); }
  Receipt receipt() {
    const Reason reason = coin() ? Reason::none : Reason::text_blank;
    return {reason, number(), instant(), {number()}, number(), number(), {number()}, coin()};
  }
  // A mark that is kept: nothing gone.
  Mark mark() {
    switch (below(21)) {
      case 20:
        return alert_audience();
      case 19:
        return ListeningMark{{number()}, false};
      case 18:
        return alert_mark();
      case 16:
        return PresenceMark{{number()}, false};
      case 17:
        return report();
      case 10:
        return Credential{{number()}, text(), text(), instant(), false};
      case 11:
        return Browser{{number()}, hash<32>(), instant(), false};
      case 12:
        return ResetLink{{number()}, hash<32>(), false};
      case 13:
        return Invitation{hash<32>(), {number()}, {number()}, duty(), instant(), instant(),
                          number(),   number(),   text(),     coin(), false};
      case 14:
        return Arrival{hash<32>(), hash<32>(), {number()}, {number()}, instant(), false};
      case 15:
        return Erasing{{number()}, {number()}, number(), false};
      case 0:
        return Profile{{number()}, text()};
      case 1:
        return Link{{number()}, hash<32>(), instant(), claim(), {number()}, false};
      case 2:
        return Session{{number()}, {number()}, hash<32>(), instant(), text(), false};
      case 3:
        return ReadMark{{number()}, {number()}, number(), number()};
      case 4:
        return OutboxReceipt{{number()}, outbox(), number(), receipt()};
      case 5:
        return ReactionMark{{number()}, {number()}, number(), reaction(), false};
      case 6:
        return Confirmation{{number()}, {number()}, number(), false};
      case 7:
        return ScheduledNotice{number(), {number()}, {number()}, instant(), NoticeClass::counted,
                               text(),   text(),     false};
      case 8:
        return Mention{{number()}, {number()}, number(), instant(), {number()}, false};
      default:
        return KeyReceipt{{number()}, hash<16>(), receipt(), false};
    }
  }

  ReleaseRow release() {
    const ReleaseMove state = coin() ? ReleaseMove::proposed : ReleaseMove::agreed;
    return {{number()}, state, {number()}, {number()}, instant()};
  }
  OrderRow order() {
    OrderRow row{{number()}, coin(), {}};
    for (std::uint64_t i = below(limits::muted_per_room + 1); i > 0; --i) {
      row.mutes.push_back({{number()}, instant()});
    }
    return row;
  }

 private:
  Report report() {
    Report report;
    report.report = number();
    report.room = {number()};
    report.seq = number();
    report.accused = {number()};
    report.reporter = {number()};
    report.unit = {number()};
    report.at = instant();
    report.text = text();
    report.reason = text();
    if (coin()) {
      report.outcome = coin() ? Outcome::removed : Outcome::no_action;
      report.settled_by = {number()};
      report.settled_at = instant();
      report.note = text();
    }
    return report;
  }
  std::optional<Duty> duty() {
    if (coin()) return std::nullopt;
    return coin() ? Duty::owner : Duty::organiser;
  }
  std::optional<TokenHash> claim() {
    if (coin()) return std::nullopt;
    return hash<32>();
  }

  std::mt19937_64 random_;
};

}  // namespace xinqiao::testing
