// What leaves the house, held against what is true; and the mistakes that are planted at this
// place.
#include "protocol/encode.hpp"
#include "store/keys.hpp"
#include "tests/simulation/house.hpp"

namespace xinqiao::simulation {

// --- Leaving the pipeline ---

void House::check_told(const Instruction& instruction) {
  Ledger& ledger = ground_.ledger;
  const auto kept_row = [&](RoomId room, Seq seq) {
    return ground_.log.kept(store::Family::events, store::keys::event(room, seq));
  };
  if (const auto* tell = get_if<Tell>(&instruction)) {
    const KeptEvent* truth = ledger.event(tell->room, tell->seq);
    const auto row = kept_row(tell->room, tell->seq);
    if (truth == nullptr || !row) {
      return ground_.story.broken("I9",
                                  "told before it is kept: " + place_name(tell->room, tell->seq));
    }
    const std::string_view payload = tell->frame.payload();
    if (payload != encode_notification("event", truth->bytes).payload() &&
        payload != encode_notification("event", *row).payload()) {
      ground_.story.broken("I2", "told other bytes than kept: " + std::string(payload));
    }
  } else if (const auto* page = get_if<FeedPage>(&instruction)) {
    for (const auto& [seq, frame] : page->events) {
      const KeptEvent* truth = ledger.event(page->room, seq);
      const auto row = kept_row(page->room, seq);
      if (truth == nullptr || !row) {
        return ground_.story.broken("I9", "fed what is not kept: " + place_name(page->room, seq));
      }
      const std::string_view payload = frame.payload();
      const bool is_text = payload == encode_notification("event", truth->bytes).payload();
      if (is_text ? is_told_deleted(*truth)
                  : payload != encode_notification("event", *row).payload()) {
        ground_.story.broken("I6", "a feed tells what is no more: " + std::string(payload));
      }
    }
  } else if (const auto* answer = get_if<Answer>(&instruction)) {
    check_answer(*answer);
  } else if (const auto* totals = get_if<TellRoom>(&instruction)) {
    check_totals(*totals);
  } else if (const auto* alert = get_if<TellMembers>(&instruction)) {
    check_alert(*alert);
  }
}

// To those whom it is for, or to all who answer for some of them, and only such.
void House::check_alert(const TellMembers& told) {
  const json::object text = json::parse(std::string(told.frame.payload())).as_object();
  if (text_in(text, "method") != "alert") return;
  const json::object& params = text.at("params").as_object();
  const RoomId room{number_in(params, "room")};
  const AlertBook& book = ground_.ledger.alerts();
  if (!params.contains("follows")) {
    for (const MemberId member : *told.members) {
      if (book.is_for(room, member)) continue;
      ground_.story.broken("I12", "an alert is told to member " + std::to_string(member.value) +
                                      ", whom it is not for");
    }
  } else if (book.followers(room, number_in(params, "words")) !=
             std::set<MemberId>(told.members->begin(), told.members->end())) {
    ground_.story.broken("I12", "an alert is told to others than those who answer for its people");
  }
}

// A total may be behind what is kept, but it was true once.
void House::check_totals(const TellRoom& told) {
  const json::object text = json::parse(std::string(told.frame.payload())).as_object();
  const json::object& params = text.at("params").as_object();
  if (text_in(text, "method") == "alert_totals") {
    if (ground_.ledger.alerts().was_ever(told.room, figures_in(params))) return;
    return ground_.story.broken("I12", "figures that never were: " + json::serialize(params));
  }
  for (const json::value& value : params.at("posts").as_array()) {
    const json::object& post = value.as_object();
    const Reckoning::Place place{told.room, number_in(post, "seq")};
    const std::string reactions = json::serialize(post.at("reactions"));
    if (!ground_.ledger.reckoning().was_ever(place, reactions)) {
      ground_.story.broken("I10", place_name(place.first, place.second) +
                                      " is told with reactions it never had: " + reactions);
    }
    last_told_[place] = reactions;
  }
}

void House::check_last_totals() {
  for (const auto& [place, reactions] : last_told_) {
    const auto& [room, seq] = place;
    const KeptEvent* post = ground_.ledger.event(room, seq);
    if (post == nullptr || post->deleted) continue;
    const std::string truth = ground_.ledger.reckoning().reactions(place);
    if (truth == reactions) continue;
    ground_.story.broken("I10", place_name(room, seq) + " has reactions " + truth +
                                    " and was last told with " + reactions);
  }
}

// Until a deletion is told, nobody knows of it: what is read in between may still say the text.
bool House::is_told_deleted(const KeptEvent& event) const {
  return (event.deleted || event.bare) && event.deleted_sync <= told_syncs_;
}

void House::check_answer(const Answer& answer) {
  const json::object text = json::parse(std::string(answer.frame.payload())).as_object();
  const json::value* result = text.if_contains("result");
  if ((result != nullptr) != answer.accepted) {
    ground_.story.broken("I3", "an answer is not what it says it is");
  }
  if (result == nullptr || !result->is_object()) return;
  const json::object& object = result->get_object();
  if (object.contains("events") && object.contains("about")) {
    const bool is_board = !object.contains("top");
    is_board ? ground_.ledger.check_board(object, answer.frame.payload())
             : ground_.ledger.check_page(object, answer.frame.payload());
  }
  if (object.contains("units") && !object.contains("targeted")) {
    ground_.ledger.check_figures(object);
  }
  if (number_in(object, "position") > ground_.ledger.position()) {
    ground_.story.broken("I9", "a position is told that is not kept");
  }
  if (!object.contains("at") || !object.contains("seq")) return;
  const RoomId room{number_in(object, "room")};
  const KeptEvent* truth = ground_.ledger.event(room, number_in(object, "seq"));
  if (truth == nullptr) {
    ground_.story.broken(
        "I9", "an answer before the keep: " + place_name(room, number_in(object, "seq")));
  } else if (!object.contains("already") &&
             static_cast<std::uint64_t>(truth->event.at.ms) != number_in(object, "at")) {
    ground_.story.broken("I1", "an answer with another time than kept");
  }
}

// --- Leaving an outbox ---

void House::check_outbox(const Outbox& outbox) {
  constexpr std::size_t fed_most =
      limits::feed_below_bytes + 2 * limits::feed_page_events * (2 * limits::text_bytes);
  if (outbox.frames() < 2) return;  // of a cut connection the frame in hand remains
  if (outbox.bytes(Lane::told) > ground_.outbox_bytes ||
      outbox.bytes(Lane::asked) > limits::answer_bytes ||
      outbox.bytes(Lane::alert) > limits::alert_reserve_bytes ||
      outbox.bytes(Lane::fed) > fed_most) {
    ground_.story.broken("bounds", "an outbox holds more than it may");
  }
}

void House::check_letter(const Line& line, const Letter& letter, const Moment& moment) {
  ground_.story.note(letter.text);
  if (text_in(letter.json, "method") == "alert") {
    ground_.ledger.handed(RoomId{number_in(letter.json.at("params").as_object(), "room")},
                          line.member);
  }
  check_talk(line, letter);
  if (text_in(letter.json, "method") != "event") return;
  const json::object& event = letter.json.at("params").as_object();
  const RoomId room{number_in(event, "room")};
  const Seq seq = number_in(event, "seq");
  const std::size_t from = moment.sync + (moment.from_reader ? 1 : 0);
  if (!ground_.ledger.may_know(line.member, room, seq, from, moment.sync)) {
    ground_.story.broken("I4", "line " + std::to_string(line.number) + " of member " +
                                   std::to_string(line.member.value) + ", who is outside, hears " +
                                   place_name(room, seq));
  }
}

// Of a talk nobody hears but the two, and one who was asked by name.
void House::check_talk(const Line& line, const Letter& letter) {
  if (text_in(letter.json, "method") != "talk") return;
  const json::object& talk = letter.json.at("params").as_object();
  const RoomId room{number_in(talk, "room")};
  if (ground_.ledger.talks().concerns(line.member, room)) return;
  ground_.story.broken("I13", "member " + std::to_string(line.member.value) +
                                  " hears of the talk in room " + std::to_string(room.value));
}

// --- Planted bugs ---

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

bool House::spoil_one(TellBatch& batch, const Instruction& instruction) {
  const Plant plant = ground_.plant;
  const bool is_of_alerts = plant == Plant::alert_twice || plant == Plant::alert_to_strangers ||
                            plant == Plant::written_too_soon;
  if (is_of_alerts) {
    const auto* told = get_if<TellMembers>(&instruction);
    return told != nullptr && told->alert != RoomId{} && spoil_alert(batch, *told);
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
  if (const auto* answer = get_if<Answer>(&instruction);
      answer != nullptr && plant == Plant::stale_question) {
    return spoil_questions(batch, *answer);
  }
  if (const auto* attach = get_if<Attach>(&instruction);
      attach != nullptr && plant == Plant::feed_hidden_past && attach->first > 1) {
    Attach generous = *attach;
    generous.first = 1;
    generous.have.clear();
    batch.push_back(generous);
    return true;
  }
  if (const auto* page = get_if<FeedPage>(&instruction);
      page != nullptr && plant == Plant::skip_event_in_feed && page->events.size() > 2) {
    FeedPage poor = *page;
    poor.events.erase(poor.events.begin() + 1);
    batch.push_back(poor);
    return true;
  } else if (const auto* answer = get_if<Answer>(&instruction);
             answer != nullptr && plant == Plant::lie_about_complete) {
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
