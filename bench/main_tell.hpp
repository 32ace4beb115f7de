// What every command of the harness does with its report. Threading: plain functions.
#pragma once

#include <fstream>
#include <functional>
#include <iostream>
#include <string>

namespace xinqiao::bench {

// What a command does when all words are read; its exit code.
using Task = std::function<int()>;

inline bool write_file(const std::string& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  return static_cast<bool>(file.flush());
}

// Says the report, leaves it in a file if one is named, and makes an exit code of it.
template <class Report>
int tell(const Report& report, const std::string& json, bool is_well) {
  std::cout << to_text(report);
  if (!json.empty() && !write_file(json, to_json(report))) {
    std::cerr << json << ": cannot be written\n";
    return 2;
  }
  return is_well ? 0 : 1;
}

}  // namespace xinqiao::bench
