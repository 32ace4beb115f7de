#include "server/outward/query.hpp"

#include "protocol/limits.hpp"

#include <algorithm>

namespace xinqiao::outward {
namespace {

// Xapian takes no term beyond 245 bytes. Two words that are one up to here share a term, and the
// text decides.
constexpr std::size_t word_bytes = 120;

// Into a string that has room already: there are many.
const std::string& word_term(std::u32string_view word, std::string& term) {
  term = "w";
  for (const char32_t letter : word) {
    const std::size_t before = term.size();
    append_utf8(term, letter);
    if (term.size() <= word_bytes) continue;
    term.resize(before);
    break;
  }
  return term;
}
std::string word_term(std::u32string_view word) {
  std::string term;
  return word_term(word, term);
}

const std::string& gram_term(std::u32string_view letters, std::string& term) {
  term = "g";
  for (const char32_t letter : letters) append_utf8(term, letter);
  return term;
}
std::string gram_term(std::u32string_view letters) {
  std::string term;
  return gram_term(letters, term);
}

// A script without blanks is looked for by pairs; a sign stands for itself.
constexpr std::size_t letters_of_a_term(Letter letter) {
  return letter == Letter::gram ? 2 : 1;
}

void sort_out(Terms& terms) {
  std::ranges::sort(terms);
  const auto twice = std::ranges::unique(terms);
  terms.erase(twice.begin(), twice.end());
}

// Calls see(letter, run) for each run of letters of one kind, but for gaps.
template <class See>
void for_each_run(std::u32string_view text, See&& see) {
  const Fold& fold = the_fold();
  for (std::size_t at = 0; at < text.size();) {
    const Letter letter = fold.letter(text[at]);
    std::size_t end = at + 1;
    while (end < text.size() && fold.letter(text[end]) == letter) ++end;
    if (letter != Letter::gap) see(letter, text.substr(at, end - at));
    at = end;
  }
}

void add_query_terms(std::u32string_view text, Query& query) {
  for_each_run(text, [&](Letter letter, std::u32string_view run) {
    if (letter == Letter::word) {
      query.terms.push_back(word_term(run));
    } else if (letter == Letter::gram && run.size() == 1) {
      query.letters.push_back(gram_term(run));
    } else {
      const std::size_t letters = letters_of_a_term(letter);
      for (std::size_t at = 0; at + letters <= run.size(); ++at) {
        query.terms.push_back(gram_term(run.substr(at, letters)));
      }
    }
  });
}

bool is_word(char32_t letter) {
  return the_fold().letter(letter) == Letter::word;
}

std::vector<std::u32string> split(const std::u32string& text) {
  std::vector<std::u32string> parts(1);
  for (const char32_t letter : text) {
    if (!is_white_space(letter)) {
      parts.back().push_back(letter);
    } else if (!parts.back().empty()) {
      parts.emplace_back();
    }
  }
  if (parts.back().empty()) parts.pop_back();
  return parts;
}

// Where the word at the end of the text begins.
std::size_t last_word(std::u32string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && is_word(text[begin - 1])) --begin;
  return begin;
}

bool fits(const Folded& folded, std::size_t at, const QueryPart& part) {
  const std::u32string_view text = folded.text;
  const std::size_t end = at + part.text.size();
  if (is_word(part.text.front()) && at > 0 && is_word(text[at - 1])) return false;
  if (is_word(part.text.back()) && !part.is_prefix && end < text.size() && is_word(text[end])) {
    return false;
  }
  return true;
}

bool holds_part(const Folded& folded, const QueryPart& part, Places& found) {
  bool held = false;
  std::size_t at = folded.text.find(part.text);
  while (at != std::u32string::npos) {
    if (fits(folded, at, part)) {
      held = true;
      const std::size_t begin = folded.sources[at].begin;
      const std::size_t end = folded.sources[at + part.text.size() - 1].end;
      found.emplace_back(begin, end - begin);
      if (found.size() > limits::search_marks * limits::search_words) break;
      at = folded.text.find(part.text, at + part.text.size());
    } else {
      at = folded.text.find(part.text, at + 1);
    }
  }
  return held;
}

// In order, apart, and not too many.
void settle(Places& found) {
  std::sort(found.begin(), found.end());
  Places apart;
  for (const auto& [begin, length] : found) {
    if (!apart.empty() && begin <= apart.back().first + apart.back().second) {
      auto& last = apart.back();
      last.second = std::max(last.first + last.second, begin + length) - last.first;
    } else if (apart.size() < limits::search_marks) {
      apart.emplace_back(begin, length);
    }
  }
  found = std::move(apart);
}

}  // namespace

void TermSet::add(std::string_view term) {
  if (!terms_.contains(term)) terms_.emplace(term);
}

Terms TermSet::release() {
  Terms all;
  all.reserve(terms_.size());
  while (!terms_.empty()) all.push_back(std::move(terms_.extract(terms_.begin()).value()));
  std::ranges::sort(all);
  return all;
}

void add_terms(const Folded& text, TermSet& terms) {
  std::string term;
  for_each_run(text.text, [&](Letter letter, std::u32string_view run) {
    if (letter == Letter::word) {
      terms.add(word_term(run, term));
      return;
    }
    // The last letter alone: every other begins a pair, and is found by what begins with it.
    for (std::size_t at = 0; at < run.size(); ++at) {
      terms.add(gram_term(run.substr(at, letters_of_a_term(letter)), term));
    }
  });
}

Terms terms_of(const Folded& text) {
  TermSet terms;
  add_terms(text, terms);
  return terms.release();
}

variant<Query, Refusal> parse_query(std::string_view utf8) {
  const auto wrong = [](const char* field) { return Refusal{Reason::query_invalid, field}; };
  if (utf8.size() > limits::search_bytes) return wrong("search_bytes");
  std::vector<std::u32string> words = split(the_fold()(utf8).text);
  if (words.size() > limits::search_words) return wrong("search_words");
  Query query;
  for (std::u32string& word : words) {
    QueryPart part{std::move(word), false};
    const std::size_t letters = part.text.size();
    if (letters > 1 && part.text.back() == U'*' && is_word(part.text[letters - 2])) {
      part.text.pop_back();
      part.is_prefix = true;
      const std::size_t begin = last_word(part.text);
      if (part.text.size() - begin < limits::search_prefix_letters) {
        return wrong("search_prefix_letters");
      }
      add_query_terms(std::u32string_view(part.text).substr(0, begin), query);
      query.prefixes.push_back(word_term(std::u32string_view(part.text).substr(begin)));
    } else {
      add_query_terms(part.text, query);
    }
    query.parts.push_back(std::move(part));
  }
  sort_out(query.terms);
  if (query.terms.empty() && query.prefixes.empty() && query.letters.empty()) {
    return wrong("query");
  }
  return query;
}

bool holds(const Folded& text, const Query& query, Places& found) {
  found.clear();
  for (const QueryPart& part : query.parts) {
    if (holds_part(text, part, found)) continue;
    found.clear();
    return false;
  }
  settle(found);
  return true;
}

}  // namespace xinqiao::outward
