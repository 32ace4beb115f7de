// The sign on the door of a data folder, `xinqiao-store`: whose folder it is, and how far it has
// come. Written first and completed last, so that a folder that was cut short in its making says so
// for itself.
//
//   sign = "xinqiao store, being created\n" | "xinqiao store, being restored\n"
//        | "xinqiao store, format " number "\n"
//
// Errors: a Status that names the folder and says what to do. Threading: whoever has the folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/status.hpp"

namespace xinqiao::store {

inline constexpr std::string_view sign_file = "xinqiao-store";
inline constexpr std::string_view sign_prefix = "xinqiao store, format ";
inline constexpr std::string_view sign_of_birth = "xinqiao store, being created\n";
inline constexpr std::string_view sign_of_restore = "xinqiao store, being restored\n";

enum class Place : std::uint8_t {
  unborn,     // nothing yet, or a creation that was cut short
  restoring,  // a restore that runs or was cut short
  store,
};

// Makes the folder, for its owner alone, if there is none, and signs what is unborn. Refuses a
// folder that holds something else, or a store of a format beyond `newest`.
Status look_at(const std::string& folder, std::uint64_t newest, Place& place);

// The same for a restore: what it was cut short in is emptied; all else that holds anything is
// refused. Then the folder is signed as being restored.
Status prepare_restore(const std::string& folder);

Status sign_store(const std::string& folder, std::uint64_t format);

Status newer_store(const std::string& folder, std::uint64_t found, std::uint64_t known);

}  // namespace xinqiao::store
