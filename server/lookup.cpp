#include "server/lookup.hpp"

#include "store/keys.hpp"

#include <algorithm>

namespace xinqiao {
namespace {

template <class Body>
bool is(const Event& event) {
  return std::holds_alternative<Body>(event.body);
}

}  // namespace

void Lookup::remember(const Event& event, std::uint64_t group) {
  const Place place{event.room, event.seq};
  said_[place] = {event.by,
                  event.at,
                  event.n,
                  is<Posted>(event) || is<DeletedPost>(event),
                  is<DeletedPost>(event) || is<DeletedEdit>(event),
                  group};
  order_.emplace_back(group, place);
  if (const auto* edit = std::get_if<Edited>(&event.body)) {
    const Place post{event.room, edit->target};
    edits_[post].emplace_back(group, event.seq);
    order_.emplace_back(group, post);
  }
}

void Lookup::kept(std::uint64_t group) {
  while (!order_.empty() && order_.front().first <= group) {
    const Place place = order_.front().second;
    order_.pop_front();
    const auto said = said_.find(place);
    if (said != said_.end() && said->second.group <= group) said_.erase(said);
    const auto edits = edits_.find(place);
    if (edits == edits_.end()) continue;
    std::erase_if(edits->second, [&](const auto& edit) { return edit.first <= group; });
    if (edits->second.empty()) edits_.erase(edits);
  }
}

std::optional<Lookup::Said> Lookup::said_at(const Place& place) {
  const auto found = said_.find(place);
  if (found != said_.end()) return found->second;
  const auto bytes = log_.get(store::Family::events, store::keys::event(place.first, place.second));
  Event event;
  if (!bytes || !decoder_.event(*bytes, event)) return std::nullopt;
  return Said{event.by,
              event.at,
              event.n,
              is<Posted>(event) || is<DeletedPost>(event),
              is<DeletedPost>(event) || is<DeletedEdit>(event),
              0};
}

std::vector<Seq> Lookup::edits_of(const Place& post) const {
  std::vector<Seq> edits;
  const std::string from = store::keys::edit(post.first, post.second, 0);
  const std::string to = store::keys::edit(post.first, post.second + 1, 0);
  const auto collect = [&](std::string_view key, std::string_view) {
    edits.push_back(store::keys::number(key, 1, 2));
    return true;
  };
  const store::Status status =
      log_.scan(store::Family::index, from, to, store::Order::ascending, collect);
  if (!status.is_ok()) edits.clear();  // an unreadable index: the keeper will stop on its own
  const auto in_flight = edits_.find(post);
  if (in_flight != edits_.end()) {
    for (const auto& edit : in_flight->second) edits.push_back(edit.second);
  }
  std::sort(edits.begin(), edits.end());
  edits.erase(std::unique(edits.begin(), edits.end()), edits.end());
  return edits;
}

domain::Target Lookup::find(const domain::TargetRef& ref) {
  domain::Target target;
  const Place place{ref.room, ref.seq};
  const auto said = said_at(place);
  if (!said) return target;
  target.exists = true;
  target.is_post = said->is_post;
  target.is_deleted = said->is_deleted;
  target.by = said->by;
  target.at = said->at;
  target.n = said->n;
  if (!said->is_post || said->is_deleted) return target;
  for (const Seq seq : edits_of(place)) {
    if (const auto edit = said_at({ref.room, seq})) {
      target.edits.push_back({seq, edit->by, edit->at, edit->n});
    }
  }
  return target;
}

}  // namespace xinqiao
