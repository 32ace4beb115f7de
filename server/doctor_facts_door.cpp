// What can be seen of the address to listen on: whether it can be bound, and who has it.
#include "server/doctor_facts.hpp"
#include "server/listen_address.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <system_error>

namespace xinqiao::doctor {
namespace {

namespace fs = std::filesystem;

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses addresses_of(const ListenAddress& address) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(address.port);
  if (::getaddrinfo(address.host.c_str(), port.c_str(), &wanted, &found) != 0) found = nullptr;
  return {found, &::freeaddrinfo};
}

bool is_loopback(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(address);
    return (ntohl(four.sin_addr.s_addr) >> 24U) == IN_LOOPBACKNET;
  }
  return address.sa_family == AF_INET6 &&
         IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
}

int try_to_bind(const addrinfo& where) {
  const int fd = ::socket(where.ai_family, where.ai_socktype | SOCK_CLOEXEC, where.ai_protocol);
  if (fd < 0) return errno;
  // As the server does: what a closed connection left behind is not in the way.
  const int yes = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const int error = ::bind(fd, where.ai_addr, where.ai_addrlen) == 0 ? 0 : errno;
  ::close(fd);
  return error;
}

// The inode of the socket that listens at this port, from a table of the kernel: its second column
// is ADDRESS:PORT in hex, its fourth the state, its tenth the inode.
std::string listening_inode(const char* table, std::uint16_t port) {
  constexpr std::string_view listening = "0A";
  std::ifstream in(table);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string number;
    std::string local;
    std::string remote;
    std::string state;
    std::string skipped;
    std::string inode;
    words >> number >> local >> remote >> state;
    for (int column = 4; column < 9; ++column) words >> skipped;
    words >> inode;
    const std::size_t colon = local.rfind(':');
    if (state != listening || colon == std::string::npos) continue;
    unsigned found = 0;
    std::from_chars(local.data() + colon + 1, local.data() + local.size(), found, 16);
    if (found == port) return inode;
  }
  return {};
}

bool has_open(const fs::path& process, const std::string& target) {
  std::error_code error;
  for (fs::directory_iterator fd(process / "fd", error), end; !error && fd != end;
       fd.increment(error)) {
    std::error_code unreadable;
    if (fs::read_symlink(fd->path(), unreadable) == target) return true;
  }
  return false;
}

std::optional<Program> holder_of(std::uint16_t port) {
  std::string inode = listening_inode("/proc/net/tcp", port);
  if (inode.empty()) inode = listening_inode("/proc/net/tcp6", port);
  if (inode.empty()) return std::nullopt;
  const std::string target = "socket:[" + inode + "]";
  std::error_code error;
  for (fs::directory_iterator process("/proc", error), end; !error && process != end;
       process.increment(error)) {
    const std::string name = process->path().filename().string();
    int pid = 0;
    std::from_chars(name.data(), name.data() + name.size(), pid);
    if (pid > 0 && has_open(process->path(), target)) return program_of(pid);
  }
  return std::nullopt;
}

}  // namespace

std::optional<DoorFacts> look_at_door(const std::string& listen) {
  const auto address = parse_listen_address(listen);
  if (!address) return std::nullopt;
  DoorFacts facts;
  const Addresses found = addresses_of(*address);
  if (!found) {
    facts.is_known = false;
    return facts;
  }
  facts.is_loopback = is_loopback(*found->ai_addr);
  facts.error = try_to_bind(*found);
  if (facts.error == EADDRINUSE) facts.holder = holder_of(address->port);
  return facts;
}

Program program_of(int pid) {
  Program program;
  program.pid = pid;
  std::ifstream in("/proc/" + std::to_string(pid) + "/comm");
  std::getline(in, program.name);
  return program;
}

}  // namespace xinqiao::doctor
