#include "store/table_list.hpp"

#include "store/descriptor.hpp"
#include "store/digest.hpp"
#include "store/durable_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <sstream>
#include <system_error>

namespace xinqiao::store {
namespace {

constexpr std::size_t check_digits = 16;

std::string check_of(const std::string& said) {
  return sha256_hex(said).substr(0, check_digits);
}

std::string said_of(const TableList& list, const std::string& digest) {
  return list.name + " " + std::to_string(list.bytes) + " " + digest;
}

Status name_in_use(const std::string& folder, std::string& name) {
  std::optional<std::string> current;
  if (Status read = read_file(folder + "/CURRENT", current); !read.is_ok()) return read;
  name = current.value_or("");
  while (name.ends_with('\n')) name.pop_back();
  return Status::ok();
}

// Its first so many bytes, or fewer.
Status begin_of(const std::string& path, std::uint64_t bytes, std::string& begin) {
  std::optional<std::string> whole;
  if (Status read = read_file(path, whole); !read.is_ok()) return read;
  begin = whole.value_or("").substr(0, bytes);
  return Status::ok();
}

}  // namespace

Status look_at_tables(const std::string& folder, TableList& list) {
  if (Status named = name_in_use(folder, list.name); !named.is_ok()) return named;
  std::error_code error;
  list.bytes = std::filesystem::file_size(folder + "/" + list.name, error);
  return error ? system_error("cannot look at " + list.name, error.value()) : Status::ok();
}

Status note_tables(const std::string& folder, const TableList& list, std::string& line) {
  const std::string path = folder + "/" + list.name;
  std::string begin;
  if (Status read = begin_of(path, list.bytes, begin); !read.is_ok()) return read;
  // RocksDB may have written and not yet synced: the note must not be ahead of the disk.
  const Descriptor file(path, O_RDONLY | O_CLOEXEC);
  if (file.get() < 0 || ::fdatasync(file.get()) != 0) {
    return system_error("cannot sync " + path, errno);
  }
  const std::string said = said_of(list, sha256_hex(begin));
  line = said + " " + check_of(said) + "\n";
  return Status::ok();
}

Status check_tables(const std::string& folder, std::string_view line) {
  std::istringstream words{std::string(line)};
  TableList noted;
  std::string digest;
  std::string check;
  if (!(words >> noted.name >> noted.bytes >> digest >> check)) return Status::ok();
  if (check != check_of(said_of(noted, digest))) return Status::ok();
  std::string name;
  if (Status named = name_in_use(folder, name); !named.is_ok()) return named;
  if (name != noted.name) return Status::ok();
  std::string begin;
  const std::string path = folder + "/" + name;
  if (Status read = begin_of(path, noted.bytes, begin); !read.is_ok()) return read;
  if (begin.size() == noted.bytes && sha256_hex(begin) == digest) return Status::ok();
  return Status::error(Fault::corrupted, folder +
                                             " is damaged, restore a backup: its list of tables, " +
                                             name + ", is not what it was");
}

}  // namespace xinqiao::store
