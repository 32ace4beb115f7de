// A settings file, and the same words as flags: what is taken can be printed and read again, and
// what is refused says where and why.
#include <sys/mman.h>
#include <unistd.h>

#include "server/settings.hpp"
#include "tests/fuzz/target.hpp"

namespace xinqiao::fuzz {
namespace {

// A file that is nowhere on the disk.
class File {
 public:
  explicit File(std::string_view text) : descriptor_(::memfd_create("settings", MFD_CLOEXEC)) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    hold(written == static_cast<ssize_t>(text.size()), "memory takes a file");
  }
  ~File() { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

settings::Said said_by(const File& file) {
  return {.file = file.path(), .flags = {}, .environment = {}};
}

void look_at(const variant<settings::Settled, std::string>& settled) {
  if (const auto* problem = get_if<std::string>(&settled)) {
    const bool is_line = problem->find('\n') == std::string::npos;
    return hold(!problem->empty() && is_line && is_utf8(*problem),
                "a refusal is a sentence: " + *problem);
  }
  const auto& first = get<settings::Settled>(settled);
  const std::string text = settings::to_toml(first);
  if (text.size() > settings::file_bytes) return;
  const auto again = settings::settle(said_by(File(text)));
  const auto* trouble = get_if<std::string>(&again);
  hold(trouble == nullptr, "what is printed is read: " + (trouble ? *trouble : "") + text);
  for (const settings::Setting& one : settings::table()) {
    hold(settings::value_words(one, first.options) ==
             settings::value_words(one, get<settings::Settled>(again).options),
         "printed and read, it is the same: " + std::string(one.key));
  }
}

}  // namespace

void settings_file(std::string_view bytes) {
  look_at(settings::settle(said_by(File(bytes))));
  Choices choices(bytes);
  settings::Said said;
  while (!choices.is_empty()) {
    const auto& row = settings::table()[choices.below(settings::table().size())];
    said.flags[row.key].emplace_back(choices.line());
  }
  look_at(settings::settle(said));
}

}  // namespace xinqiao::fuzz
