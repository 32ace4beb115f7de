// Who may come: the file `xinqiao seed` writes, a JSON object a line {"member": ID, "token": "…",
// "rooms": [ids]}. Threading: plain function.
#pragma once

#include <string>
#include <vector>

#include "bench/member.hpp"
#include "protocol/variant.hpp"

namespace xinqiao::bench {

// The first `most` members of the file, or what is wrong with it (never a token in the words).
variant<std::vector<Credential>, std::string> read_tokens(const std::string& path,
                                                          std::size_t most);

}  // namespace xinqiao::bench
