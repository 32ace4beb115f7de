#include "store/sign.hpp"

#include "store/digest.hpp"
#include "store/durable_file.hpp"

#include <charconv>
#include <filesystem>
#include <optional>
#include <system_error>

namespace xinqiao::store {
namespace {

namespace fs = std::filesystem;

std::uint64_t number_in(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

struct Folder {
  std::optional<std::string> sign;
  bool is_empty = false;
};

Status open_folder(const std::string& folder, Folder& found) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return system_error("cannot make the folder " + folder, error.value());
  Status read = read_file(folder + "/" + std::string(sign_file), found.sign);
  if (!read.is_ok()) return read;
  found.is_empty = fs::is_empty(folder, error);
  if (error) return system_error("cannot read the folder " + folder, error.value());
  return Status::ok();
}

Status close_to_others(const std::string& folder) {
  std::error_code error;
  fs::permissions(folder, fs::perms::owner_all, error);
  if (!error) return Status::ok();
  return system_error("cannot close the folder to others: " + folder, error.value());
}

}  // namespace

Status newer_store(const std::string& folder, std::uint64_t found, std::uint64_t known) {
  return Status::error(Fault::newer_format, folder + " was written by a newer version (format " +
                                                std::to_string(found) + "; this one knows " +
                                                std::to_string(known) +
                                                "): start the newer version again");
}

Status look_at(const std::string& folder, std::uint64_t newest, Place& place) {
  Folder found;
  if (Status opened = open_folder(folder, found); !opened.is_ok()) return opened;
  if (found.sign && found.sign->starts_with(sign_prefix)) {
    const auto format = number_in(std::string_view(*found.sign).substr(sign_prefix.size()));
    if (format > newest) return newer_store(folder, format, newest);
    place = Place::store;
    if (format > 0) return Status::ok();
  }
  if (found.sign && *found.sign == sign_of_birth) {
    place = Place::unborn;
    return Status::ok();
  }
  if (found.sign && *found.sign == sign_of_restore) {
    place = Place::restoring;
    return Status::ok();
  }
  if (found.sign || !found.is_empty) {
    return Status::error(Fault::not_a_store, folder +
                                                 " holds something else than a store of "
                                                 "Xinqiao: choose an empty or a new folder");
  }
  place = Place::unborn;
  if (Status closed = close_to_others(folder); !closed.is_ok()) return closed;
  return replace_file(folder, sign_file, sign_of_birth);
}

Status prepare_restore(const std::string& folder) {
  std::error_code ignored;
  const bool is_new = !fs::exists(folder, ignored);
  Folder found;
  if (Status opened = open_folder(folder, found); !opened.is_ok()) return opened;
  if (found.sign && *found.sign == sign_of_restore) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      if (entry.path().filename() != sign_file) fs::remove_all(entry.path(), error);
      if (error) return system_error("cannot empty " + folder, error.value());
    }
    if (error) return system_error("cannot read the folder " + folder, error.value());
    return Status::ok();
  }
  if (!found.is_empty) {
    return Status::error(Fault::not_a_store, folder +
                                                 " holds something already: choose an empty or a "
                                                 "new folder; nothing is restored over a store");
  }
  if (Status closed = close_to_others(folder); !closed.is_ok()) return closed;
  if (Status said = replace_file(folder, sign_file, sign_of_restore); !said.is_ok()) return said;
  return is_new ? sync_folder(parent_folder(folder)) : Status::ok();
}

Status sign_store(const std::string& folder, std::uint64_t format) {
  return replace_file(folder, sign_file, std::string(sign_prefix) + std::to_string(format) + "\n");
}

}  // namespace xinqiao::store
