// Packs JSON so that nobody's words lean on another's: what lies between the strings that are
// values (names of fields, brackets, numbers) is packed as ever, by pointing back to where it stood
// before; of the strings each byte takes the 8 or 9 bits that it takes anywhere. So the length of
// the whole is told by the length of its parts, whatever they say and however alike they are. zlib
// cannot do it: what it is given it searches, and what it searched sways what it finds. Threading:
// pure functions. Source: RFC 1951 3.2.5, 3.2.6.
#pragma once

#include <string>
#include <string_view>

namespace xinqiao {

// As deflate_message: without the tail. Any text may be given; of JSON it is shorter.
std::string deflate_words_apart(std::string_view json);

}  // namespace xinqiao
