// Files of lines: read one line at a time, and written so that what stands under the name is whole.
// Errors: a Status with the file's name and the system's word; what was begun is removed.
// Threading: belongs to its owner.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/descriptor.hpp"
#include "store/status.hpp"

namespace xinqiao::portable {

class LineReader {
 public:
  explicit LineReader(const std::string& path) : path_(path), file_(path, O_RDONLY | O_CLOEXEC) {}

  // Before the first line.
  store::Status check() const;
  // Without its end; nothing after the last. A line without an end is none: it was cut off.
  std::optional<std::string_view> next();
  // Of the line that next() gave last, from 1.
  std::uint64_t number() const { return number_; }
  // After next() gave nothing: ok, or why there is no next line.
  const store::Status& status() const { return status_; }

 private:
  bool read_more();

  std::string path_;
  store::Descriptor file_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t number_ = 0;
  store::Status status_;
};

// To a file that is not there yet, under another name until it is whole; or to the standard output.
class LineWriter {
 public:
  explicit LineWriter(std::string path);  // empty: the standard output
  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  store::Status check() const;  // before the first line
  store::Status add(std::string_view line);
  store::Status finish();  // it is on the disk, and has its name

 private:
  store::Status flush();
  int descriptor() const;

  std::string path_;
  std::string unfinished_;
  std::optional<store::Descriptor> file_;
  std::string buffer_;
};

}  // namespace xinqiao::portable
