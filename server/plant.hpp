// Planted bugs (store/plant.hpp), for those of the server who do not know the store. Threading: any
// thread.
#pragma once

#include "store/plant.hpp"

namespace xinqiao {

using store::is_planted;

}  // namespace xinqiao
