// What a run does otherwise when the server is not ours: who comes, and how they post.
#include "bench/run.hpp"

#include "bench/tokens.hpp"

#include <algorithm>

namespace xinqiao::bench {
namespace {

constexpr std::uint64_t rooms_usually = 10;  // of a member, as `xinqiao seed` has it

// Strangers' servers mostly ask nobody who they are: members are numbers, and rooms too.
std::vector<Credential> made_up(const Scenario& scenario) {
  const std::uint64_t least = (scenario.rooms + scenario.members - 1) / scenario.members;
  const std::uint64_t wanted =
      scenario.rooms_each == 0 ? std::min(scenario.rooms, rooms_usually) : scenario.rooms_each;
  const std::uint64_t each = std::min(scenario.rooms, std::max(wanted, least));
  std::vector<Credential> all;
  for (std::uint64_t i = 0; i < scenario.members; ++i) {
    Credential one{.member = {i + 1}, .token = "", .rooms = {}};
    for (std::uint64_t j = 0; j < each; ++j) {
      one.rooms.push_back({(i * each + j) % scenario.rooms + 1});
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

variant<std::vector<Credential>, std::string> Run::who_comes(const std::string& tokens) const {
  if (!options_.share.everybody.empty()) return options_.share.everybody;
  if (tokens.empty()) return made_up(scenario_);
  return read_tokens(tokens, scenario_.members);
}

void Run::invite_stranger(Listener index, Credential credential) {
  if (!dialect_) {
    dialect_ = std::make_unique<Dialect>(*scenario_.adapter);
    ledger_ = std::make_unique<Ledger>(audit_, scenario_.adapter->order, ground_.run_id);
  }
  strangers_.push_back(std::make_unique<Stranger>(StrangerGround{ground_, *dialect_, *ledger_},
                                                  index, std::move(credential)));
  people_.push_back(strangers_.back().get());
}

PostIndex Run::post_by_stranger(Listener member, RoomId room, std::string text, Nanos due,
                                bool is_measured) {
  if (scenario_.adapter->alphabet == Alphabet::plain) text = made_plain(text);
  const auto [post, words] = ledger_->sent(member, room, text, due, is_measured);
  strangers_[member]->post(post, room, words);
  return post;
}

}  // namespace xinqiao::bench
