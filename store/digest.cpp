#include "store/digest.hpp"

#include "store/descriptor.hpp"
#include "store/durable_file.hpp"
#include "store/plant.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <vector>

namespace xinqiao::store {
namespace {

constexpr std::size_t piece_bytes = 1024 * 1024;

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    // Without memory for a digest nothing else would go well either.
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) std::abort();
  }
  void add(std::string_view bytes) {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) std::abort();
  }
  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_DigestFinal_ex(context_.get(), digest.data(), &size) != 1) std::abort();
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (unsigned i = 0; i < size; ++i) {
      out.push_back(digits[digest[i] >> 4]);
      out.push_back(digits[digest[i] & 0xf]);
    }
    return out;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

Status open_plain(const std::string& path, const Descriptor& file) {
  if (file.get() < 0) return system_error("cannot open " + path, errno);
  struct stat found {};
  if (::fstat(file.get(), &found) != 0) return system_error("cannot look at " + path, errno);
  if (S_ISREG(found.st_mode)) return Status::ok();
  return Status::error(Fault::corrupted, path + " is no plain file");
}

// Reads to the end; `to` < 0 reads only.
Status pass_on(const std::string& path, int from, int to, FileDigest& digest) {
  std::vector<char> piece(piece_bytes);
  Sha256 sha256;
  digest.bytes = 0;
  while (true) {
    const ssize_t count = ::read(from, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("cannot read " + path, errno);
    if (count == 0) break;
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(count));
    sha256.add(bytes);
    digest.bytes += bytes.size();
    if (to >= 0 && !write_all(to, bytes)) return system_error("cannot copy " + path, errno);
  }
  digest.sha256 = sha256.hex();
  return Status::ok();
}

}  // namespace

Status copy_file(const std::string& from, const std::string& to, const std::string& name,
                 FileDigest& digest) {
  const std::string source = from + "/" + name;
  const std::string target = to + "/" + name;
  digest.name = name;
  const Descriptor in(source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (Status plain = open_plain(source, in); !plain.is_ok()) return plain;
  const Descriptor out(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
  if (out.get() < 0) return system_error("cannot write " + target, errno);
  if (Status copied = pass_on(source, in.get(), out.get(), digest); !copied.is_ok()) return copied;
  if (::fsync(out.get()) != 0) return system_error("cannot sync " + target, errno);
  return Status::ok();
}

Status read_digest(const std::string& folder, const std::string& name, FileDigest& digest) {
  const std::string path = folder + "/" + name;
  digest.name = name;
  const Descriptor in(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (Status plain = open_plain(path, in); !plain.is_ok()) return plain;
  // Advice only: where it is not taken, memory answers for the disk.
  (void)::posix_fadvise(in.get(), 0, 0, POSIX_FADV_DONTNEED);
  return pass_on(path, in.get(), -1, digest);
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 sha256;
  sha256.add(bytes);
  return sha256.hex();
}

std::string whole_path(const std::string& path) {
  const std::filesystem::path whole = std::filesystem::absolute(path).lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).string();
}

std::string parent_folder(const std::string& path) {
  return std::filesystem::path(whole_path(path)).parent_path().string();
}

Status sync_folder(const std::string& folder) {
  if (is_planted("leave_out_folder_sync")) return Status::ok();
  const Descriptor directory(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory.get() < 0 || ::fsync(directory.get()) != 0) {
    return system_error("cannot sync " + folder, errno);
  }
  return Status::ok();
}

}  // namespace xinqiao::store
