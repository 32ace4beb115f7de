#include "protocol/control.hpp"

#include "protocol/json_writer.hpp"

namespace xinqiao::control {
namespace {

void write(JsonWriter& json, const Texts& texts) {
  json.begin_object();
  for (const auto& [name, text] : texts) json.key(name).string(text);
  json.end_object();
}

}  // namespace

std::string encode(const Request& request) {
  std::string line;
  JsonWriter json(line);
  json.begin_object().key("method").string(request.method).key("params");
  write(json, request.params);
  json.end_object();
  return line + "\n";
}

std::string encode(const Answer& answer) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  if (answer.is_ok()) {
    json.key("result");
    write(json, answer.result);
  } else {
    json.key("error").string(answer.error);
  }
  json.end_object();
  return line + "\n";
}

}  // namespace xinqiao::control
