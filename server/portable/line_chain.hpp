// What makes a cut or changed export noticed: each check hashes the lines since the one before,
// together with that one's hash, so the last line stands for all of them. Threading: belongs to who
// writes or reads the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "store/digest.hpp"

namespace xinqiao::portable {

class LineChain {
 public:
  // A check is due after so many bytes: so much has to be looked at when one is wrong.
  static constexpr std::size_t block_bytes = 64 * 1024;

  void add(std::string_view line) {
    block_ += line;
    block_ += '\n';
    ++lines_;
  }
  bool is_due() const { return block_.size() >= block_bytes; }
  std::uint64_t lines() const { return lines_; }
  // The hash of all that was added. What is added next goes on from it.
  std::string next() {
    last_ = store::sha256_hex(last_ + "\n" + block_);
    block_.clear();
    return last_;
  }

 private:
  std::string last_;
  std::string block_;
  std::uint64_t lines_ = 0;
};

}  // namespace xinqiao::portable
