#include "bench/flood.hpp"

#include "bench/wire.hpp"

namespace xinqiao::bench {
namespace {

namespace asio = boost::asio;

constexpr std::uint8_t flood_source = 200;  // 127.0.0.200 and on: nobody else comes from there
constexpr std::size_t strangers_a_source = 3'000;

}  // namespace

Flood::Flood(asio::io_context& context, Door& door, const Credential& who, std::size_t links,
             std::size_t window)
    : context_(context), door_(door), who_(who), window_(window), links_(links) {}

Flood::~Flood() {
  end();
}

void Flood::begin() {
  for (std::size_t i = 0; i < links_.size(); ++i) {
    Link::Ears ears;
    ears.on_text = [this, i](std::string_view text, Nanos) { hear(i, text); };
    ears.on_closed = [this](std::uint16_t, unsigned) { ++counts_.closed; };
    links_[i] = std::make_shared<Link>(context_, door_, std::move(ears));
    links_[i]->open(who_.token, flood_source);
  }
}

void Flood::end() {
  is_over_ = true;
  for (const auto& link : links_) {
    if (link) link->abandon();
  }
}

void Flood::ask(std::size_t link) {
  ++counts_.asked;
  links_[link]->say(history_request(counts_.asked, who_.rooms.front(), 0));
}

void Flood::hear(std::size_t link, std::string_view text) {
  if (is_over_) return;
  const OtherFrame frame = read_other_frame(text);
  if (frame.kind == OtherFrame::Kind::hello) {
    for (std::size_t i = 0; i < window_; ++i) ask(link);
    return;
  }
  if (frame.kind != OtherFrame::Kind::answer) return;
  if (frame.answer.accepted) {
    ++counts_.accepted;
  } else {
    ++counts_.refused[frame.answer.reason];
  }
  ask(link);
}

Unknowns::Unknowns(asio::io_context& context, const Door& door, std::size_t count) {
  boost::system::error_code ignored;
  const asio::ip::tcp::endpoint server(asio::ip::make_address(door.host, ignored), door.port);
  for (std::size_t i = 0; i < count; ++i) {
    auto socket = std::make_unique<Socket>(context.get_executor());
    socket->open(server.protocol(), ignored);
    if (server.address().is_loopback() && server.address().is_v4()) {
      const auto last = static_cast<std::uint8_t>(flood_source + 1 + i / strangers_a_source);
      socket->bind({asio::ip::address_v4(asio::ip::address_v4::bytes_type{127, 0, 0, last}), 0},
                   ignored);
    }
    socket->async_connect(server, [](boost::system::error_code) {});
    sockets_.push_back(std::move(socket));
  }
}

}  // namespace xinqiao::bench
