#include "server/portable/line_file.hpp"

#include "protocol/exported.hpp"
#include "store/digest.hpp"
#include "store/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace xinqiao::portable {
namespace {

using store::Fault;
using store::Status;
using store::system_error;

constexpr std::size_t piece_bytes = 256 * 1024;

}  // namespace

Status LineReader::check() const {
  if (file_.get() < 0) return system_error("cannot open " + path_, errno);
  struct stat found {};
  if (::fstat(file_.get(), &found) != 0) return system_error("cannot look at " + path_, errno);
  // It is read twice: once to take it in, once to compare.
  if (S_ISREG(found.st_mode)) return Status::ok();
  return Status::error(Fault::io_error, path_ + " is no plain file: save it as one first");
}

bool LineReader::read_more() {
  buffer_.erase(0, at_);
  at_ = 0;
  const std::size_t had = buffer_.size();
  buffer_.resize(had + piece_bytes);
  ssize_t got = 0;
  do {
    got = ::read(file_.get(), buffer_.data() + had, piece_bytes);
  } while (got < 0 && errno == EINTR);
  buffer_.resize(had + static_cast<std::size_t>(got > 0 ? got : 0));
  if (got < 0) status_ = system_error("cannot read " + path_, errno);
  return got > 0;
}

std::optional<std::string_view> LineReader::next() {
  std::size_t looked = at_;
  while (true) {
    const std::size_t end = buffer_.find('\n', looked);
    if (end != std::string::npos) {
      const std::string_view line = std::string_view(buffer_).substr(at_, end - at_);
      at_ = end + 1;
      ++number_;
      return line;
    }
    const std::size_t left = buffer_.size() - at_;
    if (left > exported::line_bytes) {
      ++number_;
      status_ = Status::error(Fault::corrupted, "this line is too long to be one of an export");
      return std::nullopt;
    }
    if (!read_more()) {
      if (left > 0) ++number_;
      if (left > 0 && status_.is_ok()) {
        status_ = Status::error(Fault::corrupted,
                                "the file was cut off in this line: get the file again from where "
                                "it was made");
      }
      return std::nullopt;
    }
    looked = at_ + left;
  }
}

LineWriter::LineWriter(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
  unfinished_ = path_ + ".unfinished-" + std::to_string(::getpid());
  std::error_code ignored;
  if (std::filesystem::exists(path_, ignored)) return;  // check() says so
  file_.emplace(unfinished_, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
}

LineWriter::~LineWriter() {
  if (file_ && file_->get() >= 0 && !unfinished_.empty()) ::unlink(unfinished_.c_str());
}

Status LineWriter::check() const {
  if (path_.empty()) return Status::ok();
  if (!file_) {
    return Status::error(Fault::io_error, path_ + " is there already: choose a new name");
  }
  if (file_->get() < 0) return system_error("cannot make " + unfinished_, errno);
  return Status::ok();
}

int LineWriter::descriptor() const {
  return file_ ? file_->get() : STDOUT_FILENO;
}

Status LineWriter::flush() {
  if (!store::write_all(descriptor(), buffer_)) {
    return system_error("cannot write " + (path_.empty() ? "the lines" : path_), errno);
  }
  buffer_.clear();
  return Status::ok();
}

Status LineWriter::add(std::string_view line) {
  buffer_ += line;
  buffer_ += '\n';
  return buffer_.size() < piece_bytes ? Status::ok() : flush();
}

Status LineWriter::finish() {
  if (Status flushed = flush(); !flushed.is_ok()) return flushed;
  if (!file_) return Status::ok();
  if (::fsync(file_->get()) != 0) return system_error("cannot sync " + path_, errno);
  if (::link(unfinished_.c_str(), path_.c_str()) != 0) {
    return system_error("cannot give the export its name " + path_, errno);
  }
  ::unlink(unfinished_.c_str());
  unfinished_.clear();
  return store::sync_folder(store::parent_folder(path_));
}

}  // namespace xinqiao::portable
