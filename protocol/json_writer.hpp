// The one JSON writer: appends to a string, keeps commas right, escapes what RFC 8259 requires and
// no more (text stays as it was said). The caller keeps objects and arrays balanced. Threading:
// belongs to its caller.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace xinqiao {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  JsonWriter& key(std::string_view name);  // name: a literal without characters to escape
  JsonWriter& string(std::string_view utf8);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& raw(std::string_view json);  // JSON already

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();  // a comma where one is due

  std::string& out_;
  bool comma_ = false;
};

}  // namespace xinqiao
