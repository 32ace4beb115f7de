// Who may come in: credentials, the Origin rule, the form of a handshake. Names tell the attack.
#include "server/net/entry.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "server/credentials.hpp"

using namespace xinqiao;
using namespace xinqiao::net;

namespace {

const std::vector<std::string> none;

Asked asked_from(std::vector<std::string_view> origins, std::string_view cookie = {}) {
  Asked asked;
  asked.hosts = {"chat.example:8420"};
  asked.origins = std::move(origins);
  asked.cookie = cookie;
  return asked;
}

bool may_act(const Asked& asked, const std::vector<std::string>& allowed = none) {
  return is_origin_allowed(asked, presented(asked), Use::acting, allowed);
}
bool may_read(const Asked& asked) {
  return is_origin_allowed(asked, presented(asked), Use::reading, none);
}

constexpr std::string_view key = "dGhlIHNhbXBsZSBub25jZQ==";

}  // namespace

BOOST_AUTO_TEST_SUITE(entry)

BOOST_AUTO_TEST_CASE(a_bearer_token_goes_before_the_cookie) {
  Asked asked;
  asked.authorization = "bEaReR  abc";
  asked.cookie = "xinqiao=def";

  BOOST_TEST(presented(asked).token == "abc");
  BOOST_TEST(!presented(asked).by_cookie);
}

BOOST_AUTO_TEST_CASE(the_cookie_is_found_among_others_by_its_whole_name) {
  Asked asked;
  asked.cookie = "a=1; notxinqiao=evil;xinqiao2=evil; xinqiao=tok=en ; b=2";

  BOOST_TEST(presented(asked).token == "tok=en");
  BOOST_TEST(presented(asked).by_cookie);
}

BOOST_AUTO_TEST_CASE(without_credentials_the_caller_is_nobody) {
  for (const std::string_view nothing : {"", "Bearer ", "Basic abc", "Bearer"}) {
    Asked asked;
    asked.authorization = nothing;
    asked.cookie = "xinqiao=";
    BOOST_TEST(presented(asked).token.empty());
    BOOST_TEST((caller_hash(presented(asked)) == TokenHash{}));
  }
}

BOOST_AUTO_TEST_CASE(the_caller_is_the_hash_of_the_token) {
  Asked asked;
  asked.authorization = "Bearer abc";

  BOOST_TEST((caller_hash(presented(asked)) == hash_secret("abc")));
}

BOOST_AUTO_TEST_CASE(the_page_may_call_its_own_server) {
  BOOST_TEST(may_act(asked_from({"http://chat.example:8420"}, "xinqiao=t")));
  BOOST_TEST(may_act(asked_from({"https://chat.example:8420"}, "xinqiao=t")));
  BOOST_TEST(may_act(asked_from({"https://CHAT.example:8420"}, "xinqiao=t")));
}

BOOST_AUTO_TEST_CASE(any_other_origin_may_not_with_a_cookie_or_a_token) {
  for (const std::string_view evil :
       {"http://evil.example", "null", "", "http://chat.example", "http://chat.example:84200",
        "http://chat.example:842", "http://chat.example:8420.evil.example",
        "http://evil.example/chat.example:8420", "http://xchat.example:8420",
        "http://chat.example:8420/", "chat.example:8420", "ftp://chat.example:8420",
        "http://user@chat.example:8420"}) {
    BOOST_TEST_CONTEXT(evil) {
      BOOST_TEST(!may_act(asked_from({evil}, "xinqiao=t")));
      BOOST_TEST(!may_act(asked_from({evil})));
      BOOST_TEST(!may_read(asked_from({evil}, "xinqiao=t")));
    }
  }
}

// It could have been made by whoever is on the way, and its browser may send the cookie along.
BOOST_AUTO_TEST_CASE(a_page_that_came_by_http_may_not_call_what_is_served_by_https) {
  for (const bool by_cookie : {true, false}) {
    const std::string_view cookie = by_cookie ? "xinqiao=t" : "";
    Asked asked = asked_from({"http://chat.example:8420"}, cookie);
    asked.is_secure = true;
    BOOST_TEST(!may_act(asked));
    BOOST_TEST(!may_read(asked));
    asked.origins = {"HTTP://chat.example:8420"};
    BOOST_TEST(!may_act(asked));
    asked.origins = {"https://chat.example:8420"};
    BOOST_TEST(may_act(asked));
  }
}

BOOST_AUTO_TEST_CASE(the_cookie_is_for_https_alone_where_the_page_came_so) {
  BOOST_TEST(is_of_https(asked_from({"https://chat.example:8420"})));
  BOOST_TEST(!is_of_https(asked_from({"http://chat.example:8420"})));
  Asked asked = asked_from({});
  BOOST_TEST(!is_of_https(asked));
  asked.is_secure = true;
  BOOST_TEST(is_of_https(asked));
}

BOOST_AUTO_TEST_CASE(a_body_whose_coding_is_unknown_is_refused_with_what_stands_behind_it) {
  using Codings = std::vector<std::string_view>;
  const auto refused = [](const Codings& codings) { return refuse_coding(codings); };
  BOOST_TEST(!refused({}).has_value());
  BOOST_TEST(!refused({"chunked"}).has_value());
  BOOST_TEST(!refused({"Chunked"}).has_value());
  for (const std::string_view coding : {"", "xchunked", "identity", "gzip", "gzip, chunked",
                                        "chunked, identity", "chunked;x", "chunked,"}) {
    BOOST_TEST_CONTEXT(coding) {
      BOOST_REQUIRE(refused({coding}).has_value());
      BOOST_TEST(refused({coding})->status == 501u);
      BOOST_TEST(refused({coding})->close);
    }
  }
  BOOST_TEST(refused({"chunked", "chunked"}).has_value());
}

BOOST_AUTO_TEST_CASE(two_origins_or_two_hosts_are_no_origin) {
  BOOST_TEST(!may_act(asked_from({"http://chat.example:8420", "http://evil.example"})));
  Asked asked = asked_from({"http://evil.example"});
  asked.hosts = {"chat.example:8420", "evil.example"};
  BOOST_TEST(!may_act(asked));
}

BOOST_AUTO_TEST_CASE(a_missing_origin_is_fine_for_a_program_and_not_with_the_cookie) {
  BOOST_TEST(may_act(asked_from({})));
  BOOST_TEST(!may_act(asked_from({}, "xinqiao=t")));
}

BOOST_AUTO_TEST_CASE(a_page_may_read_its_own_server_without_an_origin) {
  Asked asked = asked_from({}, "xinqiao=t");
  BOOST_TEST(may_read(asked));
  asked.fetch_site = "same-origin";
  BOOST_TEST(may_read(asked));
  asked.fetch_site = "cross-site";
  BOOST_TEST(!may_read(asked));
  asked.fetch_site = "same-site";
  BOOST_TEST(!may_read(asked));
}

BOOST_AUTO_TEST_CASE(an_allowed_origin_is_compared_exactly) {
  const std::vector<std::string> allowed{"https://page.example"};

  BOOST_TEST(may_act(asked_from({"https://page.example"}, "xinqiao=t"), allowed));
  BOOST_TEST(!may_act(asked_from({"http://page.example"}, "xinqiao=t"), allowed));
  BOOST_TEST(!may_act(asked_from({"https://page.example.evil"}, "xinqiao=t"), allowed));
  BOOST_TEST(!may_act(asked_from({"https://page.example:444"}, "xinqiao=t"), allowed));
}

BOOST_AUTO_TEST_CASE(a_handshake_needs_an_upgrade_version_13_a_key_and_our_subprotocol) {
  const Handshake good{true, "13", key, "other, xinqiao.v1"};
  BOOST_TEST(!refuse_handshake(good).has_value());

  BOOST_TEST(refuse_handshake({false, "13", key, "xinqiao.v1"})->status == 426u);
  BOOST_TEST(refuse_handshake({true, "8", key, "xinqiao.v1"})->status == 426u);
  for (const std::string_view protocols :
       {"", "xinqiao.v2", "xinqiao.v1x", "xinqiao", "XINQIAO.V1"}) {
    BOOST_TEST(refuse_handshake({true, "13", key, protocols})->status == 400u);
    BOOST_TEST(!refuse_handshake({true, "13", key, protocols}, false).has_value());  // an echo
  }
  for (const std::string_view bad :
       {"", "abc", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===",
        "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25j!Q==", "dGhlIHNhbXBsZSBub25jZQAA"}) {
    BOOST_TEST_CONTEXT(bad) {
      BOOST_TEST(refuse_handshake({true, "13", bad, "xinqiao.v1"})->status == 400u);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_cookie_is_out_of_reach_of_scripts_and_other_sites) {
  BOOST_TEST(session_cookie("abc", false) ==
             "xinqiao=abc; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000");
  BOOST_TEST(session_cookie("abc", true).ends_with("; Secure"));
  BOOST_TEST(ended_cookie(false).find("Max-Age=0") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
