#include "store/record.hpp"

#include "protocol/limits.hpp"
#include "store/keys.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>

namespace xinqiao::store {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::size_t record_bytes_usual = 64;

// A switch without default: the compiler asks for the line when a reason is added.
bool is_reason(std::uint8_t byte) {
  switch (static_cast<Reason>(byte)) {
    case Reason::none:
    case Reason::parse_error:
    case Reason::invalid_request:
    case Reason::method_not_found:
    case Reason::invalid_params:
    case Reason::internal:
    case Reason::overloaded:
    case Reason::rate_limited:
    case Reason::hole:
    case Reason::low_space:
    case Reason::stopping:
    case Reason::text_blank:
    case Reason::text_too_long:
    case Reason::title_invalid:
    case Reason::different_body:
    case Reason::forgotten:
    case Reason::guard_missing:
    case Reason::not_a_post:
    case Reason::post_deleted:
    case Reason::limit_reached:
    case Reason::seq_unknown:
    case Reason::login_required:
    case Reason::link_unknown:
    case Reason::link_used:
    case Reason::link_expired:
    case Reason::not_member:
    case Reason::not_author:
    case Reason::not_organiser:
    case Reason::room_unknown:
    case Reason::member_unknown:
      return true;
  }
  return false;
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  template <class... Fields>
  void operator()(const Fields&... fields) {
    (write(fields), ...);
  }

 private:
  void byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void write(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) byte(static_cast<std::uint8_t>(value | 0x80));
    byte(static_cast<std::uint8_t>(value));
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
  void write(const Receipt& receipt);

  std::string& out_;
};

// Latches the first failure; fields read after it are left as they were.
class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}

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
  void read(Receipt& receipt);

  std::string_view in_;
  bool ok_ = true;
};

// What a record holds, told once for writing and reading.
template <class T, class Plain>
concept As = std::same_as<std::remove_const_t<T>, Plain>;

void fields(auto& io, As<RoomRow> auto& row) {
  io(row.room, row.title, row.created_by, row.last_seq, row.last_n, row.last_at);
}
void fields(auto& io, As<MembershipRow> auto& row) {
  io(row.room, row.member, row.joined_seq, row.joined_n);
}
void fields(auto& io, As<MemberRow> auto& row) {
  io(row.member, row.organiser, row.added);
}

void fields(auto& io, As<Receipt> auto& receipt) {
  io(receipt.reason, receipt.body_hash, receipt.at, receipt.room, receipt.seq, receipt.n,
     receipt.member, receipt.already);
}
void fields(auto& io, As<Profile> auto& mark) {
  io(mark.name);
}
void fields(auto& io, As<Link> auto& mark) {
  io(mark.member, mark.expires, mark.claim, mark.session);
}
void fields(auto& io, As<Session> auto& mark) {
  io(mark.member, mark.token, mark.started, mark.device);
}
void fields(auto& io, As<ReadMark> auto& mark) {
  io(mark.seq, mark.n);
}
void fields(auto& io, As<OutboxReceipt> auto& mark) {
  io(mark.n, mark.receipt);
}
void fields(auto&, As<OutboxForgotten> auto&) {}
void fields(auto& io, As<KeyReceipt> auto& mark) {
  io(mark.receipt);
}

void Writer::write(const Receipt& receipt) {
  fields(*this, receipt);
}
void Reader::read(Receipt& receipt) {
  fields(*this, receipt);
}

template <class Row>
std::string encode(const Row& row) {
  std::string out;
  out.reserve(record_bytes_usual);
  out.push_back(static_cast<char>(version));
  Writer writer(out);
  fields(writer, row);
  return out;
}

std::string_view body_of(std::string_view record) {
  return record.empty() ? record : record.substr(1);
}

bool is_known(std::string_view record) {
  return !record.empty() && static_cast<std::uint8_t>(record[0]) == version;
}

template <class Row>
std::optional<Row> decode(std::string_view record) {
  Row row;
  Reader reader(body_of(record));
  fields(reader, row);
  if (!is_known(record) || !reader.is_done()) return std::nullopt;
  return row;
}

template <std::size_t bytes>
void copy_bytes(std::string_view from, std::array<std::uint8_t, bytes>& to) {
  std::copy(from.begin(), from.begin() + bytes, to.begin());
}

constexpr std::size_t number_bytes = 8;

// Each takes from the key what the record does not repeat. False: the key is not of this kind.
bool take_key(std::string_view key, Profile& mark) {
  if (key.size() != 1 + number_bytes) return false;
  mark.member.value = keys::number(key, 1, 0);
  return true;
}
bool take_key(std::string_view key, Link& mark) {
  if (key.size() != 1 + mark.link.size()) return false;
  copy_bytes(key.substr(1), mark.link);
  return true;
}
bool take_key(std::string_view key, Session& mark) {
  if (key.size() != 1 + number_bytes) return false;
  mark.session.value = keys::number(key, 1, 0);
  return true;
}
bool take_key(std::string_view key, ReadMark& mark) {
  if (key.size() != 1 + 2 * number_bytes) return false;
  mark.member.value = keys::number(key, 1, 0);
  mark.room.value = keys::number(key, 1, 1);
  return true;
}
bool take_key(std::string_view key, OutboxReceipt& mark) {
  constexpr std::size_t around = 1 + number_bytes + 2;
  if (key.size() <= around || key.size() > around + limits::outbox_id_bytes_max) return false;
  if (key[key.size() - 2] != '\0') return false;
  mark.member.value = keys::number(key, 1, 0);
  mark.outbox = key.substr(1 + number_bytes, key.size() - around);
  return mark.outbox.find('\0') == std::string::npos;
}
bool take_key(std::string_view key, KeyReceipt& mark) {
  if (key.size() != 1 + number_bytes + mark.key.size()) return false;
  mark.member.value = keys::number(key, 1, 0);
  copy_bytes(key.substr(1 + number_bytes), mark.key);
  return true;
}

template <class Kind>
std::optional<KeptMark> decode_as(std::string_view key, std::string_view record) {
  Kind mark;
  Position position = 0;
  Reader reader(body_of(record));
  reader(position);
  fields(reader, mark);
  if (!take_key(key, mark) || !is_known(record) || !reader.is_done()) return std::nullopt;
  // The slot of a receipt follows from its n: a record that moved is refused.
  if (mark_key(mark) != key) return std::nullopt;
  return KeptMark{.position = position, .mark = std::move(mark)};
}

struct KeyOf {
  std::string operator()(const Profile& mark) const { return keys::profile(mark.member); }
  std::string operator()(const Link& mark) const { return keys::link(mark.link); }
  std::string operator()(const Session& mark) const { return keys::session(mark.session); }
  std::string operator()(const ReadMark& mark) const {
    return keys::read_mark(mark.member, mark.room);
  }
  std::string operator()(const OutboxReceipt& mark) const {
    return keys::receipt(mark.member, mark.outbox, mark.n);
  }
  std::string operator()(const OutboxForgotten& mark) const {
    return keys::outbox(mark.member, mark.outbox);
  }
  std::string operator()(const KeyReceipt& mark) const {
    return keys::key_receipt(mark.member, mark.key);
  }
};

}  // namespace

std::string encode_record(const RoomRow& row) {
  return encode(row);
}
std::string encode_record(const MembershipRow& row) {
  return encode(row);
}
std::string encode_record(const MemberRow& row) {
  return encode(row);
}

std::optional<RoomRow> decode_room(std::string_view record) {
  return decode<RoomRow>(record);
}
std::optional<MembershipRow> decode_membership(std::string_view record) {
  return decode<MembershipRow>(record);
}
std::optional<MemberRow> decode_member(std::string_view record) {
  return decode<MemberRow>(record);
}

std::string mark_key(const Mark& mark) {
  return std::visit(KeyOf{}, mark);
}

bool removes(const Mark& mark) {
  return std::visit(
      [](const auto& kind) {
        using Kind = std::remove_cvref_t<decltype(kind)>;
        if constexpr (std::same_as<Kind, OutboxForgotten>) return true;
        if constexpr (requires { kind.gone; }) return kind.gone;
        return false;
      },
      mark);
}

std::string encode_mark(const Mark& mark, Position position) {
  std::string out;
  out.reserve(record_bytes_usual);
  out.push_back(static_cast<char>(version));
  Writer writer(out);
  writer(position);
  std::visit([&writer](const auto& kind) { fields(writer, kind); }, mark);
  return out;
}

void add_mark(Batch& batch, const Mark& mark, Position position) {
  if (const auto* forgotten = std::get_if<OutboxForgotten>(&mark)) {
    for (std::uint64_t slot = 0; slot < limits::outbox_window; ++slot) {
      batch.erase(Family::marks, keys::receipt(forgotten->member, forgotten->outbox, slot));
    }
  } else if (removes(mark)) {
    batch.erase(Family::marks, mark_key(mark));
  } else {
    batch.put(Family::marks, mark_key(mark), encode_mark(mark, position));
  }
}

std::optional<KeptMark> decode_mark(std::string_view key, std::string_view record) {
  if (key.empty()) return std::nullopt;
  switch (key[0]) {
    case 'f':
      return decode_as<Profile>(key, record);
    case 'l':
      return decode_as<Link>(key, record);
    case 's':
      return decode_as<Session>(key, record);
    case 'w':
      return decode_as<ReadMark>(key, record);
    case 'o':
      return decode_as<OutboxReceipt>(key, record);
    case 'k':
      return decode_as<KeyReceipt>(key, record);
    default:
      return std::nullopt;
  }
}

}  // namespace xinqiao::store
