// Where the search index lives: `search/` in the data folder. It can be deleted at any time while
// no server runs; what is missing is made again from the log.
//
//   search/current     the number of the database in use, as text; replaced as a whole
//   search/<number>/   a Xapian database; other numbers are left over and are removed
//   search/rebuild     there while somebody wants the index made anew; the server removes it
//
// Threading: pure functions over the disk.
#pragma once

#include <cstdint>
#include <string>

#include "store/status.hpp"

namespace xinqiao::outward {

std::string index_folder(const std::string& data);
std::string database_path(const std::string& folder, std::uint64_t number);

// 0: there is none, or the file says nothing one could use.
std::uint64_t current_database(const std::string& folder);
store::Status make_current(const std::string& folder, std::uint64_t number);
// A number that no database in the folder has.
std::uint64_t free_number(const std::string& folder);
// Removes every database but this one.
void remove_others(const std::string& folder, std::uint64_t number);

store::Status wish_rebuild(const std::string& folder);
// Whether somebody wished for it.
bool is_rebuild_wished(const std::string& folder);
void fulfil_rebuild(const std::string& folder);

}  // namespace xinqiao::outward
