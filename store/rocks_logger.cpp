#include "store/rocks_logger.hpp"

#include <ctime>

namespace xinqiao::store::rocks {

void PlainLogger::Logv(const char* format, va_list values) {
  char line[1024];
  std::vsnprintf(line, sizeof(line), format, values);
  char time[32] = "";
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  if (::gmtime_r(&now, &utc) != nullptr) std::strftime(time, sizeof(time), "%FT%TZ", &utc);

  const std::lock_guard lock(mutex_);
  make_room();
  if (!file_) return;
  std::fprintf(file_.get(), "%s %s\n", time, line);
  std::fflush(file_.get());
}

void PlainLogger::make_room() {
  const std::string path = folder_ + "/LOG";
  if (!file_) {
    file_.reset(std::fopen(path.c_str(), "ae"));
    if (file_) std::fseek(file_.get(), 0, SEEK_END);
  }
  if (!file_ || std::ftell(file_.get()) < static_cast<long>(log_bytes_most)) return;
  std::rename(path.c_str(), (path + ".old").c_str());
  file_.reset(std::fopen(path.c_str(), "ae"));
}

}  // namespace xinqiao::store::rocks
