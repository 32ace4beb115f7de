#include "server/control.hpp"

#include "protocol/control.hpp"
#include "store/checkpoint.hpp"

#include <utility>

namespace xinqiao {
namespace {

ControlReply refuse(std::string error) {
  return {control::encode(control::Answer{std::move(error), {}}), nullptr};
}

ControlReply make_checkpoint(store::RocksLog& log) {
  std::unique_ptr<store::Checkpoint> made;
  if (const store::Status status = log.checkpoint(made); !status.is_ok()) {
    return refuse(status.message);
  }
  const control::Answer answer{
      {}, {{"folder", store::checkpoint_folder}, {"position", std::to_string(made->at_least())}}};
  return {control::encode(answer), std::move(made)};
}

}  // namespace

ControlReply answer_control(store::RocksLog& log, std::string_view line) {
  const auto request = control::decode_request(line);
  if (!request) return refuse("this is no request: see protocol/control.hpp");
  if (request->method == "checkpoint") return make_checkpoint(log);
  return refuse("the server that runs knows no '" + request->method +
                "': start it again with the version of this command");
}

}  // namespace xinqiao
