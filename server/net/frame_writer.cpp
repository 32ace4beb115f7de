#include "server/net/frame_writer.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "protocol/limits.hpp"
#include "server/net/socket_io.hpp"

namespace xinqiao::net {
namespace {

constexpr std::size_t tls_record_bytes = 16 * 1024;
constexpr std::size_t piece_bytes = 4 * 1024;  // so large a frame is not copied
constexpr std::size_t most_pieces = 16;

}  // namespace

FrameWriter::Source FrameWriter::choose(const std::string& own, const Outbox* outbox,
                                        bool may_begin) const {
  if (is_due()) return due_from_;
  if (outbox != nullptr && outbox->sent() > 0) return Source::outbox;
  if (!own.empty()) return Source::own;
  return may_begin && outbox != nullptr && !outbox->empty() ? Source::outbox : Source::none;
}

// The next bytes of the outbox in one piece: as they are where one frame fills it, else copied
// together.
std::string_view FrameWriter::gather(const Outbox& outbox, std::size_t most, bool may_begin) const {
  static thread_local std::array<char, limits::socket_send_bytes> together;
  const std::string_view first = outbox.front().wire().substr(outbox.sent());
  if (outbox.frames() == 1 || first.size() >= most || !may_begin) return first.substr(0, most);
  const std::size_t room = std::min(most, together.size());
  std::size_t filled = 0;
  for (std::size_t i = 0; i < outbox.frames() && filled < room; ++i) {
    const std::string_view next = i == 0 ? first : outbox.at(i).wire();
    const std::size_t part = std::min(next.size(), room - filled);
    std::memcpy(together.data() + filled, next.data(), part);
    filled += part;
  }
  return {together.data(), filled};
}

bool FrameWriter::is_in_pieces(const Outbox& outbox) {
  return outbox.frames() > 1 && outbox.frames() <= most_pieces &&
         outbox.front().bytes() >= piece_bytes;
}

Tried FrameWriter::write_pieces(int socket, const Outbox& outbox, std::size_t most) {
  std::array<iovec, most_pieces> pieces;
  std::size_t count = 0;
  std::size_t room = most;
  for (; count < outbox.frames() && room > 0; ++count) {
    std::string_view bytes = outbox.at(count).wire();
    if (count == 0) bytes.remove_prefix(outbox.sent());
    bytes = bytes.substr(0, room);
    pieces[count] = {const_cast<char*>(bytes.data()), bytes.size()};  // it is only read
    room -= bytes.size();
  }
  return plain_write(socket, {pieces.data(), count});
}

// How many frames of the outbox so many bytes touch.
std::size_t FrameWriter::frames_in(const Outbox& outbox, std::size_t bytes) const {
  std::size_t frames = 0;
  std::size_t covered = 0;
  while (frames < outbox.frames() && covered < bytes + outbox.sent()) {
    covered += outbox.at(frames++).bytes();
  }
  return frames;
}

std::size_t FrameWriter::put(ssl_st& tls, std::string_view bytes) {
  std::size_t took = 0;
  while (took < bytes.size()) {
    const std::string_view record = bytes.substr(took, tls_record_bytes);
    const Tried tried = tls_write(tls, record.data(), record.size());
    if (tried.failed) break;  // the next try says so
    if (tried.wants != Tried::Wants::nothing) {
      due_bytes_ = record.size();
      due_from_ = Source::outbox;
      break;
    }
    took += tried.bytes;
  }
  return took;
}

FrameWriter::Progress FrameWriter::write(int socket, ssl_st* tls, std::string& own, Outbox* outbox,
                                         bool may_begin) {
  const Source source = choose(own, outbox, may_begin);
  if (source == Source::none) return {};
  const std::size_t most = tls == nullptr ? limits::socket_send_bytes : tls_record_bytes;
  Tried tried;
  if (tls == nullptr && source == Source::outbox && may_begin && is_in_pieces(*outbox)) {
    tried = write_pieces(socket, *outbox, most);
  } else {
    std::string_view bytes = source == Source::own ? std::string_view(own).substr(own_sent_)
                                                   : gather(*outbox, is_due() ? due_bytes_ : most,
                                                            may_begin || is_due());
    bytes = bytes.substr(0, is_due() ? due_bytes_ : most);
    tried = tls == nullptr ? plain_write(socket, bytes.data(), bytes.size())
                           : tls_write(*tls, bytes.data(), bytes.size());
    if (tls != nullptr && !tried.failed && tried.wants != Tried::Wants::nothing) {
      due_bytes_ = bytes.size();
      due_from_ = source;
      if (source == Source::outbox) outbox->begin(frames_in(*outbox, bytes.size()));
    }
  }
  if (tried.failed) return {Outcome::failed};
  if (tried.wants != Tried::Wants::nothing) return {Outcome::full};
  due_from_ = Source::none;
  Progress progress{Outcome::wrote, 0, tried.bytes};
  if (source == Source::own) {
    own_sent_ += tried.bytes;
    if (own_sent_ < own.size()) return progress;
    own.clear();
    own.shrink_to_fit();
    own_sent_ = 0;
    return progress;
  }
  std::size_t sent = outbox->sent() + tried.bytes;
  while (progress.frames < outbox->frames() && sent >= outbox->at(progress.frames).bytes()) {
    sent -= outbox->at(progress.frames++).bytes();
  }
  outbox->note_sent(sent);
  return progress;
}

}  // namespace xinqiao::net
