// Start here. The seam where a decided batch becomes durable, and where what was kept is read
// again. RocksLog (rocks_log.hpp) is the real one; tests and the simulator bring their own. Writing
// and syncing are two calls, so that the next group is written while the last one is synced.
// Threading: write by one thread at a time, sync by one at a time, the two beside each other; get
// and scan by any thread, at any time. They see what a sync has covered and nothing later.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "store/batch.hpp"
#include "store/status.hpp"

namespace xinqiao::store {

enum class Order : std::uint8_t { ascending, descending };

class Log {
 public:
  virtual ~Log() = default;

  // Takes the batch, whole, after all that was taken before. It is not durable yet and nobody sees
  // it; after a crash it may or may not be there, but never without those before it. After an error
  // the server stops.
  virtual Status write(const Batch& batch) = 0;

  // Makes durable and visible what was written before the call. After an error nothing of it may be
  // told and the server stops.
  virtual Status sync() = 0;

  // Both: returns when the batch is durable.
  Status append(const Batch& batch) {
    Status written = write(batch);
    return written.is_ok() ? sync() : written;
  }

  virtual std::optional<std::string> get(Family family, std::string_view key) const = 0;

  // Visits the rows with from <= key < to, in the given order, until visit returns false. An empty
  // `to` is the end. Returns io_error or corrupted when the rows cannot be read.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  virtual Status scan(Family family, std::string_view from, std::string_view to, Order order,
                      const Visit& visit) const = 0;
  // The same, ascending, for a walk over much that nobody will ask for soon: what it reads takes
  // the place of nothing that is kept in memory.
  virtual Status walk(Family family, std::string_view from, std::string_view to,
                      const Visit& visit) const {
    return scan(family, from, to, Order::ascending, visit);
  }

  // Whether there is room to accept more (the low-space gate). Any thread.
  virtual bool has_room() const = 0;
};

}  // namespace xinqiao::store
