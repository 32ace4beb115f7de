// The published description, as far as tests in C++ ask it: which methods there are, which take a
// room or a guard, and how each is called. Threading: read once, then constant.
#pragma once

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace xinqiao::testing {

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Each method with the text of the schema of its params.
inline const std::map<std::string, std::string>& published_methods() {
  static const auto all = [] {
    constexpr std::string_view ending = ".params.json";
    std::map<std::string, std::string> methods;
    for (const auto& file :
         std::filesystem::directory_iterator(XINQIAO_SOURCE_DIR "/protocol/schema")) {
      const std::string name = file.path().filename().string();
      if (!name.ends_with(ending)) continue;
      methods[name.substr(0, name.size() - ending.size())] = text_of(file.path());
    }
    return methods;
  }();
  return all;
}

inline bool takes_guard(const std::string& method) {
  return published_methods().at(method).find("\"x-guard\": true") != std::string::npos;
}
inline bool takes_room(const std::string& method) {
  return published_methods().at(method).find("\"room\": {") != std::string::npos;
}

// The params of the first example of this method, as they stand in its file.
inline const std::string& example_params(const std::string& method) {
  static const auto all = [] {
    std::map<std::string, std::string> found;
    for (const auto& file :
         std::filesystem::directory_iterator(XINQIAO_SOURCE_DIR "/protocol/examples/requests")) {
      const std::string text = text_of(file.path());
      const auto name = text.find("\"method\": \"") + 11;
      const auto begin = text.find("\"params\": ");
      const std::string params =
          begin == text.npos ? "{}" : text.substr(begin + 10, text.rfind('}') - begin - 10);
      found.emplace(text.substr(name, text.find('"', name) - name), params);
    }
    return found;
  }();
  BOOST_REQUIRE_MESSAGE(all.contains(method), "no example of " << method);
  return all.at(method);
}

}  // namespace xinqiao::testing
