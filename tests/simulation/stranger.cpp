#include "tests/simulation/stranger.hpp"

#include <string>
#include <utility>

namespace xinqiao::simulation {

void Stranger::act(House& house) {
  if (exchange_) return;
  const bool has_found_one = !ground_.spent_links.empty() && ground_.random.chance(50);
  const std::string link = has_found_one ? ground_.random.pick(ground_.spent_links)
                                         : "guess-" + std::to_string(ground_.random.next());
  exchange_ = house.connect(TokenHash{}, true, "stranger");
  const json::object params{{"link", link},
                            {"claim", "claim-" + std::to_string(ground_.random.next())},
                            {"device", "stranger"},
                            {"want", "token"}};
  const json::object request{
      {"jsonrpc", "2.0"}, {"id", 1}, {"method", "session.start"}, {"params", params}};
  exchange_->to_server.push_back(json::serialize(request));
}

void Stranger::hear(const Letter& letter) {
  exchange_->client_open = false;
  exchange_.reset();
  const json::value* error = letter.json.if_contains("error");
  if (error == nullptr) return ground_.story.broken("I4", "a stranger has come in by a guess");
  const std::string_view reason = text_in(error->at("data").as_object(), "reason");
  if (!reason.starts_with("link_")) return;
  if (looked_at_++ == 0) begun_ms_ = ground_.clock.way_forward();
  const std::int64_t minutes = (ground_.clock.way_forward() - begun_ms_) / 60'000 + 1;
  const auto most =
      limits::guesses_burst + limits::guesses_per_minute * static_cast<double>(minutes);
  if (static_cast<double>(looked_at_) > most) {
    ground_.story.broken("bounds", "more guesses are looked at than may be");
  }
}

}  // namespace xinqiao::simulation
