// Mistakes that are planted where the pipeline's instructions leave for the hubs.
#include "tests/simulation/house.hpp"

namespace xinqiao::simulation {

// A page of history shows each question as it stood on the first page that showed it.
bool House::spoil_questions(TellBatch& batch, const Answer& answer) {
  json::value text = json::parse(std::string(answer.frame.payload()));
  json::value* result = text.as_object().if_contains("result");
  if (result == nullptr || !result->is_object() || !result->get_object().contains("top")) {
    return false;
  }
  json::value* rows = result->get_object().if_contains("questions");
  if (rows == nullptr) return false;
  const RoomId room{number_in(result->get_object(), "room")};
  for (json::value& row : rows->as_array()) {
    row = first_shown_.emplace(Reckoning::Place{room, number_in(row.as_object(), "question")}, row)
              .first->second;
  }
  batch.push_back(Answer{answer.to, Frame(json::serialize(text)), answer.accepted, answer.reason});
  return true;
}

// An alert is told twice, or to the next member too; or is said to have been written already.
bool House::spoil_alert(TellBatch& batch, const TellMembers& told) {
  batch.push_back(told);
  if (ground_.plant == Plant::written_too_soon) {
    std::vector<AlertWritten> written;
    for (const MemberId member : *told.members) written.push_back({told.alert, member});
    pipeline_->wrote(written);
  } else if (ground_.plant == Plant::alert_to_strangers) {
    for (MemberId next : *told.members) {
      ++next.value;
      if (ground_.ledger.alerts().is_for(told.alert, next)) continue;
      batch.push_back(TellMembers{std::make_shared<const std::vector<MemberId>>(1, next),
                                  told.frame, told.alert});
    }
  } else {
    batch.push_back(told);
  }
  return true;
}

// A list of members without its first, or a room in the list of rooms with one more.
bool House::spoil_members(TellBatch& batch, const Answer& answer) {
  json::value text = json::parse(std::string(answer.frame.payload()));
  json::value* result = text.as_object().if_contains("result");
  if (result == nullptr || !result->is_object()) return false;
  const bool hides = ground_.plant == Plant::hide_a_member;
  json::value* rows = result->get_object().if_contains(hides ? "members" : "rooms");
  if (rows == nullptr || !rows->is_array() || rows->get_array().empty()) return false;
  json::array& all = rows->get_array();
  if (hides) {
    if (all.size() < 2) return false;
    all.erase(all.begin());
  } else {
    json::object& row = all.front().as_object();
    if (!row.contains("members")) return false;
    row["members"] = number_in(row, "members") + 1;
  }
  batch.push_back(Answer{answer.to, Frame(json::serialize(text)), answer.accepted, answer.reason});
  return true;
}

// What was said is acknowledged at the place before its own.
bool House::spoil_place(TellBatch& batch, const Answer& answer) {
  json::value text = json::parse(std::string(answer.frame.payload()));
  json::value* result = text.as_object().if_contains("result");
  const bool is_place = result != nullptr && result->is_object() &&
                        result->get_object().contains("n") && result->get_object().contains("seq");
  if (!is_place || !ground_.random.chance(20)) return false;
  json::object& place = result->get_object();
  place["seq"] = number_in(place, "seq") - 1;
  batch.push_back(Answer{answer.to, Frame(json::serialize(text)), answer.accepted, answer.reason});
  return true;
}

// Words are told otherwise than they were said.
bool House::spoil_words(TellBatch& batch, const Tell& told) {
  std::string text(told.frame.payload());
  const std::size_t at = text.find("\"text\":\"[");
  if (at == std::string::npos || text.find("\"kind\":\"post\"") == std::string::npos) return false;
  text.insert(text.find(']', at) + 1, "?");
  Tell other = told;
  other.frame = Frame(std::move(text));
  batch.push_back(std::move(other));
  return true;
}

// One more has reacted than has.
std::shared_ptr<const TellBatch> House::with_invented_totals(const TellBatch& batch) {
  auto invented = std::make_shared<TellBatch>();
  for (const Instruction& instruction : batch) {
    const auto* told = get_if<TellRoom>(&instruction);
    std::string text(told == nullptr ? std::string_view() : told->frame.payload());
    constexpr std::string_view one = "\":1}";
    const std::size_t at = text.find(one, text.find("\"reactions\":{"));
    if (told == nullptr || at == std::string::npos) {
      invented->push_back(instruction);
      continue;
    }
    text.replace(at, one.size(), "\":2}");
    invented->push_back(TellRoom{told->room, Frame(std::move(text))});
  }
  return invented;
}

bool House::spoil_answer(TellBatch& batch, const Answer& answer) {
  switch (ground_.plant) {
    case Plant::stale_question:
      return spoil_questions(batch, answer);
    case Plant::hide_a_member:
    case Plant::miscount_members:
      return spoil_members(batch, answer);
    case Plant::acknowledge_elsewhere:
      return spoil_place(batch, answer);
    case Plant::lose_answers:
      return ground_.random.chance(1);
    default:
      return false;
  }
}

bool House::spoil_one(TellBatch& batch, const Instruction& instruction) {
  const Plant plant = ground_.plant;
  const bool is_of_alerts = plant == Plant::alert_twice || plant == Plant::alert_to_strangers ||
                            plant == Plant::written_too_soon;
  if (is_of_alerts) {
    const auto* told = get_if<TellMembers>(&instruction);
    return told != nullptr && told->alert != RoomId{} && spoil_alert(batch, *told);
  }
  if (const auto* told = get_if<Tell>(&instruction);
      told != nullptr && plant == Plant::tell_other_words) {
    return spoil_words(batch, *told);
  }
  if (plant == Plant::stale_membership) return holds_alternative<Detach>(instruction);
  if (plant == Plant::keep_ended_session) return holds_alternative<Cut>(instruction);
  if (const auto* told = get_if<TellMember>(&instruction);
      told != nullptr && plant == Plant::overhear_talk &&
      told->frame.payload().find("\"method\":\"talk\"") != std::string_view::npos) {
    batch.push_back(TellMember{MemberId{told->member.value % 4 + 1}, told->frame});
    return false;
  }
  if (plant == Plant::keep_gone_room) {
    const auto* told = get_if<TellMember>(&instruction);
    return told != nullptr && told->frame.payload().find("\"gone\":true") != std::string_view::npos;
  }
  const auto* answer = get_if<Answer>(&instruction);
  if (answer != nullptr && spoil_answer(batch, *answer)) return true;
  if (const auto* attach = get_if<Attach>(&instruction);
      attach != nullptr && plant == Plant::feed_hidden_past && attach->first > 1) {
    Attach generous = *attach;
    generous.first = 1;
    generous.have.clear();
    batch.push_back(generous);
    return true;
  }
  if (const auto* page = get_if<FeedPage>(&instruction);
      page != nullptr && plant == Plant::skip_event_in_feed && page->events->each().size() > 2) {
    FeedPage poor = *page;
    std::vector<FedEvents::Event> events = page->events->each();
    events.erase(events.begin() + 1);
    poor.events = std::make_shared<const FedEvents>(std::move(events));
    batch.push_back(poor);
    return true;
  } else if (answer != nullptr && plant == Plant::lie_about_complete) {
    std::string text(answer->frame.payload());
    constexpr std::string_view honest = "\"complete\":false";
    const std::size_t at = text.find(honest);
    if (at == std::string::npos) return false;
    text.replace(at, honest.size(), "\"complete\":true");
    batch.push_back(Answer{answer->to, Frame(std::move(text)), answer->accepted, answer->reason});
    return true;
  }
  return false;
}

std::shared_ptr<const TellBatch> House::spoil(std::shared_ptr<const TellBatch> batch) {
  if (ground_.plant == Plant::none) return batch;
  auto spoilt = std::make_shared<TellBatch>();
  for (const Instruction& instruction : *batch) {
    if (!spoil_one(*spoilt, instruction)) spoilt->push_back(instruction);
  }
  if (ground_.plant == Plant::swap_tells) {
    Instruction* earlier = nullptr;
    for (Instruction& one : *spoilt) {
      const auto* second = get_if<Tell>(&one);
      if (second == nullptr) continue;
      if (earlier != nullptr && get<Tell>(*earlier).room == second->room) {
        std::swap(*earlier, one);
        break;
      }
      earlier = &one;
    }
  }
  return spoilt;
}

}  // namespace xinqiao::simulation
