// The bare server's end of TLS: OpenSSL over its sockets as they are, with a certificate of the
// kind that a server of ours makes itself (ECDSA P-256), and 1.3 alone. The client chooses the
// cipher, as with a server of ours. Threading: the context is for all threads, once it is made;
// sessions belong to the thread of their sockets. Errors: null, or what a call on a socket returns.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string_view>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace xinqiao::bench {

struct EndBareTls {
  void operator()(ssl_ctx_st* context) const;
  void operator()(ssl_st* session) const;
};
using BareTlsContext = std::unique_ptr<ssl_ctx_st, EndBareTls>;

BareTlsContext make_bare_tls();  // null: OpenSSL refuses

class BareTlsSessions {
 public:
  explicit BareTlsSessions(ssl_ctx_st& context) : context_(context) {}

  [[nodiscard]] bool begin(int socket);
  void end(int socket);
  // As recv() and send() that do not wait: below 0 is nothing now, 0 the end. The handshake goes on
  // with what comes in. One send() of ours is one SSL_write.
  ssize_t receive(int socket, char* to, std::size_t size);
  ssize_t send(int socket, std::string_view bytes);

 private:
  ssl_ctx_st& context_;
  std::vector<std::unique_ptr<ssl_st, EndBareTls>> sessions_;  // by socket
};

}  // namespace xinqiao::bench
