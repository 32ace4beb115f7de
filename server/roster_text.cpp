#include "server/roster_text.hpp"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>

namespace xinqiao {
namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";

bool is_readable(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < length;) {
    UChar32 letter = 0;
    U8_NEXT(bytes, at, length, letter);
    if (letter <= 0) return false;  // neither broken nor U+0000
  }
  return true;
}

class Gb18030 {
 public:
  Gb18030() {
    UErrorCode failed = U_ZERO_ERROR;
    converter_.reset(ucnv_open("gb18030", &failed));
    ucnv_setToUCallBack(converter_.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &failed);
    is_there_ = U_SUCCESS(failed);
  }
  // False: it is no text in GB18030.
  bool to_utf8(std::string_view bytes, std::string& out) {
    UErrorCode failed = U_ZERO_ERROR;
    const icu::UnicodeString text(bytes.data(), static_cast<std::int32_t>(bytes.size()),
                                  converter_.get(), failed);
    if (!is_there_ || U_FAILURE(failed) || text.indexOf(char16_t{0}) >= 0) return false;
    text.toUTF8String(out);
    return true;
  }

 private:
  struct Close {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
  };
  std::unique_ptr<UConverter, Close> converter_;
  bool is_there_ = false;
};

// Neither encoding has a line feed within a letter, so lines can be told apart before they are
// read.
template <class Read>
RosterText by_lines(std::string_view bytes, Read read) {
  RosterText text;
  for (std::size_t line = 1; !bytes.empty(); ++line) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
    if (!read(bytes.substr(0, end), text.utf8)) {
      text.bad_line = line;
      return text;
    }
    bytes.remove_prefix(end);
  }
  return text;
}

// UTF-8 that is broken somewhere often reads as GB18030 too, as other names. So one line that is
// UTF-8 with a letter of three bytes, as Chinese has them, decides: then the broken one is refused.
RosterEncoding encoding_of(std::string_view bytes) {
  if (is_readable(bytes)) return RosterEncoding::utf8;
  constexpr unsigned char three_bytes = 0xe0;
  const auto is_wide = [](unsigned char byte) { return byte >= three_bytes; };
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    if (std::ranges::any_of(line, is_wide) && is_readable(line)) return RosterEncoding::utf8;
    bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
  }
  return RosterEncoding::gb18030;
}

// What stands between the fields: whichever the heading has most of.
char separator_of(std::string_view heading) {
  const auto count = [heading](char c) { return std::ranges::count(heading, c); };
  return std::ranges::max({',', ';', '\t'}, {}, count);
}

class Records {
 public:
  explicit Records(std::string_view text)
      : text_(text), separator_(separator_of(text.substr(0, text.find('\n')))) {}

  std::vector<RosterRecord> read() {
    while (at_ < text_.size()) read_record();
    return std::move(records_);
  }

 private:
  void read_record() {
    RosterRecord record;
    record.line = line_;
    bool ends = false;
    while (!ends) ends = read_field(record);
    records_.push_back(std::move(record));
  }

  // Whether the record ends with it.
  bool read_field(RosterRecord& record) {
    std::string field;
    if (at_ < text_.size() && text_[at_] == '"') {
      ++at_;
      if (!read_quoted(field)) record.is_whole = false;
    }
    const std::size_t from = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n') ++at_;
    std::string_view rest = text_.substr(from, at_ - from);
    if (rest.ends_with('\r') && (at_ == text_.size() || text_[at_] == '\n')) rest.remove_suffix(1);
    if (was_quoted_ && !rest.empty()) record.is_whole = false;
    was_quoted_ = false;
    record.fields.push_back(field.append(rest));
    if (at_ == text_.size()) return true;
    if (text_[at_++] == separator_) return false;
    ++line_;
    return true;
  }

  bool read_quoted(std::string& field) {
    was_quoted_ = true;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') {
        if (at_ == text_.size() || text_[at_] != '"') return true;
        ++at_;
      }
      if (c == '\n') ++line_;
      field.push_back(c);
    }
    return false;
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool was_quoted_ = false;
  std::vector<RosterRecord> records_;
};

}  // namespace

RosterText roster_text(std::string_view bytes, RosterEncoding encoding) {
  const bool is_marked = bytes.starts_with(utf8_mark);
  if (is_marked && encoding != RosterEncoding::gb18030) {
    bytes.remove_prefix(utf8_mark.size());
    encoding = RosterEncoding::utf8;
  }
  if (encoding == RosterEncoding::detect) encoding = encoding_of(bytes);
  if (encoding == RosterEncoding::utf8) {
    return by_lines(bytes, [](std::string_view line, std::string& out) {
      out.append(line);
      return is_readable(line);
    });
  }
  Gb18030 from;
  return by_lines(bytes,
                  [&](std::string_view line, std::string& out) { return from.to_utf8(line, out); });
}

std::vector<RosterRecord> roster_records(std::string_view utf8) {
  return Records(utf8).read();
}

}  // namespace xinqiao
