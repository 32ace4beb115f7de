// `xinqiao backup` and `xinqiao restore`. A backup of a running server is made from a checkpoint
// that the server holds for it (protocol/control.hpp); without a server the store is opened here.
// The copying is done by this process, with its own rights, so that a server shut into its data
// folder can be backed up to anywhere. Errors: exit codes of serve.hpp, with a sentence on stderr;
// nothing is left behind. Threading: the main thread, once.
#pragma once

#include <string>

#include "server/serve.hpp"

namespace xinqiao {

struct BackupOptions {
  std::string data;
  std::string to;
};

int backup(const BackupOptions& options);

struct RestoreOptions {
  std::string from;
  std::string data;
  bool end_sessions = false;  // everybody signs in anew
};

int restore(const RestoreOptions& options);

}  // namespace xinqiao
