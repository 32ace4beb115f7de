#include "protocol/deflate.hpp"

#include <zlib.h>

#include <algorithm>

#include "protocol/deflate_apart.hpp"

namespace xinqiao {
namespace {

constexpr int fastest = 1;
// So little memory that a message is not dearer than its words; a larger table finds nothing more
// in messages of this size.
constexpr int table = 6;
constexpr int any_window_bits = 15;
constexpr std::string_view tail("\x00\x00\xff\xff", 4);
constexpr std::size_t room_at_first = 1'024;

Bytef* bytes_of(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

// One a thread, made when it is first needed.
class Deflater {
 public:
  Deflater() {
    is_ready_ = deflateInit2(&stream_, fastest, Z_DEFLATED, -deflate_window_bits, table,
                             Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~Deflater() {
    if (is_ready_) deflateEnd(&stream_);
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  // There is as much room as the text had: what needs more is no gain, and is empty.
  std::string pack(std::string_view text) {
    if (!is_ready_ || deflateReset(&stream_) != Z_OK) return {};
    packed_.resize(text.size() + tail.size());
    stream_.next_out = bytes_of(packed_);
    stream_.avail_out = static_cast<uInt>(packed_.size());
    stream_.next_in = bytes_of(text);
    stream_.avail_in = static_cast<uInt>(text.size());
    deflate(&stream_, Z_SYNC_FLUSH);
    if (stream_.avail_out == 0) return {};
    return packed_.substr(0, stream_.total_out - tail.size());
  }

 private:
  z_stream stream_{};
  std::string packed_;
  bool is_ready_ = false;
};

class Inflater {
 public:
  Inflater() { is_ready_ = inflateInit2(&stream_, -any_window_bits) == Z_OK; }
  ~Inflater() {
    if (is_ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  Inflated inflate_all(std::string_view bytes, std::size_t most, std::string& to) {
    to.clear();
    filled_ = 0;
    if (!is_ready_ || inflateReset(&stream_) != Z_OK) return Inflated::broken;
    Inflated now = add(bytes, most, to);
    if (now == Inflated::whole && !has_ended_) now = add(tail, most, to);
    to.resize(std::min(filled_, most));
    if (now != Inflated::whole) return now;
    const bool is_amid_block = !has_ended_ && (stream_.data_type & at_end_of_block) == 0;
    return is_amid_block ? Inflated::broken : Inflated::whole;
  }

 private:
  static constexpr int at_end_of_block = 128;  // zlib.h, of inflate

  Inflated add(std::string_view piece, std::size_t most, std::string& to) {
    stream_.next_in = bytes_of(piece);
    stream_.avail_in = static_cast<uInt>(piece.size());
    has_ended_ = false;
    do {
      if (filled_ == to.size()) {
        to.resize(std::min(std::max(to.size() * 2, room_at_first), most + 1));
      }
      stream_.next_out = bytes_of(to) + filled_;
      stream_.avail_out = static_cast<uInt>(to.size() - filled_);
      const int result = inflate(&stream_, Z_SYNC_FLUSH);
      filled_ = to.size() - stream_.avail_out;
      if (filled_ > most) return Inflated::too_large;
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        return Inflated::broken;
      }
      // What stands behind a last block begins anew (RFC 7692 7.2.3.4).
      has_ended_ = result == Z_STREAM_END;
      if (has_ended_ && inflateReset(&stream_) != Z_OK) return Inflated::broken;
    } while (stream_.avail_in > 0 || stream_.avail_out == 0);
    return Inflated::whole;
  }

  z_stream stream_{};
  std::size_t filled_ = 0;
  bool has_ended_ = false;
  bool is_ready_ = false;
};

}  // namespace

std::string deflate_message(std::string_view text, Words words) {
  static thread_local Deflater deflater;
  if (words == Words::kept_plain) return {};
  std::string packed = words == Words::of_one ? deflater.pack(text) : deflate_words_apart(text);
  if (packed.size() >= text.size()) packed.clear();
  return packed;
}

Inflated inflate_message(std::string_view bytes, std::size_t most, std::string& to) {
  static thread_local Inflater inflater;
  return inflater.inflate_all(bytes, most, to);
}

}  // namespace xinqiao
