// What an operator does to a store while no server runs: make a sign-in link, verify. And, beside a
// running one too, have the search index built anew. A link is how
// the first organiser of a new store comes in, and how somebody who lost all devices comes back.
// Errors: exit codes of serve.hpp, with a sentence on stderr. Threading: the main thread, once.
#pragma once

#include <cstdint>
#include <string>

#include "server/serve.hpp"

namespace xinqiao {

struct LinkOptions {
  std::string data;
  std::uint64_t member = 0;  // 0 = a new one, with this name
  std::string name;
  bool organiser = false;
  std::string address;  // where members find the server; empty = where the settings say
};

int link(const LinkOptions& options);

struct ResetOptions {
  std::string data;
  std::string who;  // a login, or a name that one member has
  bool end_sessions = false;
  std::string address;  // where members find the server
};

// Prints a one-time link by which a member comes in who has lost everything, and may set a new
// password without the old one. A server that runs over the folder makes it, if there is one.
int reset_user(const ResetOptions& options);

struct RosterOptions {
  std::string data;
  std::string file;
  std::string encoding;  // "" = found out
  bool create_units = false;
  bool dry_run = false;
};

// Takes in a list of people; prints what was made, or would be, and what is wrong, row by row.
int take_roster(const RosterOptions& options);

// Holds every row of the store against what its events say; prints what is wrong, and a summary.
int verify_folder(const std::string& data);

// Lets the search index be built anew: by the server that runs there, or by the next one.
int rebuild_search(const std::string& data);

}  // namespace xinqiao
