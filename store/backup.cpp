#include "store/backup.hpp"

#include "store/durable_file.hpp"
#include "store/plant.hpp"
#include "store/rocks_reading.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

namespace xinqiao::store {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t mebibyte = 1024 * 1024;

Status check_room(const std::string& folder, std::uint64_t bytes, const std::string& what) {
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return Status::ok();  // the copying will tell
  const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  if (free >= bytes) return Status::ok();
  const auto mebibytes = [](std::uint64_t number) { return std::to_string(number / mebibyte); };
  return Status::error(Fault::no_space, "the disk of " + folder + " has " + mebibytes(free) +
                                            " MiB free; " + what + " needs " +
                                            mebibytes(bytes + mebibyte - 1) +
                                            " MiB: make room or choose another disk");
}

Status list_files(const std::string& folder, std::vector<std::string>& names,
                  std::uint64_t& bytes) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    names.push_back(entry.path().filename().string());
    bytes += entry.file_size(error);
    if (error) break;
  }
  if (error) return system_error("cannot read " + folder, error.value());
  std::sort(names.begin(), names.end());
  return Status::ok();
}

std::string time_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  char text[32] = "";
  if (::gmtime_r(&now, &utc) != nullptr) std::strftime(text, sizeof(text), "%FT%TZ", &utc);
  return text;
}

// What was copied is read from the disk once more, and opened as a store.
Status prove(const std::string& folder, Position at_least, Manifest& manifest) {
  for (const FileDigest& copied : manifest.files) {
    FileDigest found;
    if (Status read = read_digest(folder, copied.name, found); !read.is_ok()) return read;
    if (found == copied) continue;
    return Status::error(Fault::corrupted, folder + "/" + copied.name +
                                               " was not read back as it was written: the disk is "
                                               "failing, choose another one");
  }
  std::unique_ptr<RocksReading> reading;
  if (Status opened = RocksReading::open(folder, reading); !opened.is_ok()) return opened;
  if (Status blocks = reading->check_blocks(); !blocks.is_ok()) return blocks;
  manifest.store_format = reading->format();
  manifest.epoch = reading->epoch();
  manifest.position = reading->position();
  const bool is_whole = manifest.position >= at_least || is_planted("backup_without_log");
  if (is_whole && manifest.store_format > 0) return Status::ok();
  return Status::error(Fault::corrupted,
                       "the copy ends at position " + std::to_string(manifest.position) + ", but " +
                           std::to_string(at_least) +
                           " was kept: the store is damaged, run `xinqiao verify`");
}

Status fill(const std::string& source, const std::string& folder, Position at_least,
            Manifest& manifest) {
  std::vector<std::string> names;
  std::uint64_t bytes = 0;
  if (Status listed = list_files(source, names, bytes); !listed.is_ok()) return listed;
  Status room = check_room(folder, bytes + backup_spare_bytes, "the backup");
  if (!room.is_ok()) return room;
  manifest = {.made = time_now()};
  for (const std::string& name : names) {
    if (name.ends_with(".log") && is_planted("backup_without_log")) continue;
    FileDigest copied;
    if (Status done = copy_file(source, folder, name, copied); !done.is_ok()) return done;
    manifest.files.push_back(std::move(copied));
  }
  if (Status proved = prove(folder, at_least, manifest); !proved.is_ok()) return proved;
  return replace_file(folder, manifest_file, encode_manifest(manifest));
}

// Never over something that came there meanwhile, where the file system can promise that.
bool rename_to_new(const std::string& from, const std::string& to) {
  const int done = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
  if (done == 0 || is_planted("ignore_failed_rename")) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  return std::rename(from.c_str(), to.c_str()) == 0;
}

}  // namespace

Status check_backup_target(const std::string& target) {
  struct stat found {};
  if (::lstat(target.c_str(), &found) == 0) {
    return Status::error(Fault::io_error, target + " is there already: choose a new name");
  }
  const std::string parent = parent_folder(target);
  std::error_code error;
  if (fs::is_directory(parent, error)) return Status::ok();
  return Status::error(Fault::io_error, parent + " is no folder: make it first");
}

Status write_backup(const std::string& source, const std::string& target, Position at_least,
                    Manifest& manifest) {
  if (Status free = check_backup_target(target); !free.is_ok()) return free;
  const std::string wanted = whole_path(target);
  std::string unfinished = wanted + ".unfinished-XXXXXX";
  if (::mkdtemp(unfinished.data()) == nullptr) {
    return system_error("cannot make a folder beside " + wanted, errno);
  }
  Status done = fill(source, unfinished, at_least, manifest);
  if (done.is_ok() && !rename_to_new(unfinished, wanted)) {
    done = system_error("cannot name the backup " + wanted, errno);
  }
  if (done.is_ok()) return sync_folder(parent_folder(wanted));
  std::error_code ignored;
  fs::remove_all(unfinished, ignored);
  return done;
}

Status read_backup(const std::string& backup, Manifest& manifest) {
  std::error_code error;
  if (!fs::is_directory(backup, error)) {
    return Status::error(Fault::not_a_store, backup + " is no folder: a backup is one");
  }
  std::optional<std::string> text;
  const std::string path = backup + "/" + std::string(manifest_file);
  if (Status read = read_file(path, text); !read.is_ok()) return read;
  if (!text) {
    return Status::error(Fault::not_a_store,
                         backup + " is no backup of Xinqiao: it has no manifest");
  }
  if (Status read = decode_manifest(*text, manifest); !read.is_ok()) {
    return Status::error(read.fault, backup + " cannot be restored: " + read.message);
  }
  for (const FileDigest& file : manifest.files) {
    const std::uintmax_t bytes = fs::file_size(backup + "/" + file.name, error);
    if (!error && bytes == file.bytes) continue;
    const std::string what = error ? " is missing" : " has another size than was written";
    return Status::error(Fault::corrupted, backup + " is damaged: " + file.name + what);
  }
  return Status::ok();
}

Status unpack_backup(const std::string& backup, const Manifest& manifest,
                     const std::string& folder) {
  Status room = check_room(folder, manifest.bytes() + restore_spare_bytes, "the restored store");
  if (!room.is_ok()) return room;
  for (const FileDigest& file : manifest.files) {
    FileDigest copied;
    if (Status done = copy_file(backup, folder, file.name, copied); !done.is_ok()) return done;
    if (copied == file) continue;
    return Status::error(Fault::corrupted,
                         backup + " is damaged: " + file.name + " is not what was written");
  }
  return sync_folder(folder);
}

}  // namespace xinqiao::store
