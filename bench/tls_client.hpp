// The client's end of TLS without a socket: bytes of the wire in, plain bytes out, and back. Checks
// no certificate: the servers it speaks to are of this machine and made theirs themselves.
// Threading: belongs to its connection. Errors: feed says false, once and for all.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace xinqiao::bench {

class TlsClient {
 public:
  TlsClient();
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  // Appends to `wire` what has to be sent. Before the handshake is through, plain bytes wait.
  void start(std::string& wire);
  void write(std::string_view plain, std::string& wire);
  // Calls `sink` with what was read; answers of the handshake are appended to `wire`.
  using Sink = std::function<void(std::string_view plain)>;
  [[nodiscard]] bool feed(std::string_view bytes, std::string& wire, const Sink& sink);

  // That both ends agreed on, once the handshake is through.
  std::string cipher() const;

 private:
  struct Parts;
  void take_wire(std::string& wire);
  std::unique_ptr<Parts> parts_;
};

}  // namespace xinqiao::bench
