// What is judged of the settings, the data folder and the disk beneath it.
#include "server/doctor_rows.hpp"
#include "store/sign.hpp"
#include "store/upgrade.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace xinqiao::doctor {
namespace {

constexpr std::int64_t day_in_ms = std::int64_t{24} * 3600 * 1000;
constexpr std::int64_t days_of_an_old_backup = 7;

constexpr unsigned others_mode = 0077;  // group and world

// Below, a group of words waits long enough for people to notice; a disk that is faster than the
// fastest with a safe cache does not do what it says.
constexpr std::int64_t slow_sync_us = 20'000;
constexpr std::int64_t untrue_sync_us = 20;

struct KindOfDisk {
  std::string_view kind;
  Mark mark;
  std::string_view what;
  std::string_view advice;
};
constexpr std::array kinds = std::to_array<KindOfDisk>({
    {"tmpfs", Mark::warning, "is memory: everything is lost when the machine stops",
     "use a folder on a disk"},
    {"ramfs", Mark::warning, "is memory: everything is lost when the machine stops",
     "use a folder on a disk"},
    {"overlay", Mark::warning, "goes when its container goes", "mount a volume at the data folder"},
    {"nfs", Mark::warning, "is another machine's: its locks and syncs cannot be relied on",
     "use a disk of this machine"},
    {"cifs", Mark::warning, "is another machine's: its locks and syncs cannot be relied on",
     "use a disk of this machine"},
    {"9p", Mark::warning, "is another machine's: its locks and syncs cannot be relied on",
     "use a disk of this machine"},
    {"fuse", Mark::warning, "keeps what its own program keeps", "use ext4 or xfs"},
    {"ext4", Mark::ok, "", ""},
    {"xfs", Mark::ok, "", ""},
    {"btrfs", Mark::ok, "", ""},
    {"zfs", Mark::ok, "", ""},
    {"f2fs", Mark::ok, "", ""},
});

std::string octal(unsigned mode) {
  constexpr unsigned digit_bits = 3;
  constexpr unsigned last_digit = 7;
  std::string out;
  for (unsigned shift = 3 * digit_bits; shift > 0; shift -= digit_bits) {
    out += static_cast<char>('0' + ((mode >> (shift - digit_bits)) & last_digit));
  }
  return out;
}

std::string duration_words(std::int64_t us) {
  constexpr std::int64_t us_in_ms = 1000;
  if (us < us_in_ms) return std::to_string(us) + " us";
  return std::to_string(us / us_in_ms) + "." + std::to_string(us % us_in_ms / 100) + " ms";
}

}  // namespace

Judged judge_settings(const Facts& facts) {
  if (facts.settings_problem.empty()) return fine("they are right");
  return problem(facts.settings_problem, "mend it there (docs/settings.md has them all)");
}

Judged judge_folder(const Facts& facts) {
  if (!facts.folder) return std::nullopt;
  const FolderFacts& folder = *facts.folder;
  const std::string place = folder.above.empty() ? folder.path : folder.above;
  if (!folder.is_folder) return problem(place + " is no folder", "name another with --data");
  if (!folder.is_writable) {
    return problem(place + " of " + folder.owner + " cannot be written to by this user",
                   "ask as " + folder.owner + " or as root, or give the folder away with chown");
  }
  if (!folder.above.empty())
    return fine(folder.path + " is not there yet; the first start makes it");
  if ((folder.mode & others_mode) != 0) {
    return warning(folder.path + " is open to others (mode " + octal(folder.mode) + ")",
                   "chmod 700 " + folder.path);
  }
  if (folder.is_own || folder.asked_by_root) {
    return fine(folder.path + " of " + folder.owner + ", closed to others");
  }
  return warning(folder.path + " belongs to " + folder.owner,
                 "start the server as " + folder.owner);
}

Judged judge_store(const Facts& facts) {
  if (!facts.store) return std::nullopt;
  const StoreFacts& store = *facts.store;
  if (store.is_empty) return fine("none yet; the first start makes one");
  const std::string sign = store.sign.value_or("");
  if (sign == store::sign_of_birth) {
    return fine("its making was cut short; the next start completes it");
  }
  if (sign == store::sign_of_restore) {
    return problem("a restore was cut short here",
                   "run `xinqiao restore` into this folder again, or remove it");
  }
  if (!sign.starts_with(store::sign_prefix)) {
    return problem("the folder holds something else than a store of Xinqiao",
                   "name an empty or a new folder with --data");
  }
  std::uint64_t format = 0;
  const std::string_view number = std::string_view(sign).substr(store::sign_prefix.size());
  std::from_chars(number.data(), number.data() + number.size(), format);
  const std::string words = "format " + std::to_string(format);
  const std::uint64_t newest = store::format_after(store::released_steps().size());
  if (format > newest) {
    return problem(
        words + " was written by a newer version; this one knows " + std::to_string(newest),
        "start the newer version again");
  }
  if (format < newest) return fine(words + ", which the next start upgrades after a backup");
  if (!store.user) return fine(words + ", not in use");
  return fine(words + ", in use by " + program_words(*store.user));
}

Judged judge_disk(const Facts& facts) {
  if (!facts.disk) return std::nullopt;
  const DiskFacts& disk = *facts.disk;
  const std::uint64_t floor = facts.options.disk_floor_bytes;
  const std::string words = size_words(disk.free) + " of " + size_words(disk.total) + " free";
  if (disk.is_read_only) {
    return problem("it is mounted read-only",
                   "look into the kernel's log (dmesg), then mount it "
                   "read-write");
  }
  if (disk.free < floor) {
    return problem(
        words + ", less than the floor of " + size_words(floor) + ": the server takes no new words",
        "make room, or a larger disk");
  }
  if (disk.inodes > 0 && disk.free_inodes < disk.inodes / 100) {
    return warning("only " + std::to_string(disk.free_inodes) + " inodes are free",
                   "remove small files, or make the file system anew with more inodes");
  }
  if (disk.free < 2 * floor) {
    return warning(
        words + ", near the floor of " + size_words(floor) + " below which no new words are taken",
        "make room soon");
  }
  return fine(words + ", floor " + size_words(floor));
}

Judged judge_file_system(const Facts& facts) {
  if (!facts.disk) return std::nullopt;
  const std::string& kind = facts.disk->kind;
  const auto row =
      std::find_if(kinds.begin(), kinds.end(), [&](const auto& one) { return one.kind == kind; });
  if (row == kinds.end()) {
    return warning(kind + " is one that Xinqiao was never tried on", "use ext4 or xfs");
  }
  if (row->mark == Mark::ok) return fine(kind);
  return Verdict{row->mark, kind + " " + std::string(row->what), std::string(row->advice)};
}

Judged judge_ballast(const Facts& facts) {
  if (!facts.store || !facts.disk) return std::nullopt;
  const std::uint64_t wanted = facts.options.ballast_bytes;
  const std::uint64_t there = facts.store->ballast;
  if (wanted == 0) {
    return warning("turned off: a start on a full disk may fail",
                   "set ballast_bytes, unless something else keeps room free");
  }
  if (there == wanted) return fine(size_words(there));
  const std::string state =
      there == 0 ? "not there" : size_words(there) + " in place of " + size_words(wanted);
  // As the server does: it is made when the floor and an eighth, twice, stay free beside it.
  const std::uint64_t floor = facts.options.disk_floor_bytes;
  const std::uint64_t needed = 2 * (floor + floor / 8) + wanted;
  if (facts.disk->free + there >= needed) return fine(state + "; a running server makes it");
  return warning(state + ", and too little room to make it: a start on a full disk may fail",
                 "have at least " + size_words(needed) + " free");
}

Judged judge_backups(const Facts& facts) {
  if (!facts.backups || !facts.clock) return std::nullopt;
  const BackupFacts& backups = *facts.backups;
  if (backups.folder.empty()) {
    return fine("no backup_folder is set: owners cannot make any from the page");
  }
  if (!backups.is_there) {
    return problem(backups.folder + " is not there: no backup can be made",
                   "make it, or mount it, or name another in backup_folder");
  }
  if (!backups.is_writable) {
    return problem(backups.folder + " cannot be written to by this user",
                   "give it to the user of the server with chown");
  }
  if (!backups.newest_ms) {
    return warning("there is no backup in " + backups.folder,
                   "xinqiao backup --to " + backups.folder + "/NAME (docs/backup.md)");
  }
  const std::int64_t days = (facts.clock->now_ms - *backups.newest_ms) / day_in_ms;
  const std::string words = "the newest in " + backups.folder + " is " +
                            (days < 1 ? "of today" : std::to_string(days) + " days old");
  if (days < days_of_an_old_backup) return fine(words);
  return warning(words, "make one every day by a timer (docs/backup.md)");
}

// Nothing of the machine can be wrong with it; but who counts on it must hear that there is none.
Judged judge_push(const Facts& facts) {
  if (!facts.settings_problem.empty()) return std::nullopt;
  return fine("none: an alert reaches open pages, and its list says who is to be phoned");
}

Judged judge_sync(const Facts& facts) {
  if (facts.sync_us.empty()) return std::nullopt;
  std::vector<std::int64_t> sorted = facts.sync_us;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const std::string words = "a small write is on the disk after " + duration_words(*middle);
  if (*middle < untrue_sync_us) {
    return warning(words + ": too fast to be true, a power cut may take what was acknowledged",
                   "use a disk whose fdatasync waits for it (no tmpfs, no \"unsafe\" disk cache)");
  }
  if (*middle > slow_sync_us) {
    return warning(words + ": every word waits for it",
                   "use a faster disk, best an SSD, that others do not keep busy");
  }
  return fine(words);
}

}  // namespace xinqiao::doctor
