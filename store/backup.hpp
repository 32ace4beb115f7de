// A backup: a folder with the files of a store at one point in time, each with its digest in a
// manifest (manifest.hpp). It comes into being under another name beside its own, is synced, read
// back and opened, and only then renamed: what stands under a backup's name is whole.
// Errors: a Status that names what is wrong and what to do; what was begun is removed. Threading:
// pure functions over files; nobody else writes in the folders meanwhile.
#pragma once

#include <cstdint>
#include <string>

#include "store/manifest.hpp"
#include "store/status.hpp"

namespace xinqiao::store {

// Kept free on the target's disk beyond what is copied.
inline constexpr std::uint64_t backup_spare_bytes = 16 * 1024 * 1024;
// A restore also opens the store, which writes what stood in its write-ahead log once more.
inline constexpr std::uint64_t restore_spare_bytes = 160 * 1024 * 1024;

// Whether a backup may be made there: nothing stands there yet, and its parent is a folder.
Status check_backup_target(const std::string& target);

// source: a folder that holds a checkpoint of a store (checkpoint.hpp) and nothing else. at_least:
// the position that must be in it.
Status write_backup(const std::string& source, const std::string& target, Position at_least,
                    Manifest& manifest);

// Reads what the backup says of itself; refuses what is none, is newer, or lacks a file.
Status read_backup(const std::string& backup, Manifest& manifest);

// Copies the files of a backup that was read into a folder that is ready for them
// (prepare_restore), and holds each against its digest.
Status unpack_backup(const std::string& backup, const Manifest& manifest,
                     const std::string& folder);

}  // namespace xinqiao::store
