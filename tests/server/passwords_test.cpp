// What a password may be, how a login is folded, and which names pass for another.
#include "server/passwords.hpp"

#include "protocol/limits.hpp"
#include "server/domain/world.hpp"
#include "server/logins.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;

namespace {

std::string weak(const std::string& password, const std::string& login = "wang.min") {
  const auto refusal = check_password(password, login);
  return refusal ? refusal->field : "";
}

domain::World world_of(const std::string& holder, const std::string& other) {
  domain::World world;
  world.apply(Event{organisation_room, 1, {1}, {}, 0, MemberAdded{MemberId{1}, true}});
  world.apply(Event{organisation_room, 2, {1}, {}, 0, MemberAdded{MemberId{2}, false}});
  world.apply(Profile{MemberId{1}, holder, false}, 1);
  world.apply(Profile{MemberId{2}, other, false}, 2);
  return world;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(passwords_test)

BOOST_AUTO_TEST_CASE(a_hash_knows_its_password_and_no_other) {
  const std::string hash = hash_password("三号泵房的灯亮了");
  BOOST_TEST(hash.starts_with("$argon2id$"));
  BOOST_TEST(is_password("三号泵房的灯亮了", hash));
  BOOST_TEST(!is_password("三号泵房的灯亮了 ", hash));
  BOOST_TEST(!is_password("", hash));
  BOOST_TEST(!is_password("三号泵房的灯亮了", ""));
  BOOST_TEST(!is_password("a password that nobody has", ""));
  BOOST_TEST(hash_password("三号泵房的灯亮了") != hash);
}

BOOST_AUTO_TEST_CASE(it_is_made_as_slowly_as_the_limits_say) {
  const std::string hash = hash_password("tea at four, pumps at five");
  const std::string memory = "m=" + std::to_string(limits::password_memory_bytes / 1024) + ",";
  BOOST_TEST(hash.find(memory) != std::string::npos);
  BOOST_TEST(hash.find("t=" + std::to_string(limits::password_passes) + ",") != std::string::npos);
  BOOST_TEST(limits::password_passes >= 2u);
  BOOST_TEST(limits::password_memory_bytes >= 19u * 1024 * 1024);
}

BOOST_AUTO_TEST_CASE(another_keyboard_makes_no_difference) {
  const std::string hash = hash_password("caf\u00e9 au lait");
  BOOST_TEST(is_password("cafe\u0301 au lait", hash));
  BOOST_TEST(is_password("\uff43af\u00e9 au lait", hash));  // a full-width c
}

BOOST_AUTO_TEST_CASE(its_length_is_counted_in_letters) {
  BOOST_TEST(weak("七个字的密码啊") == "length");
  BOOST_TEST(weak("八个字的密码行了") == "");
  BOOST_TEST(weak(std::string(limits::password_chars, 'x') + "y") == "length");
  BOOST_TEST(weak(std::string(limits::password_chars - 1, 'x') + "y") == "");
  BOOST_TEST(weak("") == "length");
}

BOOST_AUTO_TEST_CASE(what_everybody_tries_first_is_refused_however_it_is_written) {
  for (const char* common :
       {"12345678", "Password1", "woaini1314", "WOAINI1314", "5201314520", "qwertyuiop",
        "８８８８８８８８", "88888888", "1qaz2wsx", "xinqiao123"}) {
    BOOST_TEST_INFO_SCOPE(common);
    BOOST_TEST(weak(common) == "common");
  }
  BOOST_TEST(weak("12345678 ways to fly") == "");
}

BOOST_AUTO_TEST_CASE(the_login_does_not_stand_in_it) {
  BOOST_TEST(weak("my WANG.MIN rocks") == "login");
  BOOST_TEST(weak("王敏最喜欢的密码", "王敏") == "login");
  BOOST_TEST(weak("a li of many words", "li") == "");  // two letters stand in many words
  BOOST_TEST(weak("my wang rocks") == "");
}

BOOST_AUTO_TEST_CASE(a_login_is_folded_to_one_spelling) {
  BOOST_TEST(fold_login("Wang.Min") == "wang.min");
  BOOST_TEST(fold_login("ＷＡＮＧ") == "wang");
  BOOST_TEST(fold_login("STRASSE") == fold_login("straße"));
  BOOST_TEST(fold_login("王敏") == "王敏");
}

BOOST_AUTO_TEST_CASE(a_name_that_looks_like_a_holders_misleads_and_others_do_not) {
  const domain::World world = world_of("Paul Chou", "李强");
  Looks looks;
  // Cyrillic letters, other case, blanks, what cannot be seen, full width.
  for (const char* name :
       {"Paul Chou", "Р\u0430ul Chou", "paul chou", "PaulChou", "Pa\u200bul Chou", "Ｐaul Ｃhou"}) {
    BOOST_TEST_INFO_SCOPE(name);
    BOOST_TEST(looks.misleads(world, name, MemberId{2}));
    BOOST_TEST(looks.misleads(world, name, MemberId{}));
  }
  BOOST_TEST(!looks.misleads(world, "Paula Chou", MemberId{2}));
  BOOST_TEST(!looks.misleads(world, "李强", MemberId{}));  // holds no duty
  BOOST_TEST(!looks.misleads(world, "Paul Chou", MemberId{1}));
}

BOOST_AUTO_TEST_CASE(a_holders_new_name_is_looked_at_anew) {
  domain::World world = world_of("周建民", "李强");
  Looks looks;
  BOOST_TEST(looks.misleads(world, "周 建民", MemberId{2}));
  world.apply(Profile{MemberId{1}, "周小民", false}, 3);
  BOOST_TEST(!looks.misleads(world, "周 建民", MemberId{2}));
  BOOST_TEST(looks.misleads(world, "周小民", MemberId{2}));
}

BOOST_AUTO_TEST_SUITE_END()
