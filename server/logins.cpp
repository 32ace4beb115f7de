#include "server/logins.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <cstdlib>

namespace xinqiao {
namespace {

std::string normal(const icu::Normalizer2* form, std::string_view utf8) {
  UErrorCode failed = U_ZERO_ERROR;
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
  std::string out;
  form->normalize(text, failed).toUTF8String(out);
  return U_FAILURE(failed) ? std::string() : out;
}

// ICU's data is part of its library: a form that is not there is an installation that is broken.
const icu::Normalizer2* loaded(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode failed = U_ZERO_ERROR;
  const auto* form = get(failed);
  if (U_FAILURE(failed)) std::abort();
  return form;
}

// Asked of ICU once, by whichever thread is the first.
const icu::Normalizer2* nfkc_folded() {
  static const auto* const form = loaded(icu::Normalizer2::getNFKCCasefoldInstance);
  return form;
}

const icu::Normalizer2* nfkc() {
  static const auto* const form = loaded(icu::Normalizer2::getNFKCInstance);
  return form;
}

bool is_seen(UChar32 letter) {
  return !u_hasBinaryProperty(letter, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) &&
         !u_isUWhiteSpace(letter);
}

}  // namespace

std::string fold_login(std::string_view utf8) {
  return normal(nfkc_folded(), utf8);
}

std::string normal_password(std::string_view utf8) {
  return normal(nfkc(), utf8);
}

struct Looks::Checker {
  USpoofChecker* spoof = nullptr;
  ~Checker() { uspoof_close(spoof); }
};

Looks::Looks() : checker_(std::make_unique<Checker>()) {
  UErrorCode failed = U_ZERO_ERROR;
  checker_->spoof = uspoof_open(&failed);
  if (U_FAILURE(failed)) std::abort();
}

Looks::~Looks() = default;

std::string Looks::skeleton(std::string_view name) const {
  const std::string folded = fold_login(name);
  const icu::UnicodeString whole = icu::UnicodeString::fromUTF8(folded);
  icu::UnicodeString shown;
  for (std::int32_t at = 0; at < whole.length(); at = whole.moveIndex32(at, 1)) {
    if (is_seen(whole.char32At(at))) shown.append(whole.char32At(at));
  }
  UErrorCode failed = U_ZERO_ERROR;
  icu::UnicodeString skeleton;
  uspoof_getSkeletonUnicodeString(checker_->spoof, 0, shown, skeleton, &failed);
  std::string out;
  (U_FAILURE(failed) ? shown : skeleton).toUTF8String(out);
  return out;
}

const std::string& Looks::skeleton_of(MemberId member, const std::string& name) {
  Seen& seen = seen_[member];
  if (seen.name != name) seen = {name, skeleton(name)};
  return seen.skeleton;
}

bool Looks::misleads(const domain::World& world, std::string_view name, MemberId self) {
  const domain::Member* own = world.member(self);
  if (own != nullptr && !own->standing.duties.empty()) return false;
  const std::string wanted = skeleton(name);
  for (const auto& [id, member] : world.members()) {
    if (id == self || member.standing.duties.empty()) continue;
    if (skeleton_of(id, member.name) == wanted) return true;
  }
  return false;
}

}  // namespace xinqiao
