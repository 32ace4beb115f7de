#include "store/disk_room.hpp"

#include "store/plant.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <utility>

namespace xinqiao::store {

DiskRoom::DiskRoom(std::string folder, Options options)
    : folder_(std::move(folder)), ballast_(folder_ + "/ballast"), options_(options) {}

void DiskRoom::look() {
  const auto free = free_bytes();
  if (!free) return;  // the disk does not say: keep what was known
  const std::uint64_t open_again = options_.floor_bytes + options_.floor_bytes / 8;
  if (*free < options_.floor_bytes && !is_planted("leave_disk_gate_open")) {
    has_room_.store(false, std::memory_order_relaxed);
  } else if (*free >= open_again) {
    has_room_.store(true, std::memory_order_relaxed);
  }
  const std::uint64_t there = ballast_bytes();
  if (there == options_.ballast_bytes) return;
  // One of another size is given up for the right one, or for none.
  if (*free + there < 2 * open_again + options_.ballast_bytes) return;
  if (there > 0) ::unlink(ballast_.c_str());
  if (options_.ballast_bytes > 0) make_ballast();
}

bool DiskRoom::give_way() {
  const auto free = free_bytes();
  if (!free || *free >= options_.floor_bytes || is_planted("keep_ballast")) return false;
  return ::unlink(ballast_.c_str()) == 0;
}

std::optional<std::uint64_t> DiskRoom::free_bytes() const {
  struct statvfs disk {};
  if (::statvfs(folder_.c_str(), &disk) != 0) return std::nullopt;
  return std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

std::uint64_t DiskRoom::ballast_bytes() const {
  struct stat file {};
  return ::stat(ballast_.c_str(), &file) == 0 ? static_cast<std::uint64_t>(file.st_size) : 0;
}

void DiskRoom::make_ballast() const {
  const int fd = ::open(ballast_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  // Without the ballast all works but a start on a full disk: a failure is tried again at the next
  // look.
  // Not posix_fallocate: where a file system cannot reserve, that would write every byte of it.
  const bool made = ::fallocate(fd, 0, 0, static_cast<off_t>(options_.ballast_bytes)) == 0;
  ::close(fd);
  if (!made) ::unlink(ballast_.c_str());
}

}  // namespace xinqiao::store
