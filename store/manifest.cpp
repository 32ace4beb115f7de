#include "store/manifest.hpp"

#include <charconv>
#include <optional>

namespace xinqiao::store {
namespace {

constexpr std::string_view head = "xinqiao backup, format ";
constexpr std::string_view end_word = "end ";
constexpr std::size_t digest_chars = 64;
constexpr std::size_t epoch_chars = 16;

Status damaged(std::string_view what) {
  return Status::error(Fault::corrupted, "its manifest is damaged (" + std::string(what) + ")");
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_hex(std::string_view text, std::size_t chars) {
  return text.size() == chars &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// A name leads nowhere but into the folder of the backup.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name != manifest_file &&
         name.find('/') == std::string_view::npos;
}

// Takes a line that begins with `word` off the text; what follows the word.
std::optional<std::string_view> take(std::string_view& text, std::string_view word) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || !text.starts_with(word)) return std::nullopt;
  const std::string_view line = text.substr(word.size(), end - word.size());
  text.remove_prefix(end + 1);
  return line;
}

std::optional<FileDigest> decode_file(std::string_view line) {
  const std::size_t space = line.find(' ', digest_chars + 1);
  if (line.size() < digest_chars + 4 || line[digest_chars] != ' ') return std::nullopt;
  if (space == std::string_view::npos) return std::nullopt;
  const auto bytes = number(line.substr(digest_chars + 1, space - digest_chars - 1));
  const std::string_view sha256 = line.substr(0, digest_chars);
  const std::string_view name = line.substr(space + 1);
  if (!bytes || !is_hex(sha256, digest_chars) || !is_plain_name(name)) return std::nullopt;
  return FileDigest{std::string(name), *bytes, std::string(sha256)};
}

}  // namespace

std::uint64_t Manifest::bytes() const {
  std::uint64_t sum = 0;
  for (const FileDigest& file : files) sum += file.bytes;
  return sum;
}

std::string encode_manifest(const Manifest& manifest) {
  std::string out = std::string(head) + std::to_string(backup_format) + "\n";
  out += "made " + manifest.made + "\n";
  out += "store format " + std::to_string(manifest.store_format) + "\n";
  out += "epoch " + manifest.epoch + "\n";
  out += "position " + std::to_string(manifest.position) + "\n";
  for (const FileDigest& file : manifest.files) {
    out += "file " + file.sha256 + " " + std::to_string(file.bytes) + " " + file.name + "\n";
  }
  return out + std::string(end_word) + sha256_hex(out) + "\n";
}

Status decode_manifest(std::string_view text, Manifest& manifest) {
  const std::string_view whole = text;
  const auto format = take(text, head);
  if (!format) return Status::error(Fault::not_a_store, "its manifest is not one of Xinqiao");
  const auto known = number(*format);
  if (known && *known > backup_format) {
    return Status::error(Fault::newer_format, "it was made by a newer version (backup format " +
                                                  std::string(*format) +
                                                  "): restore it with that one");
  }
  constexpr std::size_t end_bytes = end_word.size() + digest_chars + 1;
  if (whole.size() < end_bytes) return damaged("it is cut short");
  const std::size_t end_at = whole.size() - end_bytes;
  std::string_view last = whole.substr(end_at);
  const auto digest = take(last, end_word);
  if (!digest || !last.empty()) return damaged("it is cut short");
  if (*digest != sha256_hex(whole.substr(0, end_at))) return damaged("its digest does not fit");

  const auto made = take(text, "made ");
  const auto store_format = take(text, "store format ");
  const auto epoch = take(text, "epoch ");
  const auto position = take(text, "position ");
  if (known != backup_format || !made || !store_format || !number(*store_format) || !epoch ||
      !is_hex(*epoch, epoch_chars) || !position || !number(*position)) {
    return damaged("a line is not as it should be");
  }
  manifest = {
      std::string(*made), *number(*store_format), std::string(*epoch), *number(*position), {}};
  while (const auto line = take(text, "file ")) {
    auto file = decode_file(*line);
    if (!file) return damaged("the line of a file is not as it should be");
    manifest.files.push_back(std::move(*file));
  }
  if (text.size() != end_bytes) return damaged("a line is not as it should be");
  return Status::ok();
}

}  // namespace xinqiao::store
