// Chinese is found by the first letters of its pinyin (wm finds 王敏): they are computed here, once
// for all pages, because the collation that a page could guess them from is missing in many
// browsers. Of the readings of a character one counts, the most usual (CLDR's Han-Latin, as ICU has
// it); the first character of a person's name is also read as the surname it may be. Readings are
// taken from a table made when this is built (initials_generate.cpp). Empty: nothing in the text
// has a reading. Threading: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace xinqiao {

// Of the title of a room or the name of a unit: 支部生活 -> zbsh. What has no reading stands as it
// is; case and width are folded, and blanks left out.
std::string initials_of(std::string_view text);

// Of a person's name; where the surname reads otherwise, both with a blank between them:
// 单小明 -> "sxm dxm".
std::string initials_of_person(std::string_view name);

}  // namespace xinqiao
