// What everybody tries first: rows of keys, dates, names, and what lovers write to each other.
// Shorter ones are refused by their length already. Folded; in no order that matters.
#include "server/passwords.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace xinqiao {
namespace {

using std::literals::string_view_literals::operator""sv;

// clang-format off
constexpr std::string_view common[] = {
    "!qaz2wsx"sv, "00000000"sv, "000000000"sv, "0000000000"sv, "01010101"sv, "0123456789"sv,
    "0987654321"sv, "10010100"sv, "1008610086"sv, "10086110"sv, "10101010"sv, "11111111"sv,
    "111111111"sv, "1111111111"sv, "11112222"sv, "11223344"sv, "1122334455"sv, "112233445566"sv,
    "12121212"sv, "12301230"sv, "12312312"sv, "123123123"sv, "123321123"sv, "12341234"sv,
    "123412345"sv, "12344321"sv, "123454321"sv, "123456123"sv, "123456123456"sv,
    "123456654321"sv, "12345678"sv, "123456781"sv, "123456788"sv, "123456789"sv, "1234567890"sv,
    "1234567891"sv, "12345678910"sv, "123456789a"sv, "12345678a"sv, "1234567a"sv, "1234567q"sv,
    "12345687"sv, "123456987"sv, "123456aa"sv, "123456aaa"sv, "123456abc"sv, "123456abcd"sv,
    "123456as"sv, "123456qq"sv, "123456qwerty"sv, "123456zxc"sv, "12345abc"sv, "12345abcde"sv,
    "12345qwert"sv, "1234abcd"sv, "1234asdf"sv, "1234qwer"sv, "12369874"sv, "123698745"sv,
    "123abc123"sv, "123qweasd"sv, "123qweasdzxc"sv, "12qwaszx"sv, "13131313"sv, "13141314"sv,
    "131421wo"sv, "13145200"sv, "131452000"sv, "1314520520"sv, "13145213"sv, "13579246"sv,
    "135792468"sv, "1357924680"sv, "14725836"sv, "147258369"sv, "147852369"sv, "159357159"sv,
    "159753159"sv, "159753456"sv, "16816816"sv, "168168168"sv, "16881688"sv, "168888888"sv,
    "18181818"sv, "18888888"sv, "188888888"sv, "1888888888"sv, "19491001"sv, "19921992"sv,
    "1a2b3c4d"sv, "1q2w3e4r"sv, "1q2w3e4r5t"sv, "1qaz2wsx"sv, "1qaz2wsx3edc"sv, "1qaz@wsx"sv,
    "20082008"sv, "20202020"sv, "20212021"sv, "20222022"sv, "20232023"sv, "20242024"sv,
    "20252025"sv, "20262026"sv, "21212121"sv, "22222222"sv, "23232323"sv, "25252525"sv,
    "31415926"sv, "314159265"sv, "3141592653"sv, "33333333"sv, "44444444"sv, "456123789"sv,
    "456789123"sv, "518518518"sv, "51885188"sv, "52013140"sv, "520131400"sv, "52013145"sv,
    "5201314520"sv, "52052052"sv, "520520520"sv, "5211314521"sv, "52152152"sv, "521521521"sv,
    "55555555"sv, "56785678"sv, "567856785678"sv, "584131421"sv, "5845211314"sv, "584521584"sv,
    "654321123"sv, "654321654321"sv, "66661234"sv, "66666666"sv, "666666666"sv, "6666666666"sv,
    "66668888"sv, "66886688"sv, "741852963"sv, "7418529630"sv, "775825877"sv, "77585210"sv,
    "77585217758521"sv, "77777777"sv, "78907890"sv, "789456123"sv, "7894561230"sv,
    "789456789"sv, "852963741"sv, "86868686"sv, "87654321"sv, "88668866"sv, "88881234"sv,
    "88886666"sv, "88888888"sv, "888888888"sv, "8888888888"sv, "88888888a"sv, "963852741"sv,
    "98765432"sv, "987654321"sv, "9876543210"sv, "98989898"sv, "99999999"sv, "999999999"sv,
    "a11111111"sv, "a123123123"sv, "a1234567"sv, "a12345678"sv, "a123456789"sv, "a1b2c3d4"sv,
    "a1s2d3f4"sv, "a66666666"sv, "a88888888"sv, "aa123456"sv, "aa12345678"sv, "aa123456789"sv,
    "aaa123456"sv, "aaaa1111"sv, "aaaaaaa1"sv, "aaaaaaaa"sv, "aaaaaaaaa"sv, "abc12345"sv,
    "abc123456"sv, "abc123456789"sv, "abc123abc"sv, "abcabcabc"sv, "abcd1234"sv, "abcd12345"sv,
    "abcdefg1"sv, "abcdefg123"sv, "abcdefgh"sv, "abcdefghi"sv, "admin123"sv, "admin1234"sv,
    "admin12345"sv, "admin123456"sv, "admin888"sv, "admin888888"sv, "admin@123"sv,
    "adminadmin"sv, "administrator"sv, "aini1314"sv, "arsenal1"sv, "as123456"sv, "as12345678"sv,
    "asd123456"sv, "asd123asd"sv, "asdasd123"sv, "asdf1234"sv, "asdfasdf"sv, "asdfghjk"sv,
    "asdfghjkl"sv, "asdqwe123"sv, "asdzxc123"sv, "az123456"sv, "barcelona"sv, "baseball"sv,
    "baseball1"sv, "basketball"sv, "batman123"sv, "beijing123"sv, "beijing2008"sv, "bigdaddy"sv,
    "blahblah"sv, "butterfly"sv, "c123456789"sv, "caonima123"sv, "caonima520"sv, "changeme"sv,
    "changeme1"sv, "changeme123"sv, "charlie1"sv, "charlie123"sv, "cheese123"sv, "chelsea1"sv,
    "chocolate"sv, "computer"sv, "computer1"sv, "contraseña"sv, "cookie123"sv, "corvette"sv,
    "d123456789"sv, "dangyuan123"sv, "dangzhibu"sv, "dddddddd"sv, "default1"sv, "diamond1"sv,
    "dragon12"sv, "dragon123"sv, "elephant"sv, "elizabeth"sv, "enterprise"sv, "explorer"sv,
    "facebook"sv, "facebook1"sv, "ferrari1"sv, "football"sv, "football1"sv, "fuckyou1"sv,
    "fuckyou123"sv, "fuckyou2"sv, "galaxy12"sv, "ginger12"sv, "goldfish"sv, "google123"sv,
    "guest123"sv, "guest1234"sv, "h123456789"sv, "hahaha123"sv, "hahahaha"sv, "harley123"sv,
    "heather1"sv, "hello123"sv, "hello1234"sv, "hello12345"sv, "hellohello"sv, "helloworld"sv,
    "helloworld1"sv, "hollywood"sv, "hunter12"sv, "hunter123"sv, "iamthebest"sv, "ihateyou"sv,
    "iloveyou"sv, "iloveyou1"sv, "iloveyou123"sv, "iloveyou1314"sv, "iloveyou2"sv,
    "iloveyou520"sv, "internet"sv, "internet1"sv, "j123456789"sv, "jasmine1"sv, "jennifer"sv,
    "jessica1"sv, "jordan23"sv, "juventus"sv, "killer123"sv, "l123456789"sv, "letmein1"sv,
    "letmein12"sv, "letmein123"sv, "li123456"sv, "linkedin"sv, "liu123456"sv, "liverpool"sv,
    "liverpool1"sv, "lkjhgfdsa"sv, "lollipop"sv, "love1314"sv, "love5201314"sv, "love520520"sv,
    "lovelove"sv, "lovelove1"sv, "lovely123"sv, "loveyou520"sv, "m123456789"sv, "manchester"sv,
    "master12"sv, "master123"sv, "maverick"sv, "mercedes"sv, "mercury1"sv, "metallica"sv,
    "michael1"sv, "michelle"sv, "mickey123"sv, "microsoft"sv, "midnight"sv, "mima1234"sv,
    "mima123456"sv, "mima12345678"sv, "mimamima"sv, "mnbvcxz1"sv, "monkey12"sv, "monkey123"sv,
    "motdepasse"sv, "mountain"sv, "mustang1"sv, "ni123456"sv, "nicholas"sv, "nihao123"sv,
    "nihao123456"sv, "nihaoma123"sv, "nihaonihao"sv, "nintendo"sv, "november"sv, "p@ssw0rd"sv,
    "p@ssword"sv, "pa$$word"sv, "pa55word"sv, "pass1234"sv, "pass12345"sv, "pass123456"sv,
    "passpass"sv, "passw0rd"sv, "password"sv, "password!"sv, "password1"sv, "password12"sv,
    "password123"sv, "password1234"sv, "passwort"sv, "patricia"sv, "peekaboo"sv, "penguin1"sv,
    "phoenix1"sv, "platinum"sv, "playboy1"sv, "poiuytrewq"sv, "pokemon1"sv, "pokemon123"sv,
    "popcorn1"sv, "porsche1"sv, "princess"sv, "princess1"sv, "q1w2e3r4"sv, "q1w2e3r4t5"sv,
    "qazwsx123"sv, "qazwsxedc"sv, "qq123456"sv, "qq1234567"sv, "qq12345678"sv, "qq123456789"sv,
    "qqqqqqqq"sv, "qwe123456"sv, "qwe123qwe"sv, "qweasd123"sv, "qweasdzxc"sv, "qweqwe123"sv,
    "qweqweqwe"sv, "qwer1234"sv, "qwer12345"sv, "qwerasdf"sv, "qwerasdfzxcv"sv, "qwerqwer"sv,
    "qwert12345"sv, "qwerty12"sv, "qwerty123"sv, "qwerty1234"sv, "qwerty123456"sv, "qwertyui"sv,
    "qwertyuiop"sv, "rainbow1"sv, "redskins"sv, "remember"sv, "richard1"sv, "root1234"sv,
    "root123456"sv, "rootroot"sv, "s123456789"sv, "samantha"sv, "samsung1"sv, "scooter1"sv,
    "secret123"sv, "security"sv, "security1"sv, "shadow12"sv, "shadow123"sv, "shanghai"sv,
    "shanghai1"sv, "snowball"sv, "softball"sv, "something"sv, "spiderman"sv, "spongebob"sv,
    "ssssssss"sv, "startrek"sv, "starwars"sv, "starwars1"sv, "steelers"sv, "summer123"sv,
    "sunshine"sv, "sunshine1"sv, "superman"sv, "superman1"sv, "swordfish"sv, "t123456789"sv,
    "taobao123"sv, "teddybear"sv, "test1234"sv, "test12345"sv, "test123456"sv, "testtest"sv,
    "thunder1"sv, "tiankong"sv, "tinkerbell"sv, "titanic1"sv, "together"sv, "toor1234"sv,
    "treasure"sv, "trinity1"sv, "trustno1"sv, "unicorn1"sv, "user1234"sv, "user12345"sv,
    "valentine"sv, "vanessa1"sv, "victoria"sv, "victory1"sv, "volleyball"sv, "w123456789"sv,
    "wang123456"sv, "wechat123"sv, "weixin123"sv, "welcome1"sv, "welcome12"sv, "welcome123"sv,
    "whatever"sv, "whatever1"sv, "william1"sv, "windows10"sv, "windows123"sv, "winner123"sv,
    "woaibaba"sv, "woaimama"sv, "woaini123"sv, "woaini123456"sv, "woaini1314"sv,
    "woaini1314520"sv, "woaini520"sv, "woaini5201314"sv, "woaini521"sv, "woaiwojia"sv,
    "woaiwoma"sv, "woaiwoziji"sv, "woaizhongguo"sv, "woaizuguo"sv, "wodemima"sv, "wonderful"sv,
    "woshinibaba"sv, "woshinidie"sv, "woshishui"sv, "x123456789"sv, "xiaoming123"sv,
    "xinqiao1"sv, "xinqiao123"sv, "xinqiao123456"sv, "xinqiao666"sv, "xinqiao888"sv,
    "xxxxxxxx"sv, "y123456789"sv, "yellow123"sv, "z123456789"sv, "zaq12wsx"sv, "zaq1zaq1"sv,
    "zhang123"sv, "zhongguo"sv, "zhongguo1"sv, "zhongguo123"sv, "zhonghua"sv, "zxc123456"sv,
    "zxc123zxc"sv, "zxcv1234"sv, "zxcvasdf"sv, "zxcvbnm1"sv, "zxcvbnm123"sv, "zxcvbnmm"sv,
    "zzzzzzzz"sv, "密码密码密码密码"sv, "一二三四五六七八"sv, "一二三四五六七八九"sv, "一二三四五六七八九十"sv, "我爱中国我爱中国"sv,
    "天天开心天天开心"sv, "恭喜发财恭喜发财"sv, "我的密码我的密码"sv, "五二零一三一四五"sv, "芝麻开门芝麻开门"sv,
};
// clang-format on

}  // namespace

bool is_common_password(std::string_view folded) {
  return std::ranges::find(common, folded) != std::end(common);
}

}  // namespace xinqiao
