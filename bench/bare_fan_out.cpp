#include "bench/bare_fan_out.hpp"

#include "bench/bare_tls.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <map>
#include <new>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace xinqiao::bench {

struct BareFanOut::Shared {
  struct alignas(64) Count {
    std::atomic<std::uint64_t> sends{0};
  };
  std::array<Count, threads_most> of_thread;
};

namespace {

// To the one key that a Link sends.
constexpr std::string_view welcome =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
constexpr int waiting_at_the_door = 4'096;
constexpr int events_at_once = 512;

std::string frame_of(std::string_view payload) {
  std::string frame("\x81", 1);
  if (payload.size() < 126) {
    frame.push_back(static_cast<char>(payload.size()));
  } else {
    frame.push_back(126);
    frame.push_back(static_cast<char>(payload.size() >> 8));
    frame.push_back(static_cast<char>(payload.size() & 0xff));
  }
  frame.append(payload);
  return frame;
}

// The generator's own sockets are not the bare server's: they would stay open with it.
void keep_open_only(std::vector<int> kept) {
  std::ranges::sort(kept);
  unsigned next = STDERR_FILENO + 1;
  for (const int one : kept) {
    const auto here = static_cast<unsigned>(one);
    if (here > next) ::close_range(next, here - 1, 0);
    next = here + 1;
  }
  ::close_range(next, ~0U, 0);
}

// Where the servers of a bench have their folders, too. It is gone with its process.
int nameless_file() {
  std::error_code ignored;
  const auto folder = std::filesystem::temp_directory_path(ignored);
  return ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
}

// A door at the port, or at a free one if that is 0. Below 0: it cannot be had.
int door_at(std::uint16_t& port) {
  const int door = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  const bool is_ready = door >= 0 &&
                        ::setsockopt(door, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0 &&
                        ::bind(door, raw, size) == 0 && ::listen(door, waiting_at_the_door) == 0 &&
                        ::getsockname(door, raw, &size) == 0;
  if (!is_ready) return -1;
  port = ntohs(address.sin_port);
  return door;
}

// One thread of the process of its own.
class Engine {
 public:
  struct Ends {
    int door;
    int orders;
    int file;  // below 0: none
    int buffer_bytes;
    ssl_ctx_st* tls;  // null: without
  };
  Engine(const Ends& ends, std::string frames, std::atomic<std::uint64_t>& sends)
      : door_(ends.door),
        orders_(ends.orders),
        file_(ends.file),
        buffer_bytes_(ends.buffer_bytes),
        frames_(std::move(frames)),
        sends_(sends),
        poll_(::epoll_create1(0)) {
    if (ends.tls != nullptr) tls_.emplace(*ends.tls);
    watch(door_, EPOLLIN);
    watch(orders_, EPOLLIN);
  }

  void run() {
    std::array<epoll_event, events_at_once> ready{};
    while (true) {
      const int count = ::epoll_wait(poll_, ready.data(), events_at_once, -1);
      for (int i = 0; i < count; ++i) {
        const auto& event = ready.at(static_cast<std::size_t>(i));
        if (event.data.fd == door_) {
          let_in();
        } else if (event.data.fd == orders_) {
          if (!obey()) return;
        } else {
          (event.events & EPOLLOUT) != 0 ? go_on(event.data.fd) : listen_to(event.data.fd);
        }
      }
    }
  }

 private:
  void watch(int socket, std::uint32_t what, bool again = false) {
    epoll_event event{};
    event.events = what;
    event.data.fd = socket;
    ::epoll_ctl(poll_, again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
  }

  void let_in() {
    while (true) {
      const int socket = ::accept4(door_, nullptr, nullptr, SOCK_NONBLOCK);
      if (socket < 0) return;
      const int on = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      if (buffer_bytes_ > 0) {
        ::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &buffer_bytes_, sizeof buffer_bytes_);
      }
      if (tls_ && !tls_->begin(socket)) {
        ::close(socket);
        continue;
      }
      watch(socket, EPOLLIN);
    }
  }

  // As of the sessions of TLS: below 0 is nothing now, 0 the end.
  ssize_t receive(int socket, char* to, std::size_t size) {
    return tls_ ? tls_->receive(socket, to, size)
                : std::max<ssize_t>(::recv(socket, to, size, 0), 0);
  }
  ssize_t send(int socket, std::string_view bytes) {
    return tls_ ? tls_->send(socket, bytes)
                : ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }

  void listen_to(int socket) {
    std::array<char, 2048> bytes{};
    const ssize_t got = receive(socket, bytes.data(), bytes.size());
    if (got < 0) return;
    if (got == 0) {
      std::erase(members_, socket);
      waiting_.erase(socket);
      if (tls_) tls_->end(socket);
      ::close(socket);
      return;
    }
    if (std::string_view(bytes.data(), static_cast<std::size_t>(got)).find("\r\n\r\n") ==
        std::string_view::npos) {
      return;
    }
    const std::string greeting = std::string(welcome) + frame_of("{}");
    if (send(socket, greeting) > 0) members_.push_back(socket);
  }

  bool obey() {
    std::array<char, 16> orders{};
    const ssize_t got = ::read(orders_, orders.data(), orders.size());
    if (got <= 0) return false;
    if (file_ >= 0 && !keep()) return false;
    for (const int socket : members_) send_from(socket, 0);
    sends_.store(sent_, std::memory_order_relaxed);
    return true;
  }

  bool keep() {
    return ::write(file_, frames_.data(), frames_.size()) == static_cast<ssize_t>(frames_.size()) &&
           ::fdatasync(file_) == 0;
  }

  void send_from(int socket, std::size_t done) {
    const ssize_t sent = send(socket, std::string_view(frames_).substr(done));
    ++sent_;
    done += sent > 0 ? static_cast<std::size_t>(sent) : 0;
    if (done == frames_.size()) {
      if (waiting_.erase(socket) > 0) watch(socket, EPOLLIN, true);
      return;
    }
    waiting_[socket] = done;
    watch(socket, EPOLLIN | EPOLLOUT, true);
  }

  void go_on(int socket) {
    const auto rest = waiting_.find(socket);
    if (rest != waiting_.end()) send_from(socket, rest->second);
  }

  const int door_;
  const int orders_;
  const int file_;
  const int buffer_bytes_;
  const std::string frames_;
  std::atomic<std::uint64_t>& sends_;
  std::uint64_t sent_ = 0;
  const int poll_;
  std::optional<BareTlsSessions> tls_;
  std::vector<int> members_;
  std::map<int, std::size_t> waiting_;  // sent so far of the frames
};

// Until the orders end; the first thread is this one.
template <class SendsOf>
void run_all(const std::vector<Engine::Ends>& ends, const std::string& frames, SendsOf sends_of) {
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < ends.size(); ++i) {
    others.emplace_back([&, i] { Engine(ends[i], frames, sends_of(i)).run(); });
  }
  Engine(ends.front(), frames, sends_of(0)).run();
}

}  // namespace

BareFanOut::~BareFanOut() {
  stop();
}

bool BareFanOut::start(const std::vector<std::string>& payloads, const Options& options) {
  std::vector<Engine::Ends> ends;
  const BareTlsContext tls = options.tls ? make_bare_tls() : nullptr;
  if (options.tls && !tls) {
    problem_ = "OpenSSL refuses the bare server";
    return false;
  }
  for (unsigned i = 0; i < std::min(options.threads, threads_most); ++i) {
    const int door = door_at(port_);
    std::array<int, 2> orders{};
    if (door < 0 || ::pipe2(orders.data(), O_CLOEXEC) != 0) {
      problem_ = "the bare server cannot listen";
      return false;
    }
    ends.push_back({door, orders[0], -1, options.buffer_bytes, tls.get()});
    orders_.push_back(orders[1]);
  }
  std::string frames;
  for (const std::string& payload : payloads) frames += frame_of(payload);
  void* memory =
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    problem_ = "no memory can be shared with the bare server";
    return false;
  }
  shared_ = new (memory) Shared;
  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
    std::vector<int> kept;
    for (const auto& one : ends) kept.insert(kept.end(), {one.door, one.orders});
    keep_open_only(kept);
    stay_on(options.core);
    if (options.syncs) ends.front().file = nameless_file();
    if (::getppid() == parent && (ends.front().file >= 0 || !options.syncs)) {
      run_all(
          ends, frames, [this](std::size_t i) -> auto& { return shared_->of_thread[i].sends; });
    }
    ::_exit(0);
  }
  for (const auto& one : ends) {
    ::close(one.door);
    ::close(one.orders);
  }
  if (process_ < 0) problem_ = "the bare server cannot be started";
  return process_ > 0;
}

void BareFanOut::fire() {
  for (const int orders : orders_) {
    if (::write(orders, "!", 1) != 1) problem_ = "the bare server is gone";
  }
}

void BareFanOut::stop() {
  for (const int orders : std::exchange(orders_, {})) ::close(orders);
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(std::exchange(process_, 0), nullptr, 0);
  }
  if (shared_ != nullptr) ::munmap(std::exchange(shared_, nullptr), sizeof(Shared));
}

std::uint64_t BareFanOut::sends() const {
  std::uint64_t all = 0;
  if (shared_ == nullptr) return all;
  for (const auto& one : shared_->of_thread) all += one.sends.load(std::memory_order_relaxed);
  return all;
}

Nanos BareFanOut::cpu() const {
  return cpu_of(process_);
}

}  // namespace xinqiao::bench
