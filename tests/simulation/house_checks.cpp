// What leaves the house, held against what is true.
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
    for (const auto& [seq, frame] : page->events->each()) {
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
      limits::feed_below_bytes +
      limits::feed_pages_at_once * (limits::feed_page_bytes + limits::frame_bytes);
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

}  // namespace xinqiao::simulation
