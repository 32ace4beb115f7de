// The one thing in which the two programs differ, so that main.cpp is compiled for both at once.
#include "tests/simulation/plant.hpp"

const bool xinqiao::simulation::has_planted_code = XINQIAO_PLANTED_CODE;
