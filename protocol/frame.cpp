#include "protocol/frame.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>

#include "protocol/limits.hpp"

namespace xinqiao {
namespace {

constexpr char whole_text = static_cast<char>(0x81);    // FIN, opcode 1
constexpr char whole_binary = static_cast<char>(0x82);  // FIN, opcode 2
constexpr char is_packed = 0x40;                        // RSV1
constexpr std::size_t short_most = 125;                 // a length in the second byte
constexpr char length_of_2 = 126;                       // or in so many bytes after it
constexpr char length_of_8 = 127;
constexpr std::size_t head_most = 10;

// The head of a message of so many bytes, at `to`; how long that is.
std::size_t put_head(char* to, char first, std::size_t length) {
  const std::size_t more = length <= short_most ? 0 : length <= 0xffff ? 2 : 8;
  to[0] = first;
  to[1] = more == 0 ? static_cast<char>(length) : more == 2 ? length_of_2 : length_of_8;
  for (std::size_t i = 0; i < more; ++i) {
    to[2 + i] = static_cast<char>(std::uint64_t{length} >> 8 * (more - 1 - i) & 0xff);
  }
  return 2 + more;
}

// The text of the first frame in `wire`, which loses it.
std::string_view take_text(std::string_view& wire) {
  const char said = wire[1];
  const std::size_t more = said == length_of_2 ? 2 : said == length_of_8 ? 8 : 0;
  std::uint64_t length = more == 0 ? static_cast<std::uint8_t>(said) : 0;
  for (std::size_t i = 0; i < more; ++i)
    length = length << 8 | static_cast<std::uint8_t>(wire[2 + i]);
  const std::string_view text = wire.substr(2 + more, length);
  wire.remove_prefix(2 + more + text.size());
  return text;
}

}  // namespace

Frame::Block Frame::no_twin_;
Frame::Block Frame::twin_under_way_;

Frame::Block* Frame::make(std::size_t bytes, Words words) {
  void* memory = ::operator new(offsetof(Block, bytes) + bytes);
  Block* block = new (memory) Block;
  block->size = static_cast<std::uint32_t>(bytes);
  block->words = words;
  return block;
}

Frame::Frame(std::string_view text, Words words) : Frame(whole_text, text, words) {}

Frame::Frame(char first, std::string_view payload, Words words) {
  char head[head_most];
  const std::size_t head_bytes = put_head(head, first, payload.size());
  if (payload.size() < limits::deflate_from_bytes) words = Words::kept_plain;
  block_ = make(head_bytes + payload.size(), words);
  std::memcpy(block_->bytes, head, head_bytes);
  std::ranges::copy(payload, block_->bytes + head_bytes);
}

Frame Frame::binary(std::string_view bytes, Words words) {
  return {whole_binary, bytes, words};
}

// --- The packed twin ---

Frame Frame::deflated(bool& is_new) const {
  if (!block_ || block_->words == Words::kept_plain) return *this;
  std::atomic<Block*>& place = block_->twin;
  Block* twin = place.load(std::memory_order_acquire);
  if (twin == nullptr &&
      place.compare_exchange_strong(twin, &twin_under_way_, std::memory_order_acq_rel)) {
    twin = make_twin();
    is_new = twin != &no_twin_;
    place.store(twin, std::memory_order_release);
    place.notify_all();
  }
  while (twin == &twin_under_way_) {
    place.wait(twin, std::memory_order_acquire);
    twin = place.load(std::memory_order_acquire);
  }
  if (twin == &no_twin_) return *this;
  twin->holders.fetch_add(1, std::memory_order_relaxed);
  return Frame(twin);
}

Frame::Block* Frame::make_twin() const {
  const std::string packed = deflate_message(payload(), block_->words);
  if (packed.empty()) return &no_twin_;
  const auto first = static_cast<char>(block_->bytes[0] | is_packed);
  Frame made(first, packed, Words::kept_plain);
  return std::exchange(made.block_, nullptr);
}

Frame Frame::joined(const std::vector<Frame>& frames) {
  if (frames.size() == 1) return frames.front();
  std::size_t bytes = 0;
  for (const Frame& frame : frames) bytes += frame.bytes();
  Frame all;
  all.block_ = make(bytes, Words::kept_plain);
  char* to = all.block_->bytes;
  for (const Frame& frame : frames) to = std::ranges::copy(frame.wire(), to).out;
  return all;
}

Frame::Frame(const Frame& other) noexcept : block_(other.block_) {
  if (block_) block_->holders.fetch_add(1, std::memory_order_relaxed);
}

Frame::~Frame() {
  if (block_) let_go(block_);
}

// The last one sees all that others did with it before they let go.
void Frame::let_go(Block* block) {
  if (block->holders.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
  Block* const twin = block->twin.load(std::memory_order_relaxed);
  if (twin != nullptr && twin != &no_twin_) let_go(twin);
  block->~Block();
  ::operator delete(block);
}

std::string_view Frame::payload() const {
  std::string_view wire = this->wire();
  return wire.empty() ? wire : take_text(wire);
}

std::vector<std::string_view> Frame::texts() const {
  std::vector<std::string_view> all;
  for (std::string_view rest = wire(); !rest.empty();) all.push_back(take_text(rest));
  return all;
}

}  // namespace xinqiao
