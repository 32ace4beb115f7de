// The variant of this code base: Boost.Variant2's, which is std::variant that is never valueless,
// and that compiles in a third of the time when there are dozens of kinds (docs/decisions/0018).
// Threading: as std::variant.
#pragma once

#include <boost/variant2/variant.hpp>

namespace xinqiao {

using boost::variant2::get;
using boost::variant2::get_if;
using boost::variant2::holds_alternative;
using boost::variant2::monostate;
using boost::variant2::variant;
using boost::variant2::visit;

}  // namespace xinqiao
