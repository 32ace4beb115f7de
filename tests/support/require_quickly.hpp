// What must hold, said where it is said millions of times: Boost.Test notes each thing that it is
// told, also what is as it should be, and that took most of the time of random lives. Threading: as
// Boost.Test's own.
#pragma once

#include <boost/test/unit_test.hpp>

#define REQUIRE_QUICKLY(right) \
  do {                         \
    if (!(right)) {            \
      BOOST_FAIL(#right);      \
    }                          \
  } while (false)
