#include <xapian.h>

#include <algorithm>
#include <utility>

#include "protocol/limits.hpp"
#include "server/outward/index.hpp"
#include "server/outward/index_bytes.hpp"
#include "server/outward/index_damage.hpp"
#include "server/outward/index_folder.hpp"

namespace xinqiao::outward {
namespace {

// So few rooms are a filter of the index itself; of more, each stretch is asked where it is from.
constexpr std::size_t rooms_as_terms = 16;
// Of the pairs that begin with a letter (some thousands with a frequent one) so many are looked for
// at once: each holds blocks of the index open.
constexpr std::size_t pairs_at_once = 256;
// Two commits while a search runs may take from under it what it reads: it begins again.
constexpr int tries = 4;

// Whether some of a stretch may be read, and comes after what was found before.
class Permitted final : public Xapian::MatchDecider {
 public:
  explicit Permitted(const IndexReader::Wish& wish) : wish_(wish) {}

  bool operator()(const Xapian::Document& document) const override {
    const Stretch stretch = read_stretch(document.get_value(stretch_slot));
    if (wish_.before && !(stretch.lower() < *wish_.before)) return false;
    if (wish_.below && !(stretch.upper() < *wish_.below)) return false;
    const auto& rooms = wish_.rooms;
    const auto room =
        std::lower_bound(rooms.begin(), rooms.end(), stretch.room,
                         [](const SearchRoom& one, RoomId wanted) { return one.room < wanted; });
    return room != rooms.end() && room->room == stretch.room && room->first <= stretch.last &&
           stretch.first <= room->top;
  }

 private:
  const IndexReader::Wish& wish_;
};

Xapian::Query xapian_query(const IndexReader::Wish& wish) {
  using Xapian::Query;
  std::vector<Query> all;
  for (const std::string& term : wish.query.terms) all.emplace_back(term);
  for (const std::string& prefix : wish.query.prefixes) {
    all.emplace_back(Query::OP_WILDCARD, prefix, limits::search_prefixes,
                     Query::WILDCARD_LIMIT_ERROR, Query::OP_OR);
  }
  if (wish.rooms.size() <= rooms_as_terms) {
    std::vector<Query> rooms;
    for (const SearchRoom& room : wish.rooms) rooms.emplace_back(room_term(room.room));
    all.emplace_back(Query::OP_OR, rooms.begin(), rooms.end());
  }
  return {Query::OP_AND, all.begin(), all.end()};
}

std::vector<Stretch> newest(const Xapian::Database& database, const Xapian::Query& query,
                            const IndexReader::Wish& wish) {
  Xapian::Enquire enquire(database);
  enquire.set_query(query);
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  enquire.set_sort_by_value(stretch_slot, true);
  const Permitted permitted(wish);
  const Xapian::MSet found =
      enquire.get_mset(0, static_cast<Xapian::doccount>(wish.most), 0, nullptr, &permitted);
  std::vector<Stretch> stretches;
  for (auto at = found.begin(); at != found.end(); ++at) {
    stretches.push_back(read_stretch(at.get_document().get_value(stretch_slot)));
  }
  return stretches;
}

// Of two lists that are newest first, each stretch once.
void merge(std::vector<Stretch>& into, const std::vector<Stretch>& others, std::size_t most) {
  std::vector<Stretch> all;
  std::ranges::set_union(into, others, std::back_inserter(all), std::ranges::greater{},
                         &Stretch::upper, &Stretch::upper);
  if (all.size() > most) all.resize(most);
  into = std::move(all);
}

// The first of the letters that stand alone narrows the search; of the others the text decides.
std::vector<Stretch> newest(const Xapian::Database& database, const IndexReader::Wish& wish) {
  using Xapian::Query;
  const Query rest = xapian_query(wish);
  if (wish.query.letters.empty()) return newest(database, rest, wish);
  const std::string& letter = wish.query.letters.front();
  std::vector<Stretch> stretches;
  auto at = database.allterms_begin(letter);
  const auto end = database.allterms_end(letter);
  while (at != end) {
    std::vector<Query> pairs;
    for (; at != end && pairs.size() < pairs_at_once; ++at) pairs.emplace_back(*at);
    const Query any(Query::OP_OR, pairs.begin(), pairs.end());
    merge(stretches, newest(database, rest.empty() ? any : Query(Query::OP_AND, any, rest), wish),
          wish.most);
  }
  return stretches;
}

}  // namespace

struct IndexReader::Parts {
  Xapian::Database database;
  std::uint64_t number{};

  // The database in use, as it was committed last.
  void bring_up_to_date(const std::string& folder) {
    const std::uint64_t current = current_database(folder);
    if (current == number && number != 0) {
      database.reopen();
      return;
    }
    number = 0;
    database = Xapian::Database(database_path(folder, current), Xapian::DB_OPEN);
    number = current;
  }
};

IndexReader::IndexReader(std::string folder)
    : folder_(std::move(folder)), parts_(std::make_unique<Parts>()) {}
IndexReader::~IndexReader() = default;

IndexReader::Outcome IndexReader::find(const Wish& wish, std::vector<Stretch>& out) {
  out.clear();
  if (wish.rooms.empty()) return Outcome::found;
  Outcome outcome = Outcome::unreadable;
  // The rest of what was found is looked for where that was: stretches may have been made anew.
  const bool is_rest = wish.below.has_value();
  for (int i = 0; i < (is_rest ? 1 : tries); ++i) {
    try {
      if (!is_rest) parts_->bring_up_to_date(folder_);
      out = newest(parts_->database, wish);
      return Outcome::found;
    } catch (const Xapian::WildcardError&) {
      return Outcome::too_many_prefixes;
    } catch (const Xapian::DatabaseModifiedError&) {
      outcome = is_rest ? Outcome::changed : Outcome::unreadable;
    } catch (const Xapian::Error& error) {
      outcome = tells_of_damage(error) ? Outcome::damaged : Outcome::unreadable;
    } catch (const std::exception&) {
      return Outcome::unreadable;
    }
    // Changed under the reader, or replaced by a newer one: again, from the beginning.
    parts_->number = 0;
    out.clear();
  }
  return outcome;
}

}  // namespace xinqiao::outward
