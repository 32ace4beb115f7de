#include "bench/tokens.hpp"

#include <boost/json.hpp>

#include <fstream>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

bool read_credential(const std::string& line, Credential& credential) {
  json::error_code error;
  const json::value value = json::parse(line, error);
  const json::object* object = error ? nullptr : value.if_object();
  const json::value* member = object == nullptr ? nullptr : object->if_contains("member");
  const json::value* token = object == nullptr ? nullptr : object->if_contains("token");
  const json::value* rooms = object == nullptr ? nullptr : object->if_contains("rooms");
  if (member == nullptr || !member->is_int64() || token == nullptr || !token->is_string() ||
      rooms == nullptr || !rooms->is_array()) {
    return false;
  }
  credential.member.value = static_cast<std::uint64_t>(member->get_int64());
  credential.token = token->get_string().c_str();
  for (const json::value& room : rooms->get_array()) {
    if (!room.is_int64()) {
      return false;
    }
    credential.rooms.push_back({static_cast<std::uint64_t>(room.get_int64())});
  }
  return true;
}

}  // namespace

variant<std::vector<Credential>, std::string> read_tokens(const std::string& path,
                                                          std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return path + ": cannot be read";
  }
  std::vector<Credential> credentials;
  std::string line;
  for (std::size_t number = 1; credentials.size() < most && std::getline(file, line); ++number) {
    Credential credential;
    if (!read_credential(line, credential)) {
      return path + ": line " + std::to_string(number) +
             " is no {\"member\", \"token\", \"rooms\"}";
    }
    credentials.push_back(std::move(credential));
  }
  if (credentials.empty()) {
    return path + ": has no members";
  }
  return credentials;
}

}  // namespace xinqiao::bench
