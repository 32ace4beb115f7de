// What of people's names and logins needs Unicode's tables (ICU): so that one login is one word
// however it is typed, and no name passes for another. The domain knows no ICU: it is given what is
// found here. Threading: pure functions; Looks belongs to the decider thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/domain/world.hpp"

namespace xinqiao {

// NFKC with case folded: Wang, wang and full-width ｗａｎｇ are one. Empty: it cannot be folded.
std::string fold_login(std::string_view utf8);
// NFKC alone: the same password typed on another keyboard has the same bytes.
std::string normal_password(std::string_view utf8);

// Whether a name looks like that of somebody who holds a duty (UTS 39 skeletons; case, blanks and
// what cannot be seen make no difference). Skeletons of duty holders are kept while their names are
// the same.
class Looks {
 public:
  Looks();
  ~Looks();
  Looks(const Looks&) = delete;
  Looks& operator=(const Looks&) = delete;

  // `self` is whose name it shall be; 0 = a newcomer's.
  bool misleads(const domain::World& world, std::string_view name, MemberId self);

 private:
  struct Seen {
    std::string name;
    std::string skeleton;
  };
  const std::string& skeleton_of(MemberId member, const std::string& name);
  std::string skeleton(std::string_view name) const;

  struct Checker;
  std::unique_ptr<Checker> checker_;
  std::unordered_map<MemberId, Seen> seen_;
};

}  // namespace xinqiao
