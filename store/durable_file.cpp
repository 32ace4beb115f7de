#include "store/durable_file.hpp"

#include "store/descriptor.hpp"
#include "store/plant.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace xinqiao::store {

bool write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Status system_error(const std::string& what, int error) {
  const bool full = error == ENOSPC || error == EDQUOT;
  return Status::error(full ? Fault::no_space : Fault::io_error,
                       what + ": " + std::generic_category().message(error));
}

Status replace_file(const std::string& folder, std::string_view name, std::string_view content) {
  const std::string path = folder + "/" + std::string(name);
  const std::string fresh = path + ".tmp";
  {
    const Descriptor file(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    if (file.get() < 0) return system_error("cannot open " + fresh, errno);
    if (!write_all(file.get(), content) || ::fsync(file.get()) != 0) {
      return system_error("cannot write " + fresh, errno);
    }
  }
  if (std::rename(fresh.c_str(), path.c_str()) != 0) {
    return system_error("cannot rename " + fresh, errno);
  }
  if (is_planted("leave_out_folder_sync")) return Status::ok();
  const Descriptor directory(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory.get() < 0 || ::fsync(directory.get()) != 0) {
    return system_error("cannot sync " + folder, errno);
  }
  return Status::ok();
}

Status read_file(const std::string& path, std::optional<std::string>& content) {
  content.reset();
  const Descriptor file(path, O_RDONLY | O_CLOEXEC);
  if (file.get() < 0) {
    return errno == ENOENT ? Status::ok() : system_error("cannot open " + path, errno);
  }
  std::string read;
  char bytes[4096];
  while (true) {
    const ssize_t count = ::read(file.get(), bytes, sizeof(bytes));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("cannot read " + path, errno);
    if (count == 0) break;
    read.append(bytes, static_cast<std::size_t>(count));
  }
  content = std::move(read);
  return Status::ok();
}

}  // namespace xinqiao::store
