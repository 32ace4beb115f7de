// The checks of `xinqiao doctor`, each a pure function over the facts. Nothing is returned when
// there is nothing to judge by. Threading: pure functions. Errors: none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/doctor.hpp"

namespace xinqiao::doctor {

using Judged = std::optional<Verdict>;

Judged judge_settings(const Facts& facts);
Judged judge_folder(const Facts& facts);
Judged judge_store(const Facts& facts);
Judged judge_disk(const Facts& facts);
Judged judge_file_system(const Facts& facts);
Judged judge_ballast(const Facts& facts);
Judged judge_sync(const Facts& facts);
Judged judge_listen(const Facts& facts);
Judged judge_tls(const Facts& facts);
Judged judge_push(const Facts& facts);
Judged judge_backups(const Facts& facts);
Judged judge_descriptors(const Facts& facts);
Judged judge_memory(const Facts& facts);
Judged judge_swap(const Facts& facts);
Judged judge_clock(const Facts& facts);
Judged judge_kernel(const Facts& facts);
Judged judge_locale(const Facts& facts);

Verdict fine(std::string what);
Verdict warning(std::string what, std::string advice);
Verdict problem(std::string what, std::string advice);

std::string size_words(std::uint64_t bytes);  // "78.1 GiB"
std::string program_words(const Program& program);

}  // namespace xinqiao::doctor
