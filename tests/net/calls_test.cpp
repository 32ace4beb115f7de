// A request on its way to the pipeline: no secret goes on, and each transport has its own methods.
#include "server/net/calls.hpp"

#include <boost/test/unit_test.hpp>

#include "server/credentials.hpp"

using namespace xinqiao;
using namespace xinqiao::net;

namespace {

Request request_of(Command command) {
  Request request;
  request.id = "1";
  request.command = std::move(command);
  return request;
}

Reason refused(Command command, Transport transport) {
  const auto made = make_call(request_of(std::move(command)), transport);
  const auto* refusal = get_if<Refusal>(&made);
  return refusal ? refusal->reason : Reason::none;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(calls)

BOOST_AUTO_TEST_CASE(the_world_sees_hashes_and_the_answer_discloses_the_new_token) {
  Request request = request_of(StartSession{});
  request.secrets = {.link = "the-link-of-anna", .claim = "the-claim-of-anna"};

  const Call call = get<Call>(make_call(std::move(request), Transport::exchange));

  const auto& start = get<StartSession>(call.request.command);
  BOOST_TEST((start.link == hash_secret("the-link-of-anna")));
  BOOST_TEST((start.claim == hash_secret("the-claim-of-anna")));
  BOOST_TEST((start.token == hash_secret(call.disclose)));
  BOOST_TEST(call.disclose.size() == 43u);
  BOOST_TEST(call.cookie.empty());
  BOOST_TEST(call.request.secrets.link.empty());
}

BOOST_AUTO_TEST_CASE(a_token_wanted_as_a_cookie_is_not_said) {
  Request request = request_of(StartSession{});
  request.secrets = {.link = "l", .claim = "c", .want_cookie = true};

  const Call call = get<Call>(make_call(std::move(request), Transport::exchange));

  BOOST_TEST(call.disclose.empty());
  BOOST_TEST((get<StartSession>(call.request.command).token == hash_secret(call.cookie)));
}

BOOST_AUTO_TEST_CASE(a_link_is_made_here_and_known_to_the_world_by_its_hash) {
  const Call call = get<Call>(make_call(request_of(CreateLink{}), Transport::socket));

  BOOST_TEST((get<CreateLink>(call.request.command).link == hash_secret(call.disclose)));
}

BOOST_AUTO_TEST_CASE(no_two_secrets_are_alike) {
  const Call one = get<Call>(make_call(request_of(CreateLink{}), Transport::socket));
  const Call two = get<Call>(make_call(request_of(CreateLink{}), Transport::socket));

  BOOST_TEST(one.disclose != two.disclose);
}

BOOST_AUTO_TEST_CASE(each_transport_has_its_own_methods) {
  BOOST_TEST((refused(StartSession{}, Transport::socket) == Reason::method_not_found));
  BOOST_TEST((refused(Resume{}, Transport::exchange) == Reason::method_not_found));
  BOOST_TEST((refused(Typing{}, Transport::exchange) == Reason::method_not_found));
  BOOST_TEST((refused(Resume{}, Transport::socket) == Reason::none));
  BOOST_TEST((refused(Me{}, Transport::exchange) == Reason::none));
}

BOOST_AUTO_TEST_SUITE_END()
