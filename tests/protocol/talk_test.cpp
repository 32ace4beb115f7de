// The bytes of talks on the wire: base64url in its one form, within its bounds, of the right kind.
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "protocol/encode_talk.hpp"
#include "protocol/limits.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

#include "protocol/variant.hpp"

using namespace xinqiao;

namespace {

// `bytes` bytes that are all 0.
std::string zeros(std::size_t bytes) {
  return std::string((bytes * 8 + 5) / 6, 'A');
}

// Taken, or the field that is wrong.
std::string outcome(const std::string& method, const std::string& params) {
  Decoder decoder;
  const auto result =
      decoder.request(R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":{)" +
                      params + R"(,"outbox":"k3Jx9_QmZ2","n":1}})");
  if (holds_alternative<Request>(result)) return "taken";
  const Refusal& refusal = get<DecodeError>(result).refusal;
  return std::string(row(refusal.reason).name) + ' ' + refusal.field;
}
std::string seal(const std::string& bytes) {
  return outcome("talk.seal", R"("room":7,"sealed":")" + bytes + '"');
}

}  // namespace

BOOST_AUTO_TEST_SUITE(talk_test)

BOOST_AUTO_TEST_CASE(bytes_are_counted_before_they_became_letters) {
  const auto ask = [](std::size_t bytes) {
    return outcome("talk.ask", R"("unit":3,"package":")" + zeros(bytes) + '"');
  };
  BOOST_TEST(ask(1) == "taken");
  BOOST_TEST(ask(limits::talk_package_bytes) == "taken");
  BOOST_TEST(ask(limits::talk_package_bytes + 1) == "invalid_params package");
  const auto accept = [](std::size_t bytes) {
    return outcome("talk.accept", R"("room":7,"welcome":")" + zeros(bytes) + '"');
  };
  BOOST_TEST(accept(limits::talk_sealed_bytes) == "taken");
  BOOST_TEST(accept(limits::talk_sealed_bytes + 1) == "invalid_params welcome");
  BOOST_TEST(seal(zeros(limits::talk_sealed_bytes)) == "taken");
  BOOST_TEST(seal(zeros(limits::talk_sealed_bytes + 1)) == "invalid_params sealed");
  BOOST_TEST(seal("") == "invalid_params sealed");
}

BOOST_AUTO_TEST_CASE(only_base64url_in_its_one_form_is_taken) {
  for (const char* good : {"AA", "AAA", "AAAA", "_-89", "Zm9v", "Zm8", "Zg"}) {
    BOOST_TEST(seal(good) == "taken", good);
  }
  for (const char* bad : {
           "A",         // no whole byte
           "AAAAA",     // likewise
           "AB",        // bits left over
           "AAB",       // likewise
           "AA==",      // padded
           "AA+A",      // of the other alphabet
           "AA/A",      // likewise
           "AA A",      // white space
           "你好你好",  // no letters of ours
           "AAA\\u0000",
       }) {
    BOOST_TEST(seal(bad) == "invalid_params sealed", bad);
  }
  BOOST_TEST(outcome("talk.seal", R"("room":7,"sealed":7)") == "invalid_params sealed");
  BOOST_TEST(outcome("talk.seal", R"("room":7)") == "invalid_params sealed");
}

BOOST_AUTO_TEST_CASE(one_asks_a_unit_or_a_listener_and_not_both) {
  const std::string package = R"(,"package":"Zm9v")";
  BOOST_TEST(outcome("talk.ask", R"("unit":3)" + package) == "taken");
  BOOST_TEST(outcome("talk.ask", R"("listener":3)" + package) == "taken");
  BOOST_TEST(outcome("talk.ask", R"("unit":3,"listener":3)" + package) ==
             "invalid_params listener");
  BOOST_TEST(outcome("talk.ask", R"("package":"Zm9v")") == "invalid_params listener");
  BOOST_TEST(outcome("talk.ask", R"("unit":0)" + package) == "invalid_params unit");
}

BOOST_AUTO_TEST_CASE(every_move_of_a_talk_but_its_duty_takes_a_guard) {
  Decoder decoder;
  for (const char* method : {"talk.decline", "talk.withdraw", "talk.end", "talk.forget"}) {
    const auto result = decoder.request(std::string(R"({"jsonrpc":"2.0","id":1,"method":")") +
                                        method + R"(","params":{"room":7}})");
    BOOST_REQUIRE(holds_alternative<DecodeError>(result));
    BOOST_TEST((get<DecodeError>(result).refusal.reason == Reason::guard_missing));
  }
  BOOST_TEST(holds_alternative<Request>(
      decoder.request(R"({"jsonrpc":"2.0","id":1,"method":"talk.duty","params":{"on":false}})")));
}

BOOST_AUTO_TEST_CASE(a_step_has_the_bytes_of_its_move_or_none) {
  Decoder decoder;
  Event event;
  const auto step = [&](const std::string& fields) {
    return decoder.event(
        R"({"room":7,"seq":4,"at":5,"by":3,"kind":"talk","n":0,"move":)" + fields + "}", event);
  };
  BOOST_TEST(step(R"("asked","unit":3,"package":"Zm9v")"));
  BOOST_TEST(get<TalkMoved>(event.body).bytes == "Zm9v");
  BOOST_TEST(step(R"("asked","unit":3)"));
  BOOST_TEST(get<TalkMoved>(event.body).bytes.empty());
  BOOST_TEST(!step(R"("asked","package":"Zm9v")"));
  BOOST_TEST(!step(R"("asked","unit":3,"listener":4,"package":"Zm9v")"));
  BOOST_TEST(!step(R"("asked","unit":3,"sealed":"Zm9v")"));
  BOOST_TEST(!step(R"("ended","sealed":"Zm9v")"));
  BOOST_TEST(!step(R"("sealed","sealed":"")"));
  BOOST_TEST(!step(R"("sealed","sealed":"A")"));
  BOOST_TEST(!step(R"("overheard")"));
}

BOOST_AUTO_TEST_CASE(what_is_sealed_counts_as_a_post_with_its_bytes_and_without) {
  TalkMoved sealed;
  sealed.move = TalkMove::sealed;
  BOOST_TEST(counts_as_post(sealed));
  BOOST_TEST(!is_post(sealed));
  sealed.bytes = "Zm9v";
  BOOST_TEST(counts_as_post(sealed));
  TalkMoved ended;
  ended.move = TalkMove::ended;
  BOOST_TEST(!counts_as_post(ended));
}

BOOST_AUTO_TEST_CASE(a_talk_is_written_as_those_see_it_who_may) {
  TalkRow row{.room = {11}, .asker = {3}, .unit = {5}};
  row.asked_at = {1795400012000};
  row.package = "Zm9v";
  BOOST_TEST(encode_talk({&row, "林晚", 2, false}) ==
             R"({"room":11,"state":"waiting","asker":3,"asker_name":"林晚","unit":5,)"
             R"("asked_at":1795400012000,"ahead":2})");
  BOOST_TEST(encode_talks({}, {{&row, "", std::nullopt, true}}) ==
             R"({"talks":[],"waiting":[{"room":11,"state":"waiting","asker":3,"unit":5,)"
             R"("asked_at":1795400012000,"package":"Zm9v"}]})");
}

BOOST_AUTO_TEST_SUITE_END()
