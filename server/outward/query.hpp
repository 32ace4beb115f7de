// What is looked for, and whether a text holds it: terms for the index, and the last word on every
// candidate it brings. A query is parts between white space. A message holds a part where the
// folded text does, and where the part begins or ends with a letter of a word, a word begins or
// ends there (with `*` behind a word: begins). The terms of a text are its words, its signs, and of
// scripts without blanks each pair of neighbours and the last letter of a run: whatever holds a
// query has all its terms, and of each letter that stands alone there a term that begins with it.
// Threading: pure functions. Errors: a Refusal of query_invalid.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "protocol/error.hpp"
#include "protocol/variant.hpp"
#include "server/outward/fold.hpp"

namespace xinqiao::outward {

// 'w' word, or 'g' two letters, one or a sign, as UTF-8. Ascending, each once.
using Terms = std::vector<std::string>;

// Gathers the terms of texts. Most are there already: those cost a look, and no sorting.
class TermSet {
 public:
  void add(std::string_view term);
  std::size_t size() const { return terms_.size(); }
  Terms release();  // then it is empty

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view term) const noexcept {
      return std::hash<std::string_view>{}(term);
    }
  };
  std::unordered_set<std::string, Hash, std::equal_to<>> terms_;
};

void add_terms(const Folded& text, TermSet& terms);
Terms terms_of(const Folded& text);

struct QueryPart {
  std::u32string text;
  bool is_prefix = false;
};

struct Query {
  std::vector<QueryPart> parts;
  Terms terms;                        // all of these
  std::vector<std::string> prefixes;  // and of each of these one that begins so
  std::vector<std::string> letters;   // likewise; more begin with a letter than with a word's part
};

variant<Query, Refusal> parse_query(std::string_view utf8);

// [begin, length] in UTF-16 code units, ascending and apart.
using Places = std::vector<std::pair<std::size_t, std::size_t>>;

// Where the text holds the query, at most limits::search_marks places; false where it does not.
bool holds(const Folded& text, const Query& query, Places& found);

}  // namespace xinqiao::outward
