// Small files beside the database that must be whole or not there after a power cut.
// Errors: a Status with the file's name and the system's word.
// Threading: pure functions; one writer a file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/status.hpp"

namespace xinqiao::store {

// Writes name.tmp, syncs it, renames it over name and syncs the folder.
Status replace_file(const std::string& folder, std::string_view name, std::string_view content);

// The whole of a small file; nothing when it is absent. One that cannot be read is an error.
Status read_file(const std::string& path, std::optional<std::string>& content);

// All of it, in however many writes; false leaves the reason in errno.
[[nodiscard]] bool write_all(int fd, std::string_view content);

// The system's word for errno after `what` failed; ENOSPC and EDQUOT are no_space.
Status system_error(const std::string& what, int error);

}  // namespace xinqiao::store
