// The example files of the protocol, read for tests, and sentences about what was decoded from
// them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "protocol/command.hpp"

namespace xinqiao::testing {

struct Example {
  std::string name;  // of the file, without .json
  std::string text;  // without the line end
};

// All files of protocol/examples/FOLDER, by name. Never empty.
std::vector<Example> examples(const std::string& folder);
// A file of the tree.
std::string read_tree_file(const std::string& path);

// What a request says, in one line: `7 message.post room=1 text="好" outbox=… n=1`.
std::string describe(const Request& request);

}  // namespace xinqiao::testing
