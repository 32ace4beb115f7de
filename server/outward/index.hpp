// The index on the disk: one Xapian database, written by one IndexWriter and read by any number of
// IndexReaders. A document is a stretch of messages (stretch.hpp):
//   terms   terms_of its texts; 'r' room; 'b' room block, which the stretches of a block share
//   slot 0  newest room last oldest first: order by this value is the order of their upper ends
//   (numbers: 8 bytes, big endian)
//   meta    "version" "epoch"; 'h' room -> the seq up to which the room has been read (decimal);
//           "scrub_due": there while deleted words are still in the files
// What is added is found after the next commit. An erasure that is made twice changes nothing.
// Threading: a writer and a reader belong to one thread each. Errors: a Status; corrupted
// means that only begin_anew helps. No exception of Xapian leaves this file.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/command.hpp"
#include "server/group.hpp"
#include "server/outward/query.hpp"
#include "server/outward/stretch.hpp"
#include "store/status.hpp"

namespace xinqiao::outward {

class IndexWriter {
 public:
  explicit IndexWriter(std::string folder);
  ~IndexWriter();
  IndexWriter(const IndexWriter&) = delete;
  IndexWriter& operator=(const IndexWriter&) = delete;

  // Opens what is there. `corrupted` if there is nothing, or it is damaged, or of another version
  // of ours or another epoch of the store.
  store::Status open(const std::string& epoch);
  // An empty database in place of whatever was there.
  store::Status begin_anew(const std::string& epoch);
  bool is_open() const;
  void close();  // what is not committed is dropped

  Seq read_to(RoomId room) const;
  void set_read_to(RoomId room, Seq seq);  // kept with the next commit
  const std::map<RoomId, Seq>& all_read_to() const { return read_to_; }

  // None of its messages may be there yet: what was read once and committed is not read again.
  store::Status add(const Stretch& stretch, const Terms& terms);
  // All stretches of the block, for something of it reads differently now, or was deleted: then
  // a scrub is due.
  enum class Reason : std::uint8_t { edited, deleted };
  store::Status erase_block(RoomId room, Seq block, Reason reason);
  // All since the last commit, and how far the rooms were read with it, or nothing.
  store::Status commit();
  bool has_uncommitted() const { return uncommitted_; }

  // Takes what was erased off the disk: all that is left goes into new files. Takes long.
  store::Status scrub();
  bool is_scrub_due() const { return scrub_due_; }
  std::uint64_t documents() const;

 private:
  struct Parts;
  store::Status load();
  store::Status move_to(std::uint64_t number);

  std::string folder_;
  std::unique_ptr<Parts> parts_;
  std::map<RoomId, Seq> read_to_;
  std::map<RoomId, Seq> unsaved_;  // of read_to_
  bool uncommitted_ = false;
  bool scrub_due_ = false;
};

class IndexReader {
 public:
  explicit IndexReader(std::string folder);
  ~IndexReader();

  struct Wish {
    const Query& query;
    const std::vector<SearchRoom>& rooms;
    std::optional<SearchPlace> before;  // stretches that reach below it
    // And of the rest of them, after a find without it: those whose upper ends are below it.
    std::optional<SearchPlace> below;
    std::size_t most{};
  };
  // `changed`: what the rest was of is no more; the search begins again.
  enum class Outcome : std::uint8_t { found, too_many_prefixes, changed, unreadable, damaged };
  // Stretches that have all terms between their messages, by their upper ends, newest first.
  Outcome find(const Wish& wish, std::vector<Stretch>& out);

 private:
  struct Parts;
  std::string folder_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace xinqiao::outward
