// What a backup says of itself: the file `manifest` beside its files. Text, a line a fact; the last
// line is the digest of all before it, so that a manifest that was cut or changed is noticed.
//
//   manifest = "xinqiao backup, format 1\n"
//              "made " time "\n"             YYYY-MM-DDThh:mm:ssZ
//              "store format " number "\n"
//              "epoch " 16 hex "\n"
//              "position " number "\n"
//              *( "file " 64 hex " " number " " name "\n" )
//              "end " 64 hex "\n"            SHA-256 of all the lines above
//
// Errors: decode says in a sentence what is wrong. Threading: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/ids.hpp"
#include "store/digest.hpp"
#include "store/status.hpp"

namespace xinqiao::store {

inline constexpr std::string_view manifest_file = "manifest";
inline constexpr std::uint64_t backup_format = 1;

struct Manifest {
  std::string made;
  std::uint64_t store_format = 0;
  std::string epoch;
  Position position{};
  std::vector<FileDigest> files;

  std::uint64_t bytes() const;
};

std::string encode_manifest(const Manifest& manifest);
Status decode_manifest(std::string_view text, Manifest& manifest);

}  // namespace xinqiao::store
