// Files of the page: encodings, what the browser has already, how long it may keep them.
#include "server/net/page_reply.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace xinqiao;
using namespace xinqiao::net;

namespace {

const PageFile files[] = {
    {"/", "text/html; charset=utf-8", "<p>心桥", "gz", "br", "\"one\"", false},
    {"/index.en.html", "text/html; charset=utf-8", "<p>Xinqiao", "", "", "\"en\"", false},
    {"/favicon.svg", "image/svg+xml", "<svg>", "", "", "\"svg\"", false},
    {"/app-1a2b.js", "text/javascript", "1", "", "", "\"two\"", true},
};

Asked asked_for(std::string_view path, std::string_view encodings = {}) {
  Asked asked;
  asked.method = "GET";
  asked.path = path;
  asked.accept_encoding = encodings;
  return asked;
}

std::string header(const Reply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(page_reply_rules)

BOOST_AUTO_TEST_CASE(the_smallest_encoding_the_browser_takes_is_sent) {
  const auto body = [](std::string_view encodings) {
    return std::string(page_reply(files, asked_for("/", encodings))->body());
  };
  BOOST_TEST(body("gzip, deflate, br") == "br");
  BOOST_TEST(body("gzip;q=0.5") == "gz");
  BOOST_TEST(body("br;q=0, gzip") == "gz");
  BOOST_TEST(body("brotli, xgzip") == "<p>心桥");
  BOOST_TEST(body("") == "<p>心桥");
  BOOST_TEST(header(*page_reply(files, asked_for("/", "br")), "Content-Encoding") == "br");
}

BOOST_AUTO_TEST_CASE(the_index_has_the_words_of_the_language_that_comes_first) {
  const auto body = [](std::string_view languages) {
    Asked asked = asked_for("/");
    asked.accept_language = languages;
    return std::string(page_reply(files, asked)->body());
  };
  BOOST_TEST(body("zh-CN,zh;q=0.9,en;q=0.8") == "<p>心桥");
  BOOST_TEST(body(" zh-Hant-HK") == "<p>心桥");
  BOOST_TEST(body("") == "<p>心桥");
  BOOST_TEST(body("*") == "<p>心桥");
  BOOST_TEST(body("en-US,en;q=0.9,zh;q=0.1") == "<p>Xinqiao");
  BOOST_TEST(body("fr") == "<p>Xinqiao");
  BOOST_TEST(header(*page_reply(files, asked_for("/")), "Vary") ==
             "Accept-Encoding, Accept-Language");
  BOOST_TEST(header(*page_reply(files, asked_for("/app-1a2b.js")), "Vary") == "Accept-Encoding");
}

BOOST_AUTO_TEST_CASE(what_was_not_worth_compressing_is_sent_as_it_is) {
  const auto reply = page_reply(files, asked_for("/app-1a2b.js", "br, gzip"));
  BOOST_TEST(reply->body() == "1");
  BOOST_TEST(header(*reply, "Content-Encoding").empty());
}

BOOST_AUTO_TEST_CASE(the_page_is_kept_for_a_day_and_hashed_names_for_ever) {
  BOOST_TEST(header(*page_reply(files, asked_for("/")), "Cache-Control") ==
             "private, max-age=86400");
  BOOST_TEST(header(*page_reply(files, asked_for("/favicon.svg")), "Cache-Control") == "no-cache");
  BOOST_TEST(header(*page_reply(files, asked_for("/app-1a2b.js")), "Cache-Control") ==
             "public, max-age=31536000, immutable");
}

BOOST_AUTO_TEST_CASE(a_kept_page_whose_script_is_gone_loads_itself_anew) {
  const auto reply = page_reply(files, asked_for("/app-9f9f9f9f.js"));
  BOOST_TEST(reply->status == 200u);
  BOOST_TEST(header(*reply, "Cache-Control") == "no-store");
  BOOST_TEST(reply->body().find("location.reload()") != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(what_the_browser_has_is_not_sent_again) {
  Asked asked = asked_for("/");
  asked.if_none_match = "\"zero\", W/\"one\"";
  const auto reply = page_reply(files, asked);

  BOOST_TEST(reply->status == 304u);
  BOOST_TEST(reply->body().empty());
  asked.if_none_match = "\"zero\"";
  BOOST_TEST(page_reply(files, asked)->status == 200u);
}

BOOST_AUTO_TEST_CASE(the_page_may_run_nothing_but_its_own_script) {
  BOOST_TEST(header(*page_reply(files, asked_for("/")), "Content-Security-Policy") ==
             "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
             "img-src 'self' data: blob:; manifest-src 'self'; base-uri 'none'; form-action "
             "'none'; worker-src 'self'; frame-ancestors 'none'; "
             "require-trusted-types-for 'script'; trusted-types app");
  BOOST_TEST(
      !header(*page_reply(files, asked_for("/favicon.svg")), "Content-Security-Policy").empty());
  BOOST_TEST(
      header(*page_reply(files, asked_for("/app-1a2b.js")), "Content-Security-Policy").empty());
}

BOOST_AUTO_TEST_CASE(nothing_but_listed_files_is_served) {
  for (const std::string_view path :
       {"", "/..", "/etc/passwd", "//", "/index.html", "/%2e%2e", "/app-1a2b.css",
        "/app-of-a-name-that-is-longer-than-any.js", "/everyday-1a2b3c4d.js"}) {
    BOOST_TEST(!page_reply(files, asked_for(path)).has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()
