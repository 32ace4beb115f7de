// What the server says to its operator: one line a fact, as JSON, on stderr (journald keeps it).
// Never a word of a message, a name or a secret. Threading: any thread.
#pragma once

#include <string_view>

namespace xinqiao {

void say(std::string_view fact);

}  // namespace xinqiao
