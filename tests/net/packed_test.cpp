// What is made when it is asked for goes in fewer bytes to a browser that takes them.
#include "server/net/packed.hpp"

#include <zlib.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>

using namespace xinqiao;
using namespace xinqiao::net;

namespace {

Reply reply_of(std::size_t bytes) {
  std::string json;
  for (int room = 1; json.size() < bytes; room++) {
    const std::string number = std::to_string(room);
    json += "{\"room\":" + number + ",\"title\":\"第" + number + "车间\"},";
  }
  json.resize(bytes);
  return json_reply(200, std::move(json));
}

bool is_packed(const Reply& reply) {
  return std::ranges::find(reply.headers, std::pair<std::string, std::string>(
                                              "Content-Encoding", "gzip")) != reply.headers.end();
}

std::string unpacked(std::string_view packed, std::size_t size) {
  z_stream stream{};
  BOOST_TEST_REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string plain(size + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  BOOST_TEST(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return plain;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(packed_answers)

BOOST_AUTO_TEST_CASE(what_is_packed_is_smaller_and_unpacks_to_the_same) {
  for (const std::size_t bytes : {packed_from, std::size_t{5'500}, packed_up_to}) {
    Reply reply = reply_of(bytes);
    const std::string plain(reply.body());
    pack(reply, "gzip, deflate");
    BOOST_TEST(is_packed(reply));
    BOOST_TEST(reply.body().size() < plain.size() / 2);
    BOOST_TEST((unpacked(reply.body(), plain.size()) == plain));
  }
}

BOOST_AUTO_TEST_CASE(a_browser_that_does_not_take_it_gets_it_as_it_is) {
  for (const std::string_view encodings : {"", "br, deflate", "gzip;q=0"}) {
    Reply reply = reply_of(5'500);
    pack(reply, encodings);
    BOOST_TEST(!is_packed(reply));
    BOOST_TEST(reply.body().size() == 5'500u);
  }
}

BOOST_AUTO_TEST_CASE(what_is_small_or_would_take_long_goes_as_it_is) {
  for (const std::size_t bytes : {packed_from - 1, packed_up_to + 1}) {
    Reply reply = reply_of(bytes);
    pack(reply, "gzip");
    BOOST_TEST(!is_packed(reply));
    BOOST_TEST(reply.body().size() == bytes);
  }
}

BOOST_AUTO_TEST_SUITE_END()
