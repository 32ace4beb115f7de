// Boost.Test's own main, compiled once for all test binaries.
#define BOOST_TEST_MODULE xinqiao
#include <boost/test/included/unit_test.hpp>
