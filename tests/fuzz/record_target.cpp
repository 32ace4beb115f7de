// Bytes kept in the store: whatever they are, reading them ends, and what is taken would be kept as
// the same bytes.
#include "store/keys.hpp"
#include "store/record.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/store/samples.hpp"

namespace xinqiao::fuzz {
namespace {

constexpr std::size_t rows = 14;  // kinds of them

template <class Decode>
void look_at(std::string_view bytes, Decode decode, const std::string& name) {
  const auto row = decode(bytes);
  if (row) hold(store::encode_record(*row) == bytes, "a row is kept as it was: " + name);
}

// A shorter list of counts is from when there were fewer reactions.
void look_at_totals(std::string_view bytes) {
  const auto totals = store::decode_totals(bytes);
  if (!totals) return;
  const std::string once = store::encode_record(*totals);
  const auto again = store::decode_totals(once);
  hold(again && *again == *totals, "totals are kept as they were");
}

void look_at_row(std::string_view bytes, std::size_t kind) {
  switch (kind) {
    case 0:
      return look_at(bytes, store::decode_room, "room");
    case 1:
      return look_at(bytes, store::decode_membership, "membership");
    case 2:
      return look_at(bytes, store::decode_member, "member");
    case 3:
      return look_at(bytes, store::decode_rules, "rules");
    case 4:
      return look_at(bytes, store::decode_unit, "unit");
    case 5:
      return look_at(bytes, store::decode_standing, "standing");
    case 6:
      return look_at(bytes, store::decode_notice, "notice");
    case 7:
      return look_at(bytes, store::decode_pins, "pins");
    case 8:
      return look_at(bytes, store::decode_order, "order");
    case 9:
      return look_at(bytes, store::decode_alert, "alert");
    case 10:
      return look_at(bytes, store::decode_talk, "talk");
    case 11:
      return look_at(bytes, store::decode_question, "question");
    case 12:
      return look_at(bytes, store::decode_question_counts, "question counts");
    default:
      return look_at_totals(bytes);
  }
}

// LENGTH KEY RECORD
void look_at_mark(std::string_view bytes) {
  Choices choices(bytes);
  const std::size_t length = choices.byte();
  const std::string_view key = choices.rest().substr(0, length);
  const std::string_view record = choices.rest().substr(key.size());
  const auto kept = store::decode_mark(key, record);
  if (!kept) return;
  hold(store::mark_key(kept->mark) == key, "a mark is kept where it was");
  hold(store::encode_mark(kept->mark, kept->position) == record, "a mark is kept as it was");
}

std::string sample_row(testing::Samples& samples, std::size_t kind) {
  switch (kind) {
    case 0:
      return store::encode_record(samples.room());
    case 1:
      return store::encode_record(samples.membership());
    case 2:
      return store::encode_record(samples.member());
    case 3:
      return store::encode_record(samples.rules());
    case 4:
      return store::encode_record(samples.unit());
    case 5:
      return store::encode_record(samples.standing());
    case 6:
      return store::encode_record(samples.notice());
    case 7:
      return store::encode_record(samples.pins());
    case 8:
      return store::encode_record(samples.order());
    case 9:
      return store::encode_record(samples.alert());
    case 10:
      return store::encode_record(samples.talk());
    case 11:
      return store::encode_record(samples.question());
    case 12:
      return store::encode_record(samples.question_counts());
    default:
      return store::encode_record(samples.totals());
  }
}

// What a bad disk makes of it: PLACE BYTE, again and again, and perhaps its end is lost.
void damage(std::string& bytes, Choices& choices) {
  if (choices.byte() % 4 == 0) bytes.resize(choices.below(bytes.size() + 1));
  while (!choices.is_empty() && !bytes.empty()) {
    const std::size_t place = choices.below(bytes.size());
    bytes[place] = static_cast<char>(choices.byte());
  }
}

void look_at_damage(std::size_t kind, Choices& choices) {
  testing::Samples samples(choices.byte());
  if (kind < rows) {
    std::string row = sample_row(samples, kind);
    damage(row, choices);
    return look_at_row(row, kind);
  }
  const Mark mark = samples.mark();
  std::string bytes = store::mark_key(mark);
  const auto length = static_cast<char>(bytes.size());
  bytes += store::encode_mark(mark, samples.number());
  damage(bytes, choices);
  look_at_mark(length + bytes);
}

}  // namespace

void record(std::string_view bytes) {
  Choices choices(bytes);
  const std::uint8_t how = choices.byte();
  const std::size_t kind = how / 2 % (2 * rows);
  if (how % 2 == 1) return look_at_damage(kind, choices);
  if (kind >= rows) return look_at_mark(choices.rest());
  look_at_row(choices.rest(), kind);
}

}  // namespace xinqiao::fuzz
