#include "bench/upgrade.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/write.hpp>

#include <sstream>

namespace xinqiao::bench {

namespace http = boost::beast::http;

// Example key of RFC 6455: the harness talks to no proxy that could mix up answers.
constexpr std::string_view example_key = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view accept_of_key = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

namespace {

boost::beast::string_view beast_view(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

std::string upgrade_request(const UpgradeWords& words) {
  http::request<http::empty_body> request{http::verb::get, beast_view(words.path), 11};
  request.set(http::field::host, words.host);
  request.set(http::field::upgrade, "websocket");
  request.set(http::field::connection, "Upgrade");
  request.set(http::field::sec_websocket_version, "13");
  request.set(http::field::sec_websocket_key, beast_view(example_key));
  if (!words.subprotocol.empty()) {
    request.set(http::field::sec_websocket_protocol, words.subprotocol);
  }
  for (const auto& [name, value] : words.headers) request.set(name, value);
  std::ostringstream out;
  out << request;
  return out.str();
}

std::string upgrade_request(std::string_view host, std::string_view token,
                            std::string_view extensions) {
  UpgradeWords words{.host = std::string(host),
                     .path = "/ws",
                     .subprotocol = "xinqiao.v1",
                     .headers = {{"Authorization", "Bearer " + std::string(token)}}};
  if (!extensions.empty()) words.headers.emplace_back("Sec-WebSocket-Extensions", extensions);
  return upgrade_request(words);
}

struct UpgradeReader::Parser {
  http::response_parser<http::empty_body> http;
};

UpgradeReader::UpgradeReader() : parser_(std::make_unique<Parser>()) {
  parser_->http.skip(true);
}
UpgradeReader::~UpgradeReader() = default;

UpgradeReader::State UpgradeReader::feed(std::string_view bytes, std::string& rest) {
  buffer_.append(bytes);
  boost::beast::error_code error;
  const std::size_t used = parser_->http.put(boost::asio::buffer(buffer_), error);
  buffer_.erase(0, used);
  if (error == http::error::need_more) {
    return State::incomplete;
  }
  if (error) {
    return State::refused;
  }
  if (!parser_->http.is_header_done()) {
    return State::incomplete;
  }
  const auto& response = parser_->http.get();
  status_ = response.result_int();
  if (response.result() != http::status::switching_protocols ||
      response[http::field::sec_websocket_accept] != beast_view(accept_of_key)) {
    return State::refused;
  }
  is_packing_ = response[http::field::sec_websocket_extensions].starts_with("permessage-deflate");
  rest = std::move(buffer_);
  return State::open;
}

}  // namespace xinqiao::bench
