// What a report says of where and when it was made. Threading: plain functions.
#pragma once

#include <boost/json/object.hpp>

#include <string>

#include "bench/process.hpp"

namespace xinqiao::bench {

boost::json::object machine();  // cpu, cores, memory, kernel
std::string date_now();         // UTC, to the second
boost::json::object to_object(const Beside& beside);

}  // namespace xinqiao::bench
