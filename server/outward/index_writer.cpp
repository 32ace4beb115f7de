#include <xapian.h>

#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "server/outward/index.hpp"
#include "server/outward/index_bytes.hpp"
#include "server/outward/index_damage.hpp"
#include "server/outward/index_folder.hpp"
#include "store/durable_file.hpp"

namespace xinqiao::outward {
namespace {

using store::Fault;
using store::Status;

// Rises with every change of the terms or of how texts are folded: an index of another version is
// made anew. 2: what is read and how far are one transaction. 3: of letters, pairs. 4: stretches.
constexpr const char* index_version = "4";

Status damaged(const std::string& what) {
  return Status::error(Fault::corrupted, "the search index " + what);
}

// Whatever Xapian throws, as a Status. What may hold words (a message of its own) is not told.
template <class Work>
Status guarded(const Work& work) {
  try {
    return work();
  } catch (const Xapian::DatabaseOpeningError&) {
    return damaged("cannot be opened");
  } catch (const Xapian::RangeError&) {
    return damaged("is damaged");
  } catch (const Xapian::Error& error) {
    if (tells_of_damage(error)) return damaged("is damaged");
    return Status::error(Fault::io_error,
                         std::string("the search index: Xapian says ") + error.get_type());
  } catch (const std::exception&) {
    return Status::error(Fault::io_error, "the search index: out of memory");
  }
}

Seq seq_of(const std::string& text) {
  Seq number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

// What changes is a transaction of Xapian's: it neither commits a part of it when it thinks there
// is enough, nor when the database goes.
struct IndexWriter::Parts {
  Xapian::WritableDatabase database;
  std::uint64_t number{};
  bool is_changing = false;

  Xapian::WritableDatabase& changing() {
    if (!std::exchange(is_changing, true)) database.begin_transaction();
    return database;
  }
  void commit() {
    if (std::exchange(is_changing, false)) database.commit_transaction();
  }
};

namespace {

Xapian::Document document_of(const Stretch& stretch, const Terms& terms) {
  Xapian::Document document;
  for (const std::string& term : terms) document.add_boolean_term(term);
  document.add_boolean_term(room_term(stretch.room));
  document.add_boolean_term(block_term(stretch.room, block_of(stretch.first)));
  document.add_value(stretch_slot, stretch_value(stretch));
  return document;
}

// The first document is none of ours. Of a term that all documents have, Xapian 1.4 reads the list
// of all documents instead and, once that has gaps and more than a chunk, says that the database is
// corrupt (LocalSubMatch::open_post_list gives the list the name of the term, and
// GlassPostList::next_chunk looks for that name): so no term is in all.
constexpr Xapian::doccount not_ours = 1;

void add_first_document(Xapian::WritableDatabase& database) {
  database.add_document(Xapian::Document());
}

}  // namespace

IndexWriter::IndexWriter(std::string folder) : folder_(std::move(folder)) {}
IndexWriter::~IndexWriter() = default;

bool IndexWriter::is_open() const {
  return parts_ != nullptr;
}

void IndexWriter::close() {
  static_cast<void>(guarded([&] {
    parts_.reset();
    return Status::ok();
  }));
}

Status IndexWriter::open(const std::string& epoch) {
  parts_.reset();
  const std::uint64_t number = current_database(folder_);
  if (number == 0) return damaged("is not there");
  return guarded([&] {
    auto parts = std::make_unique<Parts>();
    parts->database = Xapian::WritableDatabase(database_path(folder_, number), Xapian::DB_OPEN);
    parts->number = number;
    if (parts->database.get_metadata("version") != index_version) {
      return damaged("is of another version");
    }
    if (parts->database.get_metadata("epoch") != epoch) {
      return damaged("is of another epoch of the store");
    }
    parts_ = std::move(parts);
    Status loaded = load();
    if (!loaded.is_ok()) parts_.reset();
    if (loaded.is_ok()) remove_others(folder_, number);
    return loaded;
  });
}

Status IndexWriter::load() {
  read_to_.clear();
  unsaved_.clear();
  uncommitted_ = false;
  Xapian::Database& database = parts_->database;
  for (auto at = database.metadata_keys_begin("h"); at != database.metadata_keys_end("h"); ++at) {
    const std::string key = *at;
    if (key.size() != 1 + 8) return damaged("is damaged");
    read_to_[RoomId{store::keys::number(key, 1, 0)}] = seq_of(database.get_metadata(key));
  }
  scrub_due_ = !database.get_metadata("scrub_due").empty();
  return Status::ok();
}

Status IndexWriter::begin_anew(const std::string& epoch) {
  parts_.reset();
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) return store::system_error("making " + folder_, error.value());
  return guarded([&] {
    auto parts = std::make_unique<Parts>();
    parts->number = free_number(folder_);
    parts->database = Xapian::WritableDatabase(database_path(folder_, parts->number),
                                               Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS);
    parts->database.set_metadata("version", index_version);
    parts->database.set_metadata("epoch", epoch);
    add_first_document(parts->database);
    parts->database.commit();
    Status made = make_current(folder_, parts->number);
    if (!made.is_ok()) return made;
    remove_others(folder_, parts->number);
    parts_ = std::move(parts);
    return load();
  });
}

Seq IndexWriter::read_to(RoomId room) const {
  const auto found = read_to_.find(room);
  return found == read_to_.end() ? 0 : found->second;
}

void IndexWriter::set_read_to(RoomId room, Seq seq) {
  read_to_[room] = seq;
  unsaved_[room] = seq;
  uncommitted_ = true;
}

Status IndexWriter::add(const Stretch& stretch, const Terms& terms) {
  return guarded([&] {
    parts_->changing().add_document(document_of(stretch, terms));
    uncommitted_ = true;
    return Status::ok();
  });
}

Status IndexWriter::erase_block(RoomId room, Seq block, Reason reason) {
  return guarded([&] {
    const std::string shared = block_term(room, block);
    uncommitted_ = true;
    if (!parts_->database.term_exists(shared)) return Status::ok();
    parts_->changing().delete_document(shared);
    if (reason == Reason::edited || std::exchange(scrub_due_, true)) return Status::ok();
    parts_->changing().set_metadata("scrub_due", "1");
    return Status::ok();
  });
}

Status IndexWriter::commit() {
  return guarded([&] {
    for (const auto& [room, seq] : unsaved_) {
      parts_->changing().set_metadata(read_to_key(room), std::to_string(seq));
    }
    parts_->commit();
    unsaved_.clear();
    uncommitted_ = false;
    return Status::ok();
  });
}

Status IndexWriter::scrub() {
  Status kept = commit();
  if (!kept.is_ok()) return kept;
  return guarded([&] {
    const std::uint64_t number = free_number(folder_);
    parts_->database.compact(database_path(folder_, number), Xapian::DBCOMPACT_NO_RENUMBER);
    return move_to(number);
  });
}

Status IndexWriter::move_to(std::uint64_t number) {
  Xapian::WritableDatabase next(database_path(folder_, number), Xapian::DB_OPEN);
  next.set_metadata("scrub_due", "");
  next.commit();
  Status made = make_current(folder_, number);
  if (!made.is_ok()) return made;
  parts_->database = std::move(next);
  parts_->number = number;
  scrub_due_ = false;
  remove_others(folder_, number);
  return Status::ok();
}

std::uint64_t IndexWriter::documents() const {
  return parts_ == nullptr ? 0 : parts_->database.get_doccount() - not_ours;
}

}  // namespace xinqiao::outward
