// The decoder against the example files, and against what becomes of them by small damage.
#include "protocol/decode.hpp"
#include "protocol/decode_json.hpp"
#include "protocol/encode.hpp"
#include "protocol/limits.hpp"
#include "tests/protocol/examples.hpp"
#include "tests/protocol/strict_json.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <string>

BOOST_AUTO_TEST_SUITE(decode)

using namespace xinqiao;
using testing::describe;
using testing::Example;
using testing::examples;
using testing::StrictJson;

namespace {

const std::string outbox = " outbox=k3Jx9_QmZ2-aTuLw n=";
const std::string key = " key=0b9e6c1e5d0a4f7e9a353f1c2b7d8e90";
const std::string secrets =
    " link=Xb3T0kWcQ9vJ1mZr7yLd5uHs2nGf8aPe4iOq6tBw0CE claim=q1W2e3R4t5Y6u7I8o9P0aA";

const std::string invitation = "3f9a" + std::string(56, '0') + "beef";

const std::map<std::string, std::string> meanings{
    {"session.start", "1 session.start device=林晚的手机 📱" + secrets + " cookie"},
    {"session.start.token", "1 session.start device=" + secrets + " token"},
    {"session.end", "2 session.end"},
    {"session.end.other", "2 session.end session=12"},
    {"session.list", "2 session.list"},
    {"session.me", "\"me-1\" session.me"},
    {"session.start.password", "41 session.start login=王敏 device=手机 password=三号泵房的灯亮了"},
    {"session.start.invitation",
     "42 session.start invited name=赵新 device="
     " link=Zm9yLXRoZS1uaWdodC1zaGlmdC1vZi1wdW1wLWhvdXNl claim=Y2xhaW0tb2YtbmV3Y29tZXI token"},
    {"password.set", "43 password.set login=王敏 password=三号泵房的灯亮了 new=四号泵房的灯也亮了"},
    {"password.set.first", "44 password.set login=wang.min new=tea at four, pumps at five"},
    {"invitation.create",
     "45 invitation.create unit=3 organiser uses=1 days=7 note=第一党支部的新书记"},
    {"invitation.create.plain", "46 invitation.create unit=0 uses=10000 days=90 note="},
    {"invitation.list", "47 invitation.list after=" + invitation + " limit=50"},
    {"invitation.revoke", "48 invitation.revoke " + invitation},
    {"member.rename", "51 member.rename member=0 name=王敏" + outbox + "9"},
    {"member.rename.other", "52 member.rename member=7 name=赵新" + outbox + "9"},
    {"member.erase", "53 member.erase member=7 words" + outbox + "9"},
    {"session.end_all", "54 session.end_all member=7"},
    {"link.create.reset", "49 link.create member=7 end_sessions"},
    {"link.create", "3 link.create"},
    {"link.create.member", "4 link.create member=4"},
    {"member.add", "5 member.add name=阿依古丽·买买提" + outbox + "1"},
    {"member.add.key", "5 member.add name=יעל כהן" + key},
    {"member.names", "6 member.names 1 4 9007199254740991"},
    {"room.create", "7 room.create title=茶馆 🍵" + outbox + "2"},
    {"room.list", "8 room.list after=0 limit=200"},
    {"room.list.next", "9 room.list after=17 limit=200"},
    {"room.members", "10 room.members room=1 after=3 limit=50"},
    {"room.join", "11 room.join room=1" + outbox + "3"},
    {"room.leave", "12 room.leave room=1" + outbox + "4"},
    {"message.post", "13 message.post room=1 text=早上好！今天谁值班？" + outbox + "5"},
    {"message.post.reply", "14 message.post room=1 text=صباح الخير يا جماعة 🌅 re=5" + outbox + "6"},
    {"message.post.key",
     "\"nightly-backup\" message.post room=1 text=备份完成 ✅\n用时 42 秒\t(\"夜班\")" + key},
    {"message.edit", "15 message.edit room=1 target=5 text=早上好！今天是谁值班？" + outbox + "7"},
    {"message.delete", "16 message.delete room=1 target=6" + outbox + "8"},
    {"read.set", "17 read.set room=1 seq=8"},
    {"history", "18 history room=1 latest=0 limit=50"},
    {"history.before", "19 history room=1 before=120 limit=30"},
    {"history.after", "19 history room=1 after=0 limit=30"},
    {"history.around", "19 history room=1 around=57 limit=30"},
    {"history.at", "19 history room=1 at=1795400000000 limit=30"},
    {"resume", "20 resume epoch=7f3a9c2e51d04b88 marks_since=418 room=1:[1,40][52,60] room=2:"},
    {"resume.first", "21 resume epoch= marks_since=0"},
    {"typing", "- typing room=1"},
    {"ping", "22 ping"},
    {"direct.open", "30 direct.open member=5" + outbox + "9"},
    {"room.create.unit",
     "30 room.create title=安全通知 unit=4 bulletin closed hidden" + outbox + "9"},
    {"room.rename", "31 room.rename room=3 title=第一联合车间 · 夜班" + outbox + "9"},
    {"room.rules", "32 room.rules room=3 access=closed past=hidden" + outbox + "9"},
    {"room.archive", "33 room.archive room=3" + outbox + "9"},
    {"room.reopen", "34 room.reopen room=3" + outbox + "9"},
    {"room.add", "35 room.add room=3 5 7" + outbox + "9"},
    {"room.remove", "36 room.remove room=3 member=7" + outbox + "9"},
    {"unit.create", "37 unit.create parent=1 name=第一联合车间党支部" + outbox + "9"},
    {"unit.rename", "38 unit.rename unit=4 name=第一党支部" + outbox + "9"},
    {"unit.move", "39 unit.move unit=4 parent=2" + outbox + "9"},
    {"unit.close", "40 unit.close unit=4" + outbox + "9"},
    {"unit.reception", "41 unit.reception unit=4 on" + outbox + "9"},
    {"unit.tree", "42 unit.tree after=0 limit=200"},
    {"unit.tree.version", "42 unit.tree version=12 after=4 limit=50"},
    {"unit.log", "43 unit.log before=80 limit=50"},
    {"member.list", "44 member.list unit=4 after=7 limit=50"},
    {"member.list.homeless", "44 member.list unit=0 after=0 limit=200"},
    {"member.move", "45 member.move member=7 unit=4" + outbox + "9"},
    {"member.move.away", "45 member.move member=7 unit=0" + outbox + "9"},
    {"member.welcome", "46 member.welcome member=7" + outbox + "9"},
    {"member.deactivate", "47 member.deactivate member=7" + outbox + "9"},
    {"member.reactivate", "48 member.reactivate member=7" + outbox + "9"},
    {"duty.give", "49 duty.give member=7 unit=4 organiser" + outbox + "9"},
    {"duty.take", "50 duty.take member=7 unit=4 organiser" + outbox + "9"},
    {"search", "23 search query=值班 boiler* rooms= limit=20"},
    {"search.next", "24 search query=值班 rooms=1,17, before=1795400004000/1/4 limit=50"},
    {"mention.list", "60 mention.list"},
    {"message.recall", "61 message.recall room=1 target=8" + outbox + "12"},
    {"message.forward", "62 message.forward room=3 from=1:4" + outbox + "13"},
    {"message.remove", "71 message.remove room=1 target=8 reason=与工作无关的广告" + outbox + "21"},
    {"room.mute", "72 room.mute room=1 member=7 minutes=60 reason=请先冷静一下" + outbox + "22"},
    {"room.unmute", "73 room.unmute room=1 member=7" + outbox + "23"},
    {"room.read_only", "74 room.read_only room=1 on reason=检修期间只发通知" + outbox + "24"},
    {"room.read_only.off", "75 room.read_only room=1 off reason=" + outbox + "25"},
    {"room.release", "130 room.release room=3 proposed reason=档案馆按规定存档" + outbox + "26"},
    {"room.release.agreed", "131 room.release room=3 agreed reason=" + outbox + "27"},
    {"message.report", "76 message.report room=1 seq=8 reason=辱骂同事"},
    {"report.list", "77 report.list settled after=1795400009123 limit=10"},
    {"report.mine", "78 report.mine after=0 limit=20"},
    {"report.settle", "79 report.settle report=1795400009123 warned note=已经谈过话"},
    {"presence.set", "80 presence.set on"},
    {"presence.list", "81 presence.list room=1"},
    {"read.count", "82 read.count room=1 seq=4"},
    {"question.ask",
     "80 question asked room=4 question=0 text=三号楼热水什么时候恢复？" + outbox + "21"},
    {"question.take", "81 question taken room=4 question=5" + outbox + "21"},
    {"question.transfer",
     "82 question transferred room=4 question=5 unit=2 reason=归动力车间管" + outbox + "21"},
    {"question.answer",
     "83 question answered room=4 question=5 text=管线周三修好，当晚恢复供应。" + outbox + "21"},
    {"question.solve", "84 question solved room=4 question=5" + outbox + "21"},
    {"question.reopen",
     "85 question reopened room=4 question=5 reason=周四还是没有热水" + outbox + "21"},
    {"question.reopen.plain", "86 question reopened room=4 question=5" + outbox + "21"},
    {"question.withdraw", "87 question withdrawn room=4 question=5" + outbox + "21"},
    {"question.list", "88 question.list unit=0 limit=50"},
    {"question.list.next", "89 question.list unit=3 mine after=1795400012000/4/5 limit=20"},
    {"question.figures", "90 question.figures after=3 limit=50"},
    {"alert.raise",
     "91 alert.raise drill units=3,4, title=三号罐区泄漏（演练） text=请立即撤离到东门集合点。 "
     "options=安全,需要帮助," +
         outbox + "21"},
    {"alert.update", "92 alert updated room=9 text=风向转东，改到西门集合。" + outbox + "21"},
    {"alert.cancel", "93 alert cancelled room=9 text=是误报，请回到岗位。" + outbox + "21"},
    {"alert.all_clear", "94 alert all_clear room=9 text=已经处置完毕，解除。" + outbox + "21"},
    {"alert.reach", "95 alert.reach room=9 seen"},
    {"alert.answer", "96 alert.answer room=9 option=2" + outbox + "21"},
    {"alert.tick", "97 alert.tick room=9 member=7" + outbox + "21"},
    {"alert.untick", "98 alert.untick room=9 member=7" + outbox + "21"},
    {"alert.audience", "99 alert.audience units=3,4,"},
    {"alert.list", "100 alert.list"},
    {"alert.roll", "101 alert.roll room=9"},
    {"alert.missing", "102 alert.missing room=9 unit=3 after=7 limit=50"},
    {"talk.ask", "103 talk.ask unit=3 package:390" + outbox + "22"},
    {"talk.ask.listener", "104 talk.ask listener=7 package:390" + outbox + "22"},
    {"talk.accept", "105 talk accepted room=11 bytes:535" + outbox + "22"},
    {"talk.decline", "106 talk declined room=11" + outbox + "22"},
    {"talk.withdraw", "107 talk withdrawn room=11" + outbox + "22"},
    {"talk.seal", "108 talk sealed room=11 bytes:219" + outbox + "22"},
    {"talk.end", "109 talk ended room=11" + outbox + "22"},
    {"talk.forget", "110 talk forgotten room=11" + outbox + "22"},
    {"talk.duty", "111 talk.duty on"},
    {"talk.listeners", "112 talk.listeners"},
    {"talk.list", "113 talk.list"},
    {"pin.set", "63 pin.set room=1 target=4" + outbox + "14"},
    {"pin.clear", "64 pin.clear room=1 target=4" + outbox + "15"},
    {"pin.list", "65 pin.list room=1"},
    {"reaction.set", "50 reaction.set room=1 target=4 reaction=1"},
    {"reaction.set.back", "51 reaction.set room=1 target=4 reaction=0"},
    {"reaction.list", "52 reaction.list room=1 seq=4 after=3 limit=50"},
    {"notice.post",
     "53 notice.post room=6 must_confirm title=停电检修通知 text=周六 8 时至 12 "
     "时停电，请提前保存资料。" +
         outbox + "9"},
    {"notice.post.later",
     "54 notice.post room=6 counted title=周一例会 text=早上八点，二楼会议室。 at=1795700000000" +
         outbox + "10"},
    {"notice.confirm", "55 notice.confirm room=6 seq=12"},
    {"notice.confirmations", "56 notice.confirmations room=6 seq=12 no after=4 limit=100"},
    {"notice.scheduled", "57 notice.scheduled room=6"},
    {"notice.cancel", "58 notice.cancel room=6 notice=1795400009123" + outbox + "11"},
};

std::string outcome(Decoder& decoder, std::string_view text) {
  const auto result = decoder.request(text);
  if (const auto* request = get_if<Request>(&result)) return describe(*request);
  const auto& error = get<DecodeError>(result);
  return error.id + ' ' + std::string(row(error.refusal.reason).name) + ' ' + error.refusal.field;
}

// One to four small wounds.
std::string wound(std::string text, std::mt19937& random) {
  const std::string alphabet = "{}[]\",:0123456789.eE+-tfn \\u\n\x01\xc3\xbd\xed\xa0/admorx_";
  for (auto edits = random() % 4 + 1; edits > 0; --edits) {
    if (text.empty()) return text;
    const std::size_t at = random() % text.size();
    switch (random() % 5) {
      case 0:
        text.insert(at, 1, alphabet[random() % alphabet.size()]);
        break;
      case 1:
        text[at] = alphabet[random() % alphabet.size()];
        break;
      case 2:
        text.erase(at, 1 + random() % 4);
        break;
      case 3:
        text[at] = static_cast<char>(random());
        break;
      default:
        text.insert(at, text.substr(random() % text.size(), random() % 24));
        break;
    }
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_request_example_means_what_it_says) {
  Decoder decoder;
  const auto all = examples("requests");
  for (const Example& example : all) {
    const auto meaning = meanings.find(example.name);
    BOOST_REQUIRE_MESSAGE(meaning != meanings.end(), "nobody says what means " << example.name);
    BOOST_TEST(outcome(decoder, example.text) == meaning->second, example.name);
  }
  BOOST_TEST(all.size() == meanings.size());
}

BOOST_AUTO_TEST_CASE(every_bad_example_is_refused_with_its_reason_and_field) {
  Decoder decoder;
  JsonTree file;
  for (const Example& example : examples("bad")) {
    BOOST_REQUIRE((file.read(example.text) == JsonTree::Fault::none));
    const auto part = [&](std::string_view name) {
      const JsonNode* node = file.find(file.root(), name);
      return node ? std::string(node->text) : std::string();
    };
    const JsonNode* id = file.find(file.root(), "id");
    BOOST_REQUIRE(id != nullptr);
    const std::string expected = std::string(id->raw) + ' ' + part("reason") + ' ' + part("field");
    BOOST_TEST(outcome(decoder, part("text")) == expected, example.name);
  }
}

BOOST_AUTO_TEST_CASE(every_event_example_is_read_and_written_byte_for_byte) {
  Decoder decoder;
  for (const Example& example : examples("events")) {
    Event event;
    BOOST_TEST(decoder.event(example.text, event), example.name);
    BOOST_TEST(encode_event(event) == example.text, example.name);
  }
}

BOOST_AUTO_TEST_CASE(a_damaged_request_is_never_taken_unless_it_is_still_json) {
  Decoder decoder;
  std::mt19937 random(1795);
  const auto all = examples("requests");
  std::size_t taken = 0;
  for (int round = 0; round < 40'000; ++round) {
    const std::string text = wound(all[random() % all.size()].text, random);
    StrictJson strict(text);
    const bool valid = strict.valid();
    const auto result = decoder.request(text);
    const auto* error = get_if<DecodeError>(&result);
    const bool is_parse_error = error != nullptr && error->refusal.reason == Reason::parse_error;
    BOOST_REQUIRE_MESSAGE(valid != is_parse_error, text);
    taken += error == nullptr;
  }
  BOOST_TEST(taken > 500u);  // or the damage was too great to show anything
}

BOOST_AUTO_TEST_CASE(a_damaged_event_never_crashes_and_is_only_taken_as_json) {
  Decoder decoder;
  std::mt19937 random(2026);
  const auto all = examples("events");
  std::size_t taken = 0;
  for (int round = 0; round < 40'000; ++round) {
    const std::string text = wound(all[random() % all.size()].text, random);
    Event event;
    if (!decoder.event(text, event)) continue;
    ++taken;
    BOOST_REQUIRE_MESSAGE(StrictJson(text).valid(), text);
    Event again;  // what was taken is an event that we could have written
    BOOST_REQUIRE(decoder.event(encode_event(event), again));
    BOOST_REQUIRE(encode_event(again) == encode_event(event));
  }
  BOOST_TEST(taken > 500u);
}

BOOST_AUTO_TEST_CASE(an_event_is_refused_when_a_field_is_wrong_or_strange) {
  Decoder decoder;
  Event event;
  const std::string good = R"({"room":1,"seq":2,"at":3,"by":4,"kind":"left","n":0})";
  BOOST_TEST(decoder.event(good, event));
  for (const char* bad : {
           "",
           "[]",
           "null",
           "{}",
           R"({"room":1,"seq":0,"at":3,"by":4,"kind":"left","n":0})",
           R"({"room":1,"seq":2,"at":3,"by":4,"kind":"waved","n":0})",
           R"({"room":1,"seq":2,"at":3,"by":4,"kind":"left"})",
           R"({"room":1,"seq":2,"at":-3,"by":4,"kind":"left","n":0})",
           R"({"room":1,"seq":2,"at":3,"by":4,"kind":"left","n":0,"x":1})",
           R"({"room":1,"seq":2,"at":3,"by":4,"kind":"left","n":0,"n":0})",
           R"({"room":1,"seq":2,"at":3,"by":4,"kind":"post","n":0})",
           R"({"room":1,"seq":2,"at":3,"by":4,"kind":"post","n":0,"text":"\u0000"})",
           R"({"room":1,"seq":2,"at":3,"by":4,"kind":"left","n":0} )"
           "x",
       }) {
    BOOST_TEST(!decoder.event(bad, event), bad);
  }
  const std::string huge(limits::text_bytes * 7, 'a');
  BOOST_TEST(!decoder.event(
      R"({"room":1,"seq":2,"at":3,"by":4,"kind":"post","n":0,"text":")" + huge + "\"}", event));
}

BOOST_AUTO_TEST_CASE(bounds_hold_at_the_limit_and_one_past_it) {
  Decoder decoder;
  const auto head = R"({"jsonrpc":"2.0","id":1,"method":"ping","x":")";
  const auto frame = [&](std::size_t bytes) {
    std::string text = head;
    text.append(bytes - text.size() - 2, 'a');
    return text + "\"}";
  };
  BOOST_TEST(outcome(decoder, frame(limits::frame_bytes)) == "1 ping");
  BOOST_TEST(outcome(decoder, frame(limits::frame_bytes + 1)) == "null invalid_request ");

  const auto with_id = [](const std::string& id) {
    return R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"ping"})";
  };
  BOOST_TEST(outcome(decoder, with_id("9007199254740991")) == "9007199254740991 ping");
  BOOST_TEST(outcome(decoder, with_id("0")) == "0 ping");
  const std::string most(limits::request_id_bytes, 'a');
  BOOST_TEST(outcome(decoder, with_id('"' + most + '"')) == '"' + most + "\" ping");
  BOOST_TEST(outcome(decoder, with_id("\"a" + most + '"')) == "null invalid_request id");
  BOOST_TEST(outcome(decoder, with_id(R"("\u5fc3\/")")) == R"("\u5fc3\/" ping)");

  const auto resume = [](std::size_t rooms) {
    std::string text = R"({"jsonrpc":"2.0","id":1,"method":"resume","params":{"rooms":[)";
    for (std::size_t i = 1; i <= rooms; ++i) {
      text += (i > 1 ? "," : "") + (R"({"room":)" + std::to_string(i)) + R"(,"have":[]})";
    }
    return text + "]}}";
  };
  BOOST_TEST(holds_alternative<Request>(decoder.request(resume(limits::resume_rooms))));
  BOOST_TEST(outcome(decoder, resume(limits::resume_rooms + 1)) == "1 invalid_params rooms");
}

BOOST_AUTO_TEST_CASE(texts_that_the_world_judges_pass_the_decoder) {
  Decoder decoder;
  const std::string tail = R"(,"outbox":"k3Jx9_QmZ2","n":1}})";
  const auto post = [&](const std::string& text) {
    return R"({"jsonrpc":"2.0","id":1,"method":"message.post","params":{"room":1,"text":")" + text +
           '"' + tail;
  };
  for (const std::string& text :
       {std::string(), std::string("  "), std::string(limits::text_bytes + 1, 'a')}) {
    BOOST_TEST(holds_alternative<Request>(decoder.request(post(text))));
  }
}

BOOST_AUTO_TEST_CASE(guard_fields_are_ignored_where_no_guard_is_taken) {
  Decoder decoder;
  BOOST_TEST(
      outcome(decoder, R"({"jsonrpc":"2.0","id":1,"method":"ping","params":{"n":0,"key":5}})") ==
      "1 ping");
}

BOOST_AUTO_TEST_CASE(this_machine_can_run_the_parser) {
  BOOST_TEST(cpu_is_supported());
}

BOOST_AUTO_TEST_SUITE_END()
