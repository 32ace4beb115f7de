// A store as the lines of an export (protocol/exported.hpp), one after the other: what is in memory
// is the world, as at every start, and never the words. Reads only. Errors: a Status that names
// what could not be read, or whatever the sink said. Threading: one thread, on a store that nobody
// writes to.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "protocol/exported.hpp"
#include "store/log.hpp"

namespace xinqiao::portable {

struct ExportOrder {
  std::string version;
  Instant made;
};

struct Exported {
  exported::Head head;
  exported::End end;
};

// Takes one line, without its end. What is not ok ends the export.
using Sink = std::function<store::Status(std::string_view line)>;

// The second line: it stands for the first.
exported::Check check_of_first(std::string_view line);

store::Status export_lines(const store::Log& log, const ExportOrder& order, const Sink& sink,
                           Exported& done);

}  // namespace xinqiao::portable
