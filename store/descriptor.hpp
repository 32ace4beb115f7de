// A file descriptor that is closed with its owner. Whoever opens looks whether it is below zero.
// Threading: belongs to its owner.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <string>

namespace xinqiao::store {

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : fd_(::open(path.c_str(), flags, 0600)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace xinqiao::store
