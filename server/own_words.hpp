// The words of one member, wherever in the log they stand: for who wants to have them, and for who
// wants them gone. The log is read in its order, a bounded piece at a time. Bounds: looks at
// limits::posts_scanned events. Errors: nothing, if an event cannot be read. Threading: any thread
// with a Decoder of its own.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "protocol/command.hpp"
#include "protocol/decode.hpp"
#include "server/group.hpp"
#include "store/log.hpp"

namespace xinqiao {

struct WordsWanted {
  MemberId by;
  PostRef after;
  std::size_t most{};
  std::size_t bytes_most = SIZE_MAX;
  bool with_edits = false;
};
struct WordsFound {
  std::vector<PostRef> places;
  std::vector<std::string> events;  // their bytes
  std::vector<ReactionMark> reactions;
  PostRef reached;
  bool done = false;  // there are none behind it
};
std::optional<WordsFound> find_words(const store::Log& log, Decoder& decoder,
                                     const WordsWanted& wanted);

// What GET /my-data says: what the world knew, and a page of words.
std::optional<std::string> read_my_data(const store::Log& log, Decoder& decoder,
                                        const MyDataTask& task);
// The next step of a deletion.
std::optional<EraseWords> read_erasing(const store::Log& log, Decoder& decoder,
                                       const EraseTask& task);

}  // namespace xinqiao
