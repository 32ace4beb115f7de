#include "tests/support/house.hpp"

#include "protocol/decode.hpp"
#include "server/credentials.hpp"
#include "server/decider.hpp"
#include "server/logins.hpp"

#include <boost/test/unit_test.hpp>

namespace xinqiao::testing {
namespace {

// What the door does with the secrets of a request.
template <class Plain>
void hide(Heard&, const Plain&, const std::string&) {}
void hide(Heard& heard, CreateLink& create, const std::string&) {
  heard.disclose = random_secret();
  create.link = hash_secret(heard.disclose);
}
void hide(Heard& heard, CreateInvitation& create, const std::string&) {
  heard.disclose = random_secret();
  create.invitation = hash_secret(heard.disclose);
}
void hide(Heard& heard, StartSession& start, const std::string&) {
  start.link = hash_secret(heard.request.secrets.link);
  start.claim = hash_secret(heard.request.secrets.claim);
  heard.disclose = random_secret();
  start.token = hash_secret(heard.disclose);
}
void hide(Heard& heard, StartByInvitation& start, const std::string&) {
  start.invitation = hash_secret(heard.request.secrets.link);
  start.claim = hash_secret(heard.request.secrets.claim);
  heard.disclose = random_secret();
  start.token = hash_secret(heard.disclose);
}
void hide(Heard& heard, StartByPassword& start, const std::string& browser) {
  start.login = fold_login(start.login);
  if (!browser.empty()) start.browser = hash_secret(browser);
  heard.disclose = random_secret();
  start.token = hash_secret(heard.disclose);
}
void hide(Heard&, SetPassword& set, const std::string&) {
  set.login = fold_login(set.login);
}

}  // namespace

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

House::House(std::shared_ptr<MemoryLog> log_to_use, const Follow& follow)
    : log(std::move(log_to_use)) {
  Pipeline::Options options;
  options.on_failure = [this](const store::Status& status) { failure = status; };
  if (follow) options.followers = follow(*this);
  pipeline = std::make_unique<Pipeline>(*log, clock, audience, metrics, options);
  BOOST_REQUIRE(pipeline->load().is_ok());
}

void House::settle() {
  while (pipeline->decide_step() || pipeline->keep_step() || pipeline->read_step() ||
         pipeline->password_step()) {
  }
}

std::string House::call(const std::string& method, const std::string& params) {
  return call(Resident{{}, "", {0, next_slot_++, 1}}, method, params);
}

House::Resident House::add(const std::string& name, bool organiser) {
  const auto as_server = [&](const TokenHash& caller, Command command) {
    Heard heard;
    heard.caller = caller;
    heard.request.id = "0";
    heard.request.command = std::move(command);
    BOOST_REQUIRE(pipeline->hear(std::move(heard)));
    settle();
  };
  Resident resident;
  resident.member = pipeline->world().next_member();
  resident.token = random_secret();
  resident.connection = {0, next_slot_++, 1};
  const TokenHash link = hash_secret(random_secret());
  as_server(server_itself(), AddMember{name, organiser});
  as_server(server_itself(), CreateLink{resident.member, link});
  as_server(TokenHash{}, StartSession{link, link, hash_secret(resident.token), "test"});
  audience.told.clear();
  return resident;
}

void House::send(const Resident& who, const std::string& method, const std::string& params) {
  const std::string text = "{\"jsonrpc\":\"2.0\",\"id\":" + std::to_string(next_id_++) +
                           ",\"method\":\"" + method + "\",\"params\":" + params + "}";
  Decoder decoder;
  auto decoded = decoder.request(text);
  BOOST_REQUIRE_MESSAGE(holds_alternative<Request>(decoded), "not decoded: " << text);
  Heard heard;
  heard.from = who.connection;
  if (!who.token.empty()) heard.caller = hash_secret(who.token);
  heard.request = std::move(get<Request>(decoded));
  heard.address = address;
  visit([&](auto& command) { hide(heard, command, browser); }, heard.request.command);
  Secrets& secrets = heard.request.secrets;
  heard.passwords = {std::move(secrets.password), std::move(secrets.fresh)};
  BOOST_REQUIRE(pipeline->hear(std::move(heard)));
}

std::string House::call(const Resident& who, const std::string& method, const std::string& params) {
  const std::string id = "\"id\":" + std::to_string(next_id_) + ",";
  send(who, method, params);
  settle();
  for (const Answer& answer : audience.all<Answer>()) {
    const std::string text(answer.frame.payload());
    if (says(text, id) && answer.to == who.connection) return text;
  }
  return "";
}

std::string House::post(const Resident& who, std::uint64_t room, std::uint64_t n,
                        const std::string& text) {
  return call(who, "message.post",
              "{\"room\":" + std::to_string(room) + ",\"text\":\"" + text +
                  "\",\"outbox\":\"device-" + std::to_string(who.member.value) +
                  "\",\"n\":" + std::to_string(n) + "}");
}

}  // namespace xinqiao::testing
