// The certificate that the door shows, and what TLS it speaks: 1.2 with ECDHE and AEAD, and 1.3.
// Either the operator's files, or one of our own making that is kept in a folder and renewed before
// it expires. A connection keeps what it began with. Threading: refresh from one thread at a time,
// all else from any. Errors: a sentence that names the file and what to do; what was good before
// goes on being shown. The process must ignore SIGPIPE: OpenSSL writes to sockets without a flag
// against it.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "protocol/ids.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace xinqiao::net {

struct EndTls {
  void operator()(ssl_st* session) const;
  void operator()(ssl_ctx_st* context) const;
};
// One connection's TLS.
using TlsSession = std::unique_ptr<ssl_st, EndTls>;

class Certificates {
 public:
  // Files of the operator, in PEM: the certificate with those that lead to a known authority behind
  // it, and its key.
  struct Files {
    std::string certificate;
    std::string key;
  };
  // Of our own making, kept as FOLDER/self-signed.pem (key and certificate, for its owner only).
  struct Own {
    std::string folder;
    std::vector<std::string> needed;  // host names and addresses that it must name …
    std::vector<std::string> wished;  // … and those that a new one names too
  };

  explicit Certificates(Files files) : files_(std::move(files)) {}
  explicit Certificates(Own own) : own_(std::move(own)) {}

  // Looks at the files again (or makes our own anew if it is due) and shows from now on what is
  // there. Also renews the keys of session tickets.
  [[nodiscard]] std::optional<std::string> refresh(Instant now);

  // The server's side of a new connection, over this socket (non-blocking). After a refresh that
  // went well.
  TlsSession begin(int socket) const;

  bool is_own() const { return !files_.has_value(); }
  std::string fingerprint() const;  // SHA-256 of the certificate, as AB:CD:…
  std::string last_day() const;     // "2027-03-01", UTC

 private:
  using Context = std::unique_ptr<ssl_ctx_st, EndTls>;

  const std::optional<Files> files_;
  const Own own_;
  mutable std::mutex mutex_;
  Context context_;
  std::string fingerprint_;
  std::string last_day_;
};

}  // namespace xinqiao::net
