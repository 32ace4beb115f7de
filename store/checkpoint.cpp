#include "store/checkpoint.hpp"

#include <filesystem>
#include <system_error>

namespace xinqiao::store {

Checkpoint::~Checkpoint() {
  std::error_code ignored;  // what is left the next start removes
  std::filesystem::remove_all(folder_, ignored);
  is_held_->store(false);
}

}  // namespace xinqiao::store
