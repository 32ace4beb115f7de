// A run against the server that lies, and what came of it. Threading: one thread. Errors: a failed
// requirement of the test.
#pragma once

#include <boost/test/unit_test.hpp>

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "bench/run.hpp"
#include "tests/bench/lying_server.hpp"

namespace xinqiao::bench {

// Who may come to a server, in a file that goes with this.
class TokensFile {
 public:
  explicit TokensFile(const LyingServer& server)
      : path_((std::filesystem::temp_directory_path() / "xinqiao-lies-XXXXXX").string()) {
    const int file = ::mkstemp(path_.data());
    BOOST_REQUIRE_GE(file, 0);
    ::close(file);
    std::ofstream(path_) << server.tokens();
  }
  ~TokensFile() { std::filesystem::remove(path_); }
  TokensFile(const TokensFile&) = delete;
  TokensFile& operator=(const TokensFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline RunOptions options_for(const LyingServer& server, const TokensFile& tokens) {
  RunOptions options;
  options.url = server.url();
  options.tokens = tokens.path();
  return options;
}

inline Report run_against(const LyingServer& server, const Scenario& scenario) {
  const TokensFile tokens(server);
  Run run(scenario, options_for(server, tokens));
  return run.run();
}

struct Told {
  Verdict verdict;
  std::uint64_t lies = 0;
  bool passed = false;
};

inline Told tell(const Lies& lies, const Scenario& scenario) {
  const LyingServer server(scenario.members, lies);
  const Report report = run_against(server, scenario);
  return {report.verdict, server.lies_told(), report.passed()};
}

}  // namespace xinqiao::bench
