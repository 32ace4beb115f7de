// The opening handshake of a socket as a client makes it, without a socket: the request's bytes,
// and a reader of the response that says where the frames begin. HTTP is Beast's; this is the only
// unit of the harness that compiles it. Threading: belongs to its connection.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xinqiao::bench {

struct UpgradeWords {
  std::string host;
  std::string path;
  std::string subprotocol;  // empty = none is asked for
  std::vector<std::pair<std::string, std::string>> headers;
};
std::string upgrade_request(const UpgradeWords& words);
// As our server is asked.
std::string upgrade_request(std::string_view host, std::string_view token,
                            std::string_view extensions = {});

class UpgradeReader {
 public:
  UpgradeReader();
  ~UpgradeReader();
  UpgradeReader(const UpgradeReader&) = delete;
  UpgradeReader& operator=(const UpgradeReader&) = delete;

  enum class State : std::uint8_t { incomplete, open, refused };
  // Takes bytes; `rest` is then what came after the response. `refused`: see status.
  State feed(std::string_view bytes, std::string& rest);
  unsigned status() const { return status_; }
  bool is_packing() const { return is_packing_; }  // permessage-deflate was agreed on

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::string buffer_;
  unsigned status_ = 0;
  bool is_packing_ = false;
};

}  // namespace xinqiao::bench
