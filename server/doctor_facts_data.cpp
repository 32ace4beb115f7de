// What can be seen of a data folder and the disk beneath it.
#include "server/doctor_facts.hpp"
#include "store/durable_file.hpp"
#include "store/manifest.hpp"
#include "store/sign.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <system_error>

namespace xinqiao::doctor {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

// Enough for a median; a disk that hangs is left after the time.
constexpr std::size_t sync_rounds = 15;
constexpr std::chrono::seconds sync_patience{3};
constexpr std::size_t sync_bytes = 4096;

// RocksDB's lock, and the file that a running server writes each second at most.
constexpr const char* lock_file = "/LOCK";
constexpr const char* written_file = "/high_water";
constexpr const char* ballast_file = "/ballast";

struct Magic {
  std::int64_t number;
  const char* kind;
};
constexpr std::array magics = std::to_array<Magic>({
    {EXT4_SUPER_MAGIC, "ext4"},
    {XFS_SUPER_MAGIC, "xfs"},
    {BTRFS_SUPER_MAGIC, "btrfs"},
    {F2FS_SUPER_MAGIC, "f2fs"},
    {0x2fc12fc1, "zfs"},
    {TMPFS_MAGIC, "tmpfs"},
    {RAMFS_MAGIC, "ramfs"},
    {OVERLAYFS_SUPER_MAGIC, "overlay"},
    {NFS_SUPER_MAGIC, "nfs"},
    {CIFS_SUPER_MAGIC, "cifs"},
    {SMB2_SUPER_MAGIC, "cifs"},
    {V9FS_MAGIC, "9p"},
    {FUSE_SUPER_MAGIC, "fuse"},
});

std::string kind_of(std::int64_t number) {
  for (const Magic& magic : magics) {
    if (magic.number == number) return magic.kind;
  }
  return "this file system";
}

std::string user_name(uid_t id) {
  const passwd* user = ::getpwuid(id);
  return user != nullptr ? user->pw_name : "user " + std::to_string(id);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

// Only asked, not taken: a server may start at this moment.
std::optional<Program> lock_holder(const std::string& folder) {
  const Descriptor lock(::open((folder + lock_file).c_str(), O_RDONLY | O_CLOEXEC));
  if (lock.get() < 0) return std::nullopt;
  struct flock wanted {};
  wanted.l_type = F_WRLCK;
  wanted.l_whence = SEEK_SET;
  if (::fcntl(lock.get(), F_GETLK, &wanted) != 0 || wanted.l_type == F_UNLCK) return std::nullopt;
  return program_of(wanted.l_pid);
}

}  // namespace

FolderFacts look_at_folder(const std::string& path) {
  FolderFacts facts;
  facts.path = path;
  std::error_code error;
  fs::path place = fs::absolute(path, error);
  while (!fs::exists(place, error) && place.has_relative_path()) place = place.parent_path();
  if (!fs::exists(path, error)) facts.above = place.string();
  struct stat found {};
  if (::stat(place.c_str(), &found) != 0) return facts;
  facts.is_folder = S_ISDIR(found.st_mode);
  facts.mode = found.st_mode & 0777U;
  facts.owner = user_name(found.st_uid);
  facts.is_own = found.st_uid == ::geteuid();
  facts.asked_by_root = ::geteuid() == 0;
  facts.is_writable = ::faccessat(AT_FDCWD, place.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
  return facts;
}

std::optional<DiskFacts> look_at_disk(const std::string& folder) {
  struct statvfs room {};
  struct statfs disk {};
  if (::statvfs(folder.c_str(), &room) != 0 || ::statfs(folder.c_str(), &disk) != 0) {
    return std::nullopt;
  }
  DiskFacts facts;
  facts.free = std::uint64_t{room.f_bavail} * room.f_frsize;
  facts.total = std::uint64_t{room.f_blocks} * room.f_frsize;
  facts.inodes = room.f_files;
  facts.free_inodes = room.f_favail;
  facts.kind = kind_of(disk.f_type);
  facts.is_read_only = (room.f_flag & ST_RDONLY) != 0;
  return facts;
}

std::optional<StoreFacts> look_at_store(const std::string& folder) {
  StoreFacts facts;
  std::error_code error;
  facts.is_empty = fs::is_empty(folder, error);
  if (error) return std::nullopt;
  const std::string sign = folder + "/" + std::string(store::sign_file);
  if (!store::read_file(sign, facts.sign).is_ok()) return std::nullopt;
  facts.user = lock_holder(folder);
  struct stat file {};
  if (::stat((folder + written_file).c_str(), &file) == 0) {
    facts.written_ms = std::int64_t{file.st_mtim.tv_sec} * 1000;
  }
  if (::stat((folder + ballast_file).c_str(), &file) == 0) {
    facts.ballast = static_cast<std::uint64_t>(file.st_size);
  }
  return facts;
}

BackupFacts look_at_backups(const std::string& folder) {
  BackupFacts facts;
  facts.folder = folder;
  if (folder.empty()) return facts;
  std::error_code error;
  facts.is_there = fs::is_directory(folder, error);
  if (!facts.is_there) return facts;
  facts.is_writable = ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    // The last file that a backup writes: one without it is none.
    struct stat file {};
    const std::string manifest = at->path().string() + "/" + std::string(store::manifest_file);
    if (::stat(manifest.c_str(), &file) != 0) continue;
    const std::int64_t made = std::int64_t{file.st_mtim.tv_sec} * 1000;
    facts.newest_ms = std::max(facts.newest_ms.value_or(0), made);
  }
  return facts;
}

std::vector<std::int64_t> measure_syncs(const std::string& folder) {
  // Without a name: whatever happens, nothing stays behind.
  const Descriptor file(::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
  std::vector<std::int64_t> times;
  if (file.get() < 0) return times;
  const std::string bytes(sync_bytes, 'x');
  const auto began = Steady::now();
  while (times.size() < sync_rounds && Steady::now() - began < sync_patience) {
    const auto before = Steady::now();
    if (::write(file.get(), bytes.data(), bytes.size()) < 0) break;
    if (::fdatasync(file.get()) != 0) break;
    const auto took = Steady::now() - before;
    times.push_back(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  }
  return times;
}

}  // namespace xinqiao::doctor
