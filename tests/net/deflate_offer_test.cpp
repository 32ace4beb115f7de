// Offers of permessage-deflate, as RFC 7692 7.1 has them: the first that can be honoured is.
#include "server/net/deflate_offer.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace xinqiao::net;

namespace {

const std::string plainly =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

std::optional<std::string> answer(std::vector<std::string_view> lines) {
  return answer_to_deflate(lines);
}
bool are_read(std::vector<std::string_view> lines) {
  return are_extensions(lines);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(deflate_offer)

BOOST_AUTO_TEST_CASE(both_sides_forget_after_each_message_whatever_is_offered) {
  for (const std::string_view offer :
       {"permessage-deflate", "permessage-deflate; client_max_window_bits",
        "permessage-deflate;client_max_window_bits=8",
        "permessage-deflate; server_no_context_takeover",
        "permessage-deflate ; client_no_context_takeover ;\tserver_no_context_takeover",
        "permessage-deflate; client_max_window_bits=\"15\"", ", permessage-deflate ,,"}) {
    BOOST_TEST_CONTEXT(offer) {
      BOOST_TEST_REQUIRE(answer({offer}).has_value());
      BOOST_TEST(*answer({offer}) == plainly);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_window_is_honoured_if_all_frames_fit_it) {
  for (const std::string bits : {"12", "13", "14", "15", "\"12\"", "\"1\\5\""}) {
    const std::string offer = "permessage-deflate; server_max_window_bits=" + bits;
    BOOST_TEST_REQUIRE(answer({offer}).has_value());
    BOOST_TEST(*answer({offer}) == plainly + "; server_max_window_bits=12");
  }
  for (const std::string bits : {"8", "9", "10", "11"}) {
    const std::string offer = "permessage-deflate; server_max_window_bits=" + bits;
    BOOST_TEST(!answer({offer}).has_value());
    BOOST_TEST(*answer({offer + ", permessage-deflate"}) == plainly);
  }
}

BOOST_AUTO_TEST_CASE(an_offer_with_anything_unknown_or_said_twice_is_declined_and_the_next_tried) {
  for (const std::string_view parameters :
       {"server_max_window_bits", "server_max_window_bits=7", "server_max_window_bits=16",
        "server_max_window_bits=012", "server_max_window_bits=1x", "client_max_window_bits=7",
        "client_max_window_bits=16", "client_max_window_bits=08", "server_no_context_takeover=1",
        "client_no_context_takeover=\"true\"", "unknown", "unknown=1", "Client_Max_Window_Bits",
        "client_max_window_bits; client_max_window_bits",
        "server_no_context_takeover; server_no_context_takeover",
        "server_max_window_bits=12; server_max_window_bits=12"}) {
    BOOST_TEST_CONTEXT(parameters) {
      const std::string offer = "permessage-deflate; " + std::string(parameters);
      BOOST_TEST(are_read({offer}));
      BOOST_TEST(!answer({offer}).has_value());
      const std::string then = offer + ", permessage-deflate; client_max_window_bits";
      BOOST_TEST_REQUIRE(answer({then}).has_value());
      BOOST_TEST(*answer({then}) == plainly);
      BOOST_TEST(*answer({offer, "permessage-deflate"}) == plainly);
    }
  }
}

BOOST_AUTO_TEST_CASE(other_extensions_are_left_alone) {
  BOOST_TEST(!answer({}).has_value());
  BOOST_TEST(!answer({"x-webkit-deflate-frame, permessage-bzip2; level=9"}).has_value());
  BOOST_TEST(*answer({"mux; max-channels=4; flow-control, permessage-deflate"}) == plainly);
}

BOOST_AUTO_TEST_CASE(the_first_that_can_be_honoured_is_taken) {
  BOOST_TEST(*answer({"permessage-deflate; server_max_window_bits=9",
                      "permessage-deflate; server_max_window_bits=13, permessage-deflate"}) ==
             plainly + "; server_max_window_bits=12");
}

BOOST_AUTO_TEST_CASE(what_is_no_list_of_extensions_fails_the_handshake) {
  for (const std::string_view line :
       {"permessage-deflate;", "permessage-deflate; =1", "permessage-deflate; a=", "; a",
        "permessage-deflate; a=\"", "permessage-deflate; a=\"b", "permessage-deflate; a=\"b c\"",
        "permessage-deflate; a=\"\"", "permessage deflate", "a/b", "permessage-deflate; a b",
        "permessage-deflate; a=\"b\"c", "(a)", "permessage-deflate; a=\"\\"}) {
    BOOST_TEST_CONTEXT(line) {
      BOOST_TEST(!are_read({line}));
      BOOST_TEST(!are_read({"permessage-deflate", line}));
      BOOST_TEST(!answer({"permessage-deflate", line}).has_value());
    }
  }
  for (const std::string_view line : {"", " ", ",", "a", "a;b=c, d;\te = \"f\" ,"}) {
    BOOST_TEST(are_read({line}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
