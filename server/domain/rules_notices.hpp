// What a tick does to notices: one that waited is posted, and it is forgotten who confirmed an old
// one. Threading: pure functions.
#pragma once

#include <vector>

#include "server/domain/due.hpp"
#include "server/domain/organisation_log.hpp"
#include "server/domain/rules.hpp"

namespace xinqiao::domain {

void post_scheduled(const Scene& scene, std::uint64_t notice, OrganisationLog& log,
                    std::vector<Mark>& marks);
void close_notice(const Scene& scene, const NoticePlace& place, OrganisationLog& log,
                  std::vector<Mark>& marks);

}  // namespace xinqiao::domain
