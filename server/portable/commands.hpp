// `xinqiao export`, `import` and `compact`: for an operator, while no server runs. Errors: exit
// codes of serve.hpp, with a sentence on stderr; nothing half made is left behind that could be
// taken for the whole. Threading: the main thread, once.
#pragma once

#include <string>

#include "server/serve.hpp"

namespace xinqiao::portable {

struct ExportOptions {
  std::string data;  // the folder of a store, or of a backup
  std::string out;   // empty = the standard output
};
int export_history(const ExportOptions& options);

struct ImportOptions {
  std::string file;
  std::string data;  // made, or empty
};
int import_history(const ImportOptions& options);

int compact(const std::string& data);

}  // namespace xinqiao::portable
