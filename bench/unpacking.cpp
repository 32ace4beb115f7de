#include "bench/unpacking.hpp"

#include <zlib.h>

namespace xinqiao::bench {
namespace {

constexpr std::size_t known_most = 256;  // messages; then it begins anew
constexpr std::size_t unpacked_bytes_max = std::size_t{16} * 1024 * 1024;
constexpr int any_window = -15;  // zlib.h: below 0 = no header

// zlib itself and not the server's use of it, so that a mistake there cannot hide here.
std::optional<std::string> unpack(std::string_view packed) {
  z_stream stream{};
  if (inflateInit2(&stream, any_window) != Z_OK) return std::nullopt;
  std::string bytes(packed);
  bytes.append("\x00\x00\xff\xff", 4);  // RFC 7692 7.2.2
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string text(4 * bytes.size(), '\0');
  int result = Z_OK;
  while (result == Z_OK && stream.avail_in > 0 && stream.total_out < unpacked_bytes_max) {
    if (stream.total_out == text.size()) text.resize(2 * text.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data()) + stream.total_out;
    stream.avail_out = static_cast<uInt>(text.size() - stream.total_out);
    result = inflate(&stream, Z_SYNC_FLUSH);
  }
  text.resize(stream.total_out);
  const bool is_whole = result == Z_OK && stream.avail_in == 0;
  inflateEnd(&stream);
  return is_whole ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace

std::optional<std::string_view> Unpacking::text_of(std::string_view packed) {
  asked_.assign(packed);
  const auto found = known_.find(asked_);
  if (found != known_.end()) return found->second;
  auto text = unpack(packed);
  if (!text) return std::nullopt;
  if (known_.size() >= known_most) known_.clear();
  return known_.emplace(asked_, std::move(*text)).first->second;
}

}  // namespace xinqiao::bench
