// How the first person comes into a new store: by an invitation that makes them its owner. It is
// printed when a server starts in which nobody lives, good once, and for nothing as soon as
// somebody does; the next start makes another and takes the one before back. Threading: the main
// thread, before the pipeline has threads of its own.
#pragma once

#include <optional>
#include <string>

#include "server/pipeline.hpp"

namespace xinqiao {

// The secret, or nothing: there are members already, or it could not be kept.
std::optional<std::string> invite_first_owner(Pipeline& pipeline);

}  // namespace xinqiao
