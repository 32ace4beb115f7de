// The outcome of an operation on the store: a kind to act on and a sentence for the operator.
// Threading: plain value.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace xinqiao::store {

enum class Fault : std::uint8_t {
  none,
  io_error,      // the disk said no: the server stops
  no_space,      // the disk is full
  corrupted,     // what was read is not what was written
  in_use,        // another process has the folder
  newer_format,  // written by a newer version
  not_a_store,   // the folder holds something else
};

struct [[nodiscard]] Status {
  Fault fault = Fault::none;
  std::string message;  // what happened and what to do; empty when ok

  static Status ok() { return {}; }
  static Status error(Fault fault, std::string message) { return {fault, std::move(message)}; }
  bool is_ok() const { return fault == Fault::none; }
};

}  // namespace xinqiao::store
