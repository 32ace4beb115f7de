#include "server/log.hpp"

#include "protocol/json_writer.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string>

namespace xinqiao {
namespace {

std::shared_ptr<spdlog::logger> make_logger() {
  auto logger = spdlog::stderr_logger_mt("xinqiao");
  logger->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","say":%v})", spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::info);
  return logger;
}

}  // namespace

void say(std::string_view fact) {
  static const std::shared_ptr<spdlog::logger> logger = make_logger();
  std::string json;
  JsonWriter(json).string(fact);
  logger->info(json);
}

}  // namespace xinqiao
