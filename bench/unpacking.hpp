// What packed messages say (RFC 7692). A server of ours tells thousands the same bytes: they are
// unpacked once and known again, so that the generator stays cheaper than the server it measures.
// Threading: belongs to its thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace xinqiao::bench {

inline constexpr std::string_view packed_offer = "permessage-deflate; client_max_window_bits";

class Unpacking {
 public:
  // Lives until the next call; nothing: these bytes are no packed message.
  std::optional<std::string_view> text_of(std::string_view packed);

 private:
  std::unordered_map<std::string, std::string> known_;
  std::string asked_;
};

}  // namespace xinqiao::bench
