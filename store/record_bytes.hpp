// The bytes of a record's fields, written and read: the grammar of record.hpp. For record.cpp
// and record_rows.cpp. A call with fields writes or reads them in order. Threading: belongs to its
// caller.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "protocol/error.hpp"
#include "protocol/ids.hpp"
#include "protocol/limits.hpp"
#include "protocol/mark.hpp"
#include "protocol/organisation.hpp"
#include "protocol/rows.hpp"

namespace xinqiao::store {

constexpr std::uint8_t version = 1;
constexpr std::size_t record_bytes_usual = 64;

inline std::string_view body_of(std::string_view record) {
  return record.empty() ? record : record.substr(1);
}

inline bool is_known(std::string_view record) {
  return !record.empty() && static_cast<std::uint8_t>(record[0]) == version;
}

// An enumeration whose numbers run from 1 and have a word each.
template <class T>
concept Worded = std::is_enum_v<T> && words_of<T>
.size() > 0;
inline bool is_welcome(std::uint8_t byte) {
  return byte >= 1 && byte <= static_cast<std::uint8_t>(Welcome::erased);
}

// What a function template takes that is to serve a value and a constant one alike.
template <class T, class Plain>
concept As = std::same_as<std::remove_const_t<T>, Plain>;

void receipt_fields(auto& io, As<Receipt> auto& receipt) {
  io(receipt.reason, receipt.body_hash, receipt.at, receipt.room, receipt.seq, receipt.n,
     receipt.member, receipt.already);
}

class RecordWriter {
 public:
  explicit RecordWriter(std::string& out) : out_(out) {}

  template <class... Fields>
  void operator()(const Fields&... fields) {
    (write(fields), ...);
  }

 private:
  void byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void write(std::uint64_t value) {
    std::array<char, 10> bytes;
    std::size_t count = 0;
    for (; value >= 0x80; value >>= 7) bytes[count++] = static_cast<char>(value | 0x80);
    bytes[count++] = static_cast<char>(value);
    out_.append(bytes.data(), count);
  }
  void write(const Instant& at) {
    const auto bits = static_cast<std::uint64_t>(at.ms);
    write(bits << 1 ^ (at.ms < 0 ? ~std::uint64_t{0} : 0));
  }
  void write(const std::string& text) {
    write(std::uint64_t{text.size()});
    out_.append(text);
  }
  void write(const std::same_as<bool> auto& value) { byte(value ? 1 : 0); }
  void write(const Reason& reason) { byte(static_cast<std::uint8_t>(reason)); }
  template <class Tag>
  void write(const Id<Tag>& id) {
    write(id.value);
  }
  template <std::size_t bytes>
  void write(const std::array<std::uint8_t, bytes>& hash) {
    out_.append(reinterpret_cast<const char*>(hash.data()), bytes);
  }
  template <class Field>
  void write(const std::optional<Field>& field) {
    write(field.has_value());
    if (field) write(*field);
  }
  void write(const Receipt& receipt) { receipt_fields(*this, receipt); }
  void write(const Worded auto& value) { byte(static_cast<std::uint8_t>(value)); }
  void write(const Welcome& value) { byte(static_cast<std::uint8_t>(value)); }
  void write(const std::uint8_t& value) { byte(value); }
  void write(const ReactionTotals& totals) {
    write(std::uint64_t{totals.counts.size()});
    for (const std::uint64_t count : totals.counts) write(count);
  }
  void write(const std::vector<Seq>& seqs) {
    write(std::uint64_t{seqs.size()});
    for (const Seq seq : seqs) write(seq);
  }
  void write(const std::vector<UnitId>& units) {
    write(std::uint64_t{units.size()});
    for (const UnitId unit : units) write(unit);
  }
  void write(const std::vector<std::string>& texts) {
    write(std::uint64_t{texts.size()});
    for (const std::string& text : texts) write(text);
  }
  void write(const std::vector<HeldDuty>& duties) {
    write(std::uint64_t{duties.size()});
    for (const HeldDuty& held : duties) (*this)(held.unit, held.duty);
  }
  // Ascending members, as steps from one to the next.
  void write(const std::vector<AlertPerson>& people) {
    write(std::uint64_t{people.size()});
    std::uint64_t last = 0;
    for (const AlertPerson& one : people) {
      write((one.member.value - last) << 1 | std::uint64_t{one.written});
      write(one.unit);
      last = one.member.value;
    }
  }

  void write(const std::vector<Mute>& mutes) {
    write(std::uint64_t{mutes.size()});
    for (const Mute& mute : mutes) (*this)(mute.member, mute.until);
  }

  std::string& out_;
};

// Latches the first failure; fields read after it are left as they were.
class RecordReader {
 public:
  explicit RecordReader(std::string_view in) : in_(in) {}

  template <class... Fields>
  void operator()(Fields&... fields) {
    (read(fields), ...);
  }
  bool is_done() const { return ok_ && in_.empty(); }

 private:
  std::string_view take(std::uint64_t bytes) {
    if (!ok_ || bytes > in_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view part = in_.substr(0, bytes);
    in_.remove_prefix(bytes);
    return part;
  }
  std::uint8_t byte() {
    const std::string_view part = take(1);
    return part.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(part[0]);
  }
  void read(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      const std::uint64_t part = next & 0x7fU;
      if (part << shift >> shift != part || (next == 0 && shift != 0)) ok_ = false;
      value |= part << shift;
      if (next < 0x80) return;
    }
    ok_ = false;
  }
  void read(Instant& at) {
    std::uint64_t bits = 0;
    read(bits);
    at.ms = static_cast<std::int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
  }
  void read(std::string& text) {
    std::uint64_t bytes = 0;
    read(bytes);
    text = take(bytes);
  }
  void read(bool& value) {
    const std::uint8_t next = byte();
    if (next > 1) ok_ = false;
    value = next == 1;
  }
  void read(Reason& reason) {
    const std::uint8_t next = byte();
    if (!is_reason(next)) ok_ = false;
    if (ok_) reason = static_cast<Reason>(next);
  }
  template <class Tag>
  void read(Id<Tag>& id) {
    read(id.value);
  }
  template <std::size_t bytes>
  void read(std::array<std::uint8_t, bytes>& hash) {
    const std::string_view part = take(bytes);
    std::copy(part.begin(), part.end(), hash.begin());
  }
  template <class Field>
  void read(std::optional<Field>& field) {
    bool present = false;
    read(present);
    if (present && ok_) read(field.emplace());
  }
  void read(Receipt& receipt) { receipt_fields(*this, receipt); }
  template <Worded Word>
  void read(Word& value) {
    const std::uint8_t next = byte();
    if (!is_word_of<Word>(next)) ok_ = false;
    if (ok_) value = static_cast<Word>(next);
  }
  void read(Welcome& value) {
    const std::uint8_t next = byte();
    if (!is_welcome(next)) ok_ = false;
    if (ok_) value = static_cast<Welcome>(next);
  }
  void read(std::uint8_t& value) { value = byte(); }
  // A shorter list is from when there were fewer.
  void read(ReactionTotals& totals) {
    std::uint64_t size = 0;
    read(size);
    if (size > totals.counts.size()) ok_ = false;
    for (std::uint64_t i = 0; ok_ && i < size; ++i) read(totals.counts[i]);
  }
  void read(std::vector<Seq>& seqs) {
    std::uint64_t count = 0;
    read(count);
    if (count > limits::pins_per_room) ok_ = false;
    for (std::uint64_t i = 0; ok_ && i < count; ++i) read(seqs.emplace_back());
  }
  void read(std::vector<UnitId>& units) {
    std::uint64_t count = 0;
    read(count);
    if (count > std::max(limits::question_co_owners, limits::alert_units)) ok_ = false;
    for (std::uint64_t i = 0; ok_ && i < count; ++i) read(units.emplace_back());
  }
  void read(std::vector<std::string>& texts) {
    std::uint64_t count = 0;
    read(count);
    if (count > limits::alert_options) ok_ = false;
    for (std::uint64_t i = 0; ok_ && i < count; ++i) read(texts.emplace_back());
  }
  void read(std::vector<HeldDuty>& duties) {
    std::uint64_t count = 0;
    read(count);
    if (count > limits::duties_per_member) ok_ = false;
    for (std::uint64_t i = 0; ok_ && i < count; ++i) {
      HeldDuty& held = duties.emplace_back();
      (*this)(held.unit, held.duty);
    }
  }
  void read(std::vector<AlertPerson>& people) {
    std::uint64_t count = 0;
    read(count);
    if (count > in_.size() / 2) ok_ = false;  // each takes two bytes or more
    if (ok_) people.reserve(count);
    std::uint64_t last = 0;
    for (std::uint64_t i = 0; ok_ && i < count; ++i) {
      AlertPerson& one = people.emplace_back();
      std::uint64_t step = 0;
      read(step);
      read(one.unit);
      one.written = (step & 1) == 1;
      one.member.value = last + (step >> 1);
      if (one.member.value <= last) ok_ = false;
      last = one.member.value;
    }
  }

  // Beside those who are silent some whose time is over may stand, of the moment of the last one.
  void read(std::vector<Mute>& mutes) {
    std::uint64_t count = 0;
    read(count);
    if (count > limits::muted_per_room) ok_ = false;
    for (std::uint64_t i = 0; ok_ && i < count; ++i) {
      Mute& mute = mutes.emplace_back();
      (*this)(mute.member, mute.until);
    }
  }

  std::string_view in_;
  bool ok_ = true;
};

}  // namespace xinqiao::store
