#include "server/net/packed.hpp"

#include <zlib.h>

#include <string>
#include <utility>

#include "server/net/page_reply.hpp"

namespace xinqiao::net {
namespace {

constexpr int fast = 1;
constexpr int gzip_window = 15 + 16;  // zlib.h: 16 more asks for a gzip header
constexpr int memory = 8;

// Empty: zlib had no memory.
std::string gzip(std::string_view plain) {
  z_stream stream{};
  if (deflateInit2(&stream, fast, Z_DEFLATED, gzip_window, memory, Z_DEFAULT_STRATEGY) != Z_OK) {
    return {};
  }
  std::string packed(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  packed.resize(whole ? stream.total_out : 0);
  deflateEnd(&stream);
  return packed;
}

}  // namespace

void pack(Reply& reply, std::string_view accept_encoding) {
  const std::size_t size = reply.owned.size();
  if (size < packed_from || size > packed_up_to || !accepts(accept_encoding, "gzip")) return;
  std::string packed = gzip(reply.owned);
  if (packed.empty() || packed.size() >= size) return;
  reply.owned = std::move(packed);
  reply.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace xinqiao::net
