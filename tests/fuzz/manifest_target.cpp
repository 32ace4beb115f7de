// What a backup says of itself. Few strangers know SHA-256: the digest at the end is made to fit.
#include "store/digest.hpp"
#include "store/manifest.hpp"
#include "tests/fuzz/target.hpp"

namespace xinqiao::fuzz {
namespace {

bool is_same(const store::Manifest& one, const store::Manifest& other) {
  if (one.files.size() != other.files.size()) return false;
  for (std::size_t i = 0; i < one.files.size(); ++i) {
    const store::FileDigest& file = one.files[i];
    const store::FileDigest& same = other.files[i];
    if (file.name != same.name || file.bytes != same.bytes || file.sha256 != same.sha256) {
      return false;
    }
  }
  return one.made == other.made && one.store_format == other.store_format &&
         one.epoch == other.epoch && one.position == other.position;
}

void look_at(const std::string& text) {
  store::Manifest manifest;
  const store::Status status = store::decode_manifest(text, manifest);
  if (!status.is_ok()) return hold(!status.message.empty(), "a refusal says why");
  for (const store::FileDigest& file : manifest.files) {
    hold(file.name.find('/') == std::string::npos && !file.name.starts_with('.'),
         "no file leads out of the backup: " + file.name);
    hold(file.name != store::manifest_file, "a manifest does not name itself");
  }
  store::Manifest again;
  hold(store::decode_manifest(store::encode_manifest(manifest), again).is_ok(),
       "what is written is read");
  hold(is_same(manifest, again), "it reads the same again");
}

}  // namespace

void manifest(std::string_view bytes) {
  std::string text(bytes);
  look_at(text);
  text += "end " + store::sha256_hex(text) + "\n";
  look_at(text);
}

}  // namespace xinqiao::fuzz
