#include "server/net/self_signed.hpp"

#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "server/network.hpp"

namespace xinqiao::net {
namespace {

constexpr std::int64_t day_seconds = 24 * 3600;

bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  const bool is_added = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return is_added;
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string all;
  std::vector<std::string> taken;
  for (const std::string& name : names) {
    if (std::ranges::find(taken, name) != taken.end()) continue;
    taken.push_back(name);
    const bool is_ip = parse_ip_address(name).has_value();
    all += (all.empty() ? "" : ",") + std::string(is_ip ? "IP:" : "DNS:") + name;
  }
  return all;
}

bool set_serial(X509* certificate) {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);  // positive, and never short
  BIGNUM* number = BN_bin2bn(bytes, sizeof bytes, nullptr);
  const bool is_set = number != nullptr &&
                      BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  return is_set;
}

X509Pointer make_certificate(EVP_PKEY* key, const std::vector<std::string>& names, Instant now) {
  X509Pointer made(X509_new());
  if (!made || X509_set_version(made.get(), X509_VERSION_3) != 1 || !set_serial(made.get())) {
    return nullptr;
  }
  std::time_t seconds = now.ms / 1000;
  ASN1_TIME* first = X509_getm_notBefore(made.get());
  ASN1_TIME* last = X509_getm_notAfter(made.get());
  if (X509_time_adj_ex(first, 0, -3600, &seconds) == nullptr ||
      X509_time_adj_ex(last, self_signed_days, 0, &seconds) == nullptr) {
    return nullptr;
  }
  constexpr unsigned char who[] = "Xinqiao, self-signed";
  X509_NAME* subject = X509_get_subject_name(made.get());
  const bool is_whole =
      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, who, -1, -1, 0) == 1 &&
      X509_set_issuer_name(made.get(), subject) == 1 && X509_set_pubkey(made.get(), key) == 1 &&
      add_extension(made.get(), NID_basic_constraints, "critical,CA:FALSE") &&
      add_extension(made.get(), NID_key_usage, "critical,digitalSignature") &&
      add_extension(made.get(), NID_ext_key_usage, "serverAuth") &&
      add_extension(made.get(), NID_subject_key_identifier, "hash") &&
      add_extension(made.get(), NID_subject_alt_name, alternative_names(names)) &&
      X509_sign(made.get(), key, EVP_sha256()) > 0;
  return is_whole ? std::move(made) : nullptr;
}

std::string in_pem(X509* certificate, EVP_PKEY* key) {
  const BioPointer bio(BIO_new(BIO_s_mem()));
  if (!bio ||
      PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      PEM_write_bio_X509(bio.get(), certificate) != 1) {
    return {};
  }
  char* text = nullptr;
  const long bytes = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(bytes)};
}

std::string system_trouble(const std::string& what) {
  return "cannot write " + what + ": " + std::strerror(errno);
}

// Beside it first, so that there is never half a key.
std::optional<std::string> keep(const std::string& file, const std::string& text) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path folder = fs::path(file).parent_path();
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return "cannot make the folder " + folder.string() + ": " + error.message();
  const std::string beside = file + ".new";
  ::unlink(beside.c_str());
  const int out = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (out < 0) return system_trouble(beside);
  const auto written = ::write(out, text.data(), text.size());
  const bool is_kept = written == static_cast<ssize_t>(text.size()) && ::fsync(out) == 0;
  const std::string trouble = is_kept ? "" : system_trouble(beside);
  ::close(out);
  if (!is_kept) return trouble;
  if (::rename(beside.c_str(), file.c_str()) != 0) return system_trouble(file);
  return std::nullopt;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

std::optional<std::string> interface_address(const sockaddr* address) {
  IpAddress found;
  if (address->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    if (IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr)) return std::nullopt;  // means nothing elsewhere
    std::memcpy(found.bytes.data(), &v6->sin6_addr, 16);
  } else if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    found.bytes[10] = found.bytes[11] = 0xff;
    std::memcpy(found.bytes.data() + 12, &v4->sin_addr, 4);
  } else {
    return std::nullopt;
  }
  return to_string(found);
}

// A name that may stand in a certificate and in its list of names.
bool is_host_name(const std::string& name) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
  return !name.empty() && name.size() < 254 && name.find_first_not_of(letters) == name.npos;
}

}  // namespace

std::optional<std::string> make_self_signed(const std::string& file,
                                            const std::vector<std::string>& names, Instant now) {
  const KeyPointer key(EVP_EC_gen("P-256"));
  const X509Pointer certificate = key ? make_certificate(key.get(), names, now) : nullptr;
  const std::string text = certificate ? in_pem(certificate.get(), key.get()) : std::string();
  if (text.empty()) return "cannot make a certificate: " + openssl_reason();
  return keep(file, text);
}

bool still_does(const Identity& identity, const std::vector<std::string>& needed, Instant now) {
  X509* certificate = identity.chain.front().get();
  const Instant soon{now.ms + self_signed_renewal_days * day_seconds * 1000};
  if (wrong_with(identity, now) || wrong_with(identity, soon)) return false;
  return std::ranges::all_of(needed, [&](const std::string& name) {
    if (parse_ip_address(name)) return X509_check_ip_asc(certificate, name.c_str(), 0) == 1;
    return X509_check_host(certificate, name.data(), name.size(), 0, nullptr) == 1;
  });
}

std::vector<std::string> machine_names() {
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) == 0 && is_host_name(name)) add_once(names, name);
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return names;
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
    const bool is_up = (one->ifa_flags & IFF_UP) != 0;
    if (one->ifa_addr == nullptr || !is_up) continue;
    if (const auto address = interface_address(one->ifa_addr)) add_once(names, *address);
  }
  ::freeifaddrs(all);
  return names;
}

}  // namespace xinqiao::net
