// A store that is only read: a backup, or a checkpoint. Nothing in the folder is changed or added,
// and nobody is kept from it. What stands in its write-ahead log is read too.
// Errors: as log.hpp says; every write is refused. Threading: any thread after open.
#pragma once

#include <memory>
#include <string>

#include "protocol/ids.hpp"
#include "store/log.hpp"

namespace xinqiao::store {

class RocksReading final : public Log {
 public:
  static Status open(const std::string& folder, std::unique_ptr<RocksReading>& log);
  ~RocksReading() override;

  // As its meta rows say; 0 or empty if they do not.
  std::uint64_t format() const;
  Position position() const;
  std::string epoch() const;

  // Reads every block of every table and holds it against its checksum.
  Status check_blocks() const;

  Status write(const Batch& batch) override;
  Status sync() override;
  std::optional<std::string> get(Family family, std::string_view key) const override;
  Status scan(Family family, std::string_view from, std::string_view to, Order order,
              const Visit& visit) const override;
  bool has_room() const override { return false; }

 private:
  struct Parts;
  explicit RocksReading(std::unique_ptr<Parts> parts);
  std::uint64_t number_at(std::string_view key) const;

  std::unique_ptr<Parts> parts_;
};

}  // namespace xinqiao::store
