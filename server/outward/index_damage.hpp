// Whether Xapian speaks of bytes that are not those it wrote. A file that ends too early it calls
// neither corrupt nor anything else: a DatabaseError without a word of the system's. With one, it
// was the disk that said no. Private to the index. Threading: pure function.
#pragma once

#include <xapian.h>

#include <string_view>

namespace xinqiao::outward {

inline bool tells_of_damage(const Xapian::Error& error) {
  const std::string_view type = error.get_type();
  if (type == "DatabaseCorruptError") return true;
  return type == "DatabaseError" && error.get_error_string() == nullptr;
}

}  // namespace xinqiao::outward
