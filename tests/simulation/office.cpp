#include "tests/simulation/office.hpp"

#include <utility>

namespace xinqiao::simulation {

void Office::add_member(std::string name, bool organiser) {
  waiting_.push_back({.name = std::move(name), .organiser = organiser});
}

void Office::make_link(MemberId member) {
  for (const Order& order : waiting_) {
    if (order.is_link && order.member == member) return;
  }
  waiting_.push_back({.is_link = true, .member = member});
}

void Office::act(House& house) {
  if (exchange_ || waiting_.empty()) return;
  const Order& next = waiting_.front();
  exchange_ = house.connect(server_itself(), true, "office");
  Request request;
  request.id = "1";
  if (next.is_link) {
    request.command = CreateLink{.member = next.member};
  } else {
    request.command = AddMember{.name = next.name, .organiser = next.organiser};
  }
  house.order(*exchange_, std::move(request));
}

void Office::hear(const Letter& letter) {
  ground_.story.line("office <- " + letter.text.substr(0, 160));
  exchange_->client_open = false;
  exchange_.reset();
  const json::value* result = letter.json.if_contains("result");
  if (result == nullptr) return;  // refused for now: again
  const Order order = std::move(waiting_.front());
  waiting_.pop_front();
  const json::object& object = result->as_object();
  done_.push_back({.is_link = order.is_link,
                   .member = MemberId{number_in(object, "member")},
                   .name = order.name,
                   .organiser = order.organiser,
                   .secret = std::string(text_in(object, "secret"))});
}

void Office::forget(const std::function<bool(MemberId)>& is_there) {
  std::erase_if(done_, [&](const Done& one) { return !is_there(one.member); });
  std::erase_if(waiting_, [&](const Order& one) { return one.is_link && !is_there(one.member); });
}

std::optional<Office::Done> Office::take_done() {
  if (done_.empty()) return std::nullopt;
  Done done = std::move(done_.front());
  done_.pop_front();
  return done;
}

}  // namespace xinqiao::simulation
