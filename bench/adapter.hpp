// How a server that is not ours is spoken to, as a TOML table [adapter] says it: where it is, what
// is said after connecting and on entering a room, how a post is sent, and how a delivery, an
// acknowledgement and a refusal are told from other frames. README.md explains every key.
// Threading: plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/toml_keys.hpp"

namespace xinqiao::bench {

// What a frame must look like; all that is given must hold.
struct Match {
  std::string after;     // it begins with this, and JSON is read behind it
  std::string contains;  // this stands in it
  std::string pointer;   // a JSON pointer: something stands there
  std::string equals;    // a template: and it is this, as text
  std::string pattern;   // a regular expression that is found in it
  bool is_given() const { return !(after + contains + pointer + pattern).empty(); }
};

// Where a value stands in a frame: at a JSON pointer, in the first group of a pattern, or behind
// the first `behind` and before the next `until` (without one: to the end).
struct Place {
  std::string pointer;
  std::string pattern;
  std::string behind;
  std::string until;
  bool is_given() const { return !(pointer + pattern + behind).empty(); }
};

// Says something, if there is something to say, and waits for a frame, if one is named.
struct Step {
  std::string send;
  Match await;
};
struct Reply {
  Match to;
  std::string send;
};
struct Sign {  // of a delivery, an acknowledgement or a refusal
  Match when;
  Place id;
  Place text;  // of a delivery
};

// What stands in a WebSocket message: a text that is one message; NATS's lines; MQTT's packets.
enum class Framing : std::uint8_t { text, nats, mqtt };
// What is the same for all who listen in a room: the order of all posts, or of each author's.
enum class Order : std::uint8_t { room, author };
// plain: letters, digits and blanks alone, which no wire needs to escape.
enum class Alphabet : std::uint8_t { any, plain };

struct Adapter {
  std::string name;
  std::string durability;  // what an acknowledgement promises, for the report
  std::string url;         // a template: ws://IP:PORT/path
  std::string subprotocol;
  std::vector<std::pair<std::string, std::string>> headers;  // values are templates
  Framing framing = Framing::text;
  Order order = Order::room;
  Alphabet alphabet = Alphabet::any;
  std::vector<Step> connect;
  std::vector<Step> enter;  // for each room
  std::vector<Reply> replies;
  std::string post;
  Sign delivery;
  std::optional<Sign> acknowledgement;  // none: a post is answered by being heard
  std::optional<Sign> refusal;
};

std::string_view name(Order order);

// Reads the table; what is wrong with it is a sentence.
Take adapter_key(std::optional<Adapter>& target);
// The same from a file that has the table and nothing else.
Problem read_adapter(const std::string& path, std::optional<Adapter>& target);

// --- Templates ---

// What may stand in braces: member, room, token, run, n, count, text, raw_text, text_bytes.
using Blanks = std::map<std::string, std::string, std::less<>>;
// Every {name} that is known is replaced; other braces stay, as JSON has many.
std::string render(std::string_view pattern, const Blanks& words);

}  // namespace xinqiao::bench
