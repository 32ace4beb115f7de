// The sign on the door of a data folder: the file that says whose folder it is, and its format.
// Grammar of its content: sign_prefix, the format in decimals, a line end; or sign_of_birth, while
// the store is made. Threading: constants.
#pragma once

#include <cstdint>
#include <string_view>

namespace xinqiao::store {

inline constexpr std::uint64_t format = 1;
inline constexpr std::string_view sign_file = "xinqiao-store";
inline constexpr std::string_view sign_prefix = "xinqiao store, format ";
inline constexpr std::string_view sign_of_birth = "xinqiao store, being created\n";

}  // namespace xinqiao::store
