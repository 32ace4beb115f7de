// What a frame of a stranger's says, by its adapter: a delivery of which post, an acknowledgement,
// a refusal, or nothing that concerns us. A delivery is read once for all who hear the same bytes,
// so that a hundred listeners cost a hundred hashes and one reading. Threading: one thread.
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "bench/adapter.hpp"

namespace xinqiao::bench {

// One message; its JSON is read when it is first asked for.
class StrangerFrame {
 public:
  explicit StrangerFrame(std::string_view bytes) : bytes_(bytes) {}
  std::string_view bytes() const { return bytes_; }
  // Behind its first so many bytes; null: it is none.
  const boost::json::value* json(std::size_t from);

 private:
  const std::string_view bytes_;
  std::optional<std::size_t> read_from_;
  std::optional<boost::json::value> json_;
};

class Matcher {
 public:
  explicit Matcher(Match match);
  bool holds(StrangerFrame& frame, const Blanks& blanks) const;
  std::size_t json_from() const { return match_.after.size(); }

 private:
  const Match match_;
  std::optional<std::regex> pattern_;
};

class Dialect {
 public:
  explicit Dialect(Adapter adapter);
  const Adapter& adapter() const { return adapter_; }

  struct Reading {
    enum class Kind : std::uint8_t { other, delivery, acknowledgement, refusal };
    Kind kind = Kind::other;
    std::optional<std::uint64_t> n;   // of the post
    std::optional<std::string> text;  // of a delivery, if the adapter knows where it stands
  };
  // Lives until the next call.
  const Reading& read(StrangerFrame& frame);

  // Whether a frame is what a step waits for; what is to be said to it.
  bool is_awaited(const Match& match, StrangerFrame& frame, const Blanks& blanks);
  const Reply* reply_to(StrangerFrame& frame);

 private:
  struct Compiled {
    explicit Compiled(const Sign& sign);
    Matcher when;
    Place id;
    Place text;
    std::optional<std::regex> id_pattern;
  };
  bool take(const Compiled& sign, Reading::Kind kind, StrangerFrame& frame, Reading& reading);

  const Adapter adapter_;
  Compiled delivery_;
  std::optional<Compiled> acknowledgement_;
  std::optional<Compiled> refusal_;
  std::vector<Matcher> replies_;
  std::unordered_map<const Match*, Matcher> awaited_;
  std::unordered_map<std::uint64_t, Reading> known_;  // deliveries by the hash of their bytes
  Reading last_;
};

// The words of a post as a stranger's server gets them: "~n " and the text, which gives up as much
// of its end, so that a delivery says which post it tells of; and n of such words.
std::string marked(std::uint64_t n, std::string_view text);
std::optional<std::uint64_t> mark_of(std::string_view text);
// Letters, digits and blanks in place of everything else, as many bytes.
std::string made_plain(std::string_view text);

}  // namespace xinqiao::bench
