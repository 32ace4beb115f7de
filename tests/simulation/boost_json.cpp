// Boost.JSON, compiled once: the simulated clients read with another parser than the server's.
#include <boost/json/src.hpp>
