#include "server/outward/index_folder.hpp"

#include "store/durable_file.hpp"

#include <charconv>
#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

namespace xinqiao::outward {
namespace {

namespace files = std::filesystem;

constexpr const char* current_file = "current";
constexpr const char* rebuild_file = "rebuild";

// 0: this is not a number of ours.
std::uint64_t number_of(const std::string& name) {
  std::uint64_t number = 0;
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end ? number : 0;
}

std::vector<std::uint64_t> databases(const std::string& folder) {
  std::vector<std::uint64_t> found;
  std::error_code error;
  for (files::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::uint64_t number = number_of(at->path().filename().string());
    if (number != 0) found.push_back(number);
  }
  return found;
}

}  // namespace

std::string index_folder(const std::string& data) {
  return data + "/search";
}

std::string database_path(const std::string& folder, std::uint64_t number) {
  return folder + "/" + std::to_string(number);
}

std::uint64_t current_database(const std::string& folder) {
  std::optional<std::string> text;
  if (!store::read_file(folder + "/" + current_file, text).is_ok() || !text) return 0;
  return number_of(*text);
}

store::Status make_current(const std::string& folder, std::uint64_t number) {
  return store::replace_file(folder, current_file, std::to_string(number));
}

std::uint64_t free_number(const std::string& folder) {
  std::uint64_t highest = current_database(folder);
  for (const std::uint64_t number : databases(folder)) highest = std::max(highest, number);
  return highest + 1;
}

void remove_others(const std::string& folder, std::uint64_t number) {
  for (const std::uint64_t other : databases(folder)) {
    std::error_code ignored;
    if (other != number) files::remove_all(database_path(folder, other), ignored);
  }
}

store::Status wish_rebuild(const std::string& folder) {
  std::error_code error;
  files::create_directories(folder, error);
  if (error) return store::system_error("making " + folder, error.value());
  return store::replace_file(folder, rebuild_file, "");
}

bool is_rebuild_wished(const std::string& folder) {
  std::error_code ignored;
  return files::exists(folder + "/" + rebuild_file, ignored);
}

void fulfil_rebuild(const std::string& folder) {
  std::error_code ignored;
  files::remove(folder + "/" + rebuild_file, ignored);
}

}  // namespace xinqiao::outward
