// What a command puts into a folder goes again, unless it came to a good end. Threading: belongs to
// its command.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace xinqiao {

class UnfinishedFolder {
 public:
  explicit UnfinishedFolder(std::string folder) : folder_(std::move(folder)) {
    std::error_code ignored;
    was_there_ = std::filesystem::exists(folder_, ignored);
    is_ours_ = !was_there_;
  }
  ~UnfinishedFolder() {
    if (!is_ours_) return;
    std::error_code ignored;
    if (!was_there_) {
      std::filesystem::remove_all(folder_, ignored);
      return;
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
      std::filesystem::remove_all(entry.path(), ignored);
    }
  }
  UnfinishedFolder(const UnfinishedFolder&) = delete;
  UnfinishedFolder& operator=(const UnfinishedFolder&) = delete;

  void begin() { is_ours_ = true; }
  void finish() { is_ours_ = false; }

 private:
  std::string folder_;
  bool was_there_ = false;
  bool is_ours_ = false;
};

}  // namespace xinqiao
