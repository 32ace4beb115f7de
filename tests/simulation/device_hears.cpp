// What a device makes of what it hears, and what it holds against the server.
#include "tests/simulation/device.hpp"

#include <utility>

namespace xinqiao::simulation {
namespace {

RoomId room_in(const json::object& object) {
  return RoomId{number_in(object, "room")};
}

}  // namespace

void Device::broken(std::string_view invariant, const std::string& what) {
  if (!what.empty()) ground_.story.broken(invariant, name_ + ": " + what);
}

void Device::hear(House& house, const Letter& letter) {
  const std::size_t number = line_ ? line_->number : exchange_ ? exchange_->number : 0;
  ground_.story.line(name_ + " <- line " + std::to_string(number) + " " +
                     letter.text.substr(0, 160));
  const std::string_view method = text_in(letter.json, "method");
  if (method.empty()) return hear_answer(house, letter.json);
  const json::object& params = letter.json.at("params").as_object();
  if (!hello_ && method != "hello") return broken("I4", "something is told before hello");
  if (method == "hello") hear_hello(house, params);
  if (method == "event") hear_event(params);
  if (method == "room") hear_room(params);
  if (method == "read") hear_read(params);
  if (method == "alert") hear_alert(params);
  if (method == "alert_own") hear_own_alert(params);
  if (method == "alert_totals") hear_figures(params);
  if (method == "me") hear_duties(house, params);
  if (method == "talk_waiting" && ground_.random.chance(70)) call(house, "talk.list", {});
  if (method == "typing" &&
      (!rooms_.contains(room_in(params)) || !rooms_[room_in(params)].is_attached() ||
       number_in(params, "by") == member_.value)) {
    broken("I4", "typing is told to the wrong one");
  }
}

void Device::hear_hello(House& house, const json::object& hello) {
  const json::object& me = hello.at("me").as_object();
  if (number_in(me, "member") != member_.value) broken("I4", "hello of another member");
  hello_ = true;
  alerts_heard_.clear();
  const std::string epoch(text_in(hello, "epoch"));
  const bool is_other = !epoch_.empty() && epoch != epoch_;
  if (is_other) position_ = 0;
  const bool doubts = is_other && ground_.random.chance(40);
  if (!doubts && epoch != epoch_) begin_anew(epoch);
  send_all(house);
  if (!doubts) {
    resume(house, true);
  } else if (!resume_in_doubt(house)) {
    begin_anew(epoch);
  }
  ask_for_list(house);
}

// --- Answers ---

void Device::hear_answer(House& house, const json::object& text) {
  const json::value* error = text.if_contains("error");
  if (exchange_) {
    exchange_->client_open = false;
    const LinePtr line = std::exchange(exchange_, nullptr);
    if (error != nullptr) {
      const std::string_view reason = text_in(error->at("data").as_object(), "reason");
      if (!reason.starts_with("link_")) return;  // later, with the same claim
      link_.clear();
      claim_.clear();
      return;
    }
    if (ground_.random.chance(10)) return;  // as if the answer was lost: again, with the same claim
    if (number_in(text.at("result").as_object(), "member") != member_.value) {
      broken("I4", "signed in as another");
    }
    token_ = line->token;
    ground_.spent_links.push_back(link_);
    link_.clear();
    claim_.clear();
    return;
  }
  const auto found = calls_.find(json::serialize(text.at("id")));
  if (found == calls_.end()) return broken("I3", "an answer to nothing that was asked");
  const Call call = std::move(found->second);
  calls_.erase(found);
  if (error != nullptr) return hear_refusal(house, call, error->as_object());
  hear_result(house, call, text.at("result").as_object());
}

void Device::hear_result(House& house, const Call& call, const json::object& result) {
  if (call.n != 0) return hear_wish_done(call, result);
  if (call.is_in_doubt) return hear_doubt_answered(house, call, result);
  if (call.method == "resume") return hear_resumed(call, result);
  if (call.method == "history") return hear_history(call, result);
  if (call.method == "room.list") return hear_rooms(house, call, result);
  if (call.method == "room.members") return hear_members(house, call, result);
  if (call.method == "alert.list") return hear_alerts(result);
  if (call.method == "alert.roll") return hear_figures(result);
  if (call.method == "alert.reach") return hear_own_alert(result);
  if (call.method == "talk.list") return hear_talks(result);
  if (call.method == "read.set") {
    const KeptEvent* event = ground_.ledger.event(room_in(result), number_in(result, "seq"));
    if (event == nullptr || event->event.n != number_in(result, "n") ||
        number_in(result, "seq") < number_in(call.params, "seq")) {
      broken("I7", "a watermark that does not fit");
    }
  }
  if (call.method == "session.me" && number_in(result, "member") != member_.value) {
    broken("I4", "session.me names another");
  }
}

void Device::hear_wish_done(const Call& call, const json::object& result) {
  Wish* const wish = wish_with(call.n);
  if (wish == nullptr) return;  // answered on an earlier line
  Saying* saying = ground_.ledger.saying(wish->tag);
  const Seq seq = number_in(result, "seq");
  if (saying != nullptr) {
    // The answer to room.create names the seq of the creator's `joined`; the title stands at 1.
    const Seq at = wish->method == "room.create" ? 1 : seq;
    ground_.ledger.accepted(*saying, room_in(result), at, MemberId{number_in(result, "member")});
  }
  if (wish->method == "question.ask" && !ground_.ledger.questions().knows({room_in(result), seq})) {
    broken("I11", "a question is acknowledged and not kept");
  }
  const bool is_mark = wish->method == "alert.answer" || wish->method == "alert.tick" ||
                       wish->method == "alert.untick";
  if (is_mark) {
    if (wish->method == "alert.answer") hear_own_alert(result);
    return forget_wish(call.n);
  }
  const KeptEvent* event = ground_.ledger.event(room_in(result), seq);
  const bool is_of_organisation = !result.contains("room");  // it is answered without a place
  if (!is_of_organisation && !is_true(result, "already")) {
    if (event == nullptr) {
      broken("I1", wish->method + " is acknowledged and not kept");
    } else if (event->event.by != member_ ||
               static_cast<std::uint64_t>(event->event.at.ms) != number_in(result, "at")) {
      broken("I1", wish->method + " is acknowledged with another event");
    } else if (wish->method == "talk.seal" &&
               get<TalkMoved>(event->event.body).bytes != text_in(wish->params, "sealed")) {
      broken("I1", "other bytes are kept than were sealed");
    } else if (result.contains("n") && event->event.n != number_in(result, "n")) {
      broken("I2", wish->method + " is acknowledged with another n");
    }
  }
  forget_wish(call.n);
}

void Device::hear_refusal(House& house, const Call& call, const json::object& error) {
  const json::object& data = error.at("data").as_object();
  const std::string_view reason = text_in(data, "reason");
  // A closed room of questions is such a wish.
  const bool tries_rules = call.method == "room.create" || call.method == "room.rules";
  const bool tries_answers = call.method == "alert.answer";  // one that was not offered
  const bool never =
      reason == "internal" || reason == "parse_error" || reason == "invalid_request" ||
      reason == "method_not_found" || reason == "guard_missing" || reason == "different_body" ||
      reason == "forgotten" || (reason == "invalid_params" && !tries_rules && !tries_answers);
  if (never) {
    broken("answers", call.method + " is refused with " + json::serialize(error));
  }
  if (call.n != 0) return hear_wish_refused(house, call, data);
  if (call.is_in_doubt) {
    drop_line();
  } else if (call.method == "resume") {
    for (const auto& [id, have] : call.have) rooms_[id].asking = false;
  }
  if (call.method == "history") {
    const auto view = rooms_.find(RoomId{number_in(call.params, "room")});
    if (view != rooms_.end()) view->second.filling = false;
  }
}

void Device::hear_wish_refused(House&, const Call& call, const json::object& data) {
  const std::string_view action = text_in(data, "action");
  const Wish* wish = wish_with(call.n);
  if (action == "retry" || action == "login") {
    must_resend_ = true;
    resend_at_ = {ground_.clock.now().ms + static_cast<std::int64_t>(number_in(data, "retry_ms"))};
    // The server has forgotten this outbox: what waits was never taken.
    const bool is_forgotten = text_in(data, "reason") == "hole" && !waiting_.empty() &&
                              number_in(data, "next") < waiting_.front().n;
    if (is_forgotten) {
      give_up_what_is_old();  // it may have been taken before it was forgotten
      begin_new_outbox();
    }
    return;
  }
  if (wish == nullptr) return;
  if (!is_true(data, "consumed")) {
    broken("I3", "a final refusal consumes nothing: " + json::serialize(data));
  }
  if (Saying* saying = ground_.ledger.saying(wish->tag)) ground_.ledger.refused(*saying);
  forget_wish(call.n);
}

void Device::hear_resumed(const Call& call, const json::object& result) {
  position_ = number_in(result, "position");
  for (const json::value& value : result.at("rooms").as_array()) {
    const json::object& one = value.as_object();
    const RoomId id = room_in(one);
    RoomView& view = rooms_[id];
    if (is_true(one, "gone")) {
      view.disconnect();
      view.joined = false;
      continue;
    }
    if (is_true(one, "rolled_back")) broken("I1", "the server has lost what it told");
    const bool complete = is_true(one, "complete");
    const Seq first = number_in(one, "first");
    const KeptRoom* truth = ground_.ledger.room(id);
    const bool hidden = truth != nullptr && truth->rules.past == Past::hidden;
    broken("I5", view.begin(call.have.at(id), first, number_in(one, "top"), complete, hidden));
    if (complete) view.fill_below = 0;
    if (complete) continue;
    if (ground_.random.chance(50)) {
      view.forget_below(first);
      view.fill_below = 0;
    } else {
      view.fill_below = first;
    }
  }
  for (const json::value& value : result.at("reads").as_array()) hear_read(value.as_object());
}

void Device::hear_rooms(House& house, const Call&, const json::object& result) {
  const json::array& rooms = result.at("rooms").as_array();
  for (const json::value& value : rooms) {
    listed_[room_in(value.as_object())] = value.as_object();
    hear_room(value.as_object());
  }
  list_is_whole_ = !result.contains("next");
  if (list_is_whole_) return;
  call(house, "room.list", {{"after", number_in(result, "next")}, {"limit", 5}});
}

void Device::hear_history(const Call& call, const json::object& result) {
  const RoomId id = room_in(result);
  RoomView& view = rooms_[id];
  const json::array& events = result.at("events").as_array();
  const Seq top = number_in(result, "top");
  const Seq first = events.empty() ? 0 : number_in(events.front().as_object(), "seq");
  const Seq last = events.empty() ? 0 : number_in(events.back().as_object(), "seq");
  const std::size_t limit = call.params.contains("limit") ? number_in(call.params, "limit") : 50;
  for (const Seq seq : {first, last}) {
    if (events.empty()) break;
    if (!ground_.ledger.may_know(member_, id, seq, call.sent_sync, ground_.ledger.syncs())) {
      broken("I4", "history is told to one outside");
    }
  }
  if (events.size() > limit) broken("bounds", "a page is longer than its limit");
  Seq available = top;
  Seq due_last = top;
  if (call.params.contains("before")) {
    due_last = std::min(top, number_in(call.params, "before") - 1);
    available = due_last;
  } else if (call.params.contains("after")) {
    const Seq after = number_in(call.params, "after");
    available = after < top ? top - after : 0;
    due_last = std::min(top, after + limit);
  }
  const bool anchored = call.params.contains("around") || call.params.contains("at");
  const KeptRoom* truth = ground_.ledger.room(id);
  const bool hidden = truth != nullptr && truth->rules.past == Past::hidden;
  if (hidden) {
    // How much there is to see depends on when it came: may_know has looked at both ends.
  } else if (!anchored) {
    const std::size_t due = std::min<std::size_t>(limit, available);
    const bool is_right = events.size() == due && (due == 0 || last == due_last);
    if (!is_right) broken("I5", "another page of history than asked for");
  } else {
    const Seq seq = call.params.contains("at") ? number_in(result, "at_seq")
                                               : std::min(number_in(call.params, "around"), top);
    if (seq < first || seq > last) broken("I5", "a page of history that misses its middle");
  }
  for (const json::value& event : events)
    broken("I6", view.learn(event.as_object(), RoomView::From::history));
  for (const json::value& edit : result.at("about").as_array()) view.learn_edit(edit.as_object());
  if (const json::value* questions = result.if_contains("questions")) {
    for (const json::value& row : questions->as_array()) {
      broken("I11", view.learn_question(row.as_object(), top));
    }
  }
  if (!call.params.contains("fill")) return;
  view.filling = false;
  view.fill_below = first;
  while (view.fill_below > 1 && view.holds(view.fill_below - 1)) --view.fill_below;
  if (view.fill_below <= view.oldest() || events.empty()) view.fill_below = 0;
}

// --- Told ---

void Device::hear_event(const json::object& event) {
  RoomView& view = rooms_[room_in(event)];
  const Seq seq = number_in(event, "seq");
  broken(view.is_attached() ? "I5" : "I4", view.arrives(seq));
  broken("I6", view.learn(event, RoomView::From::told));
  // An answer comes before the event it caused.
  const std::string_view tag = tag_of(text_in(event, "text"));
  for (const auto* wishes : {&waiting_, &keyed_}) {
    for (const Wish& wish : *wishes) {
      const bool is_mine = !tag.empty() && wish.tag == tag;
      if (is_mine && wish.times_sent == 1 && line_ && wish.sent_on == line_->number) {
        broken("I3", "an event comes before the answer it belongs to, " + wish.tag);
      }
    }
  }
}

void Device::hear_room(const json::object& room) {
  RoomView& view = rooms_[room_in(room)];
  if (is_true(room, "gone")) {
    view.joined = false;
    return view.disconnect();
  }
  const bool joined = is_true(room, "joined");
  view.has_questions = text_in(room, "kind") == "questions";
  view.is_talk = text_in(room, "kind") == "talk";
  view.read_seq = number_in(room, "read_seq");
  view.read_n = number_in(room, "read_n");
  if (view.joined == joined) return;
  view.joined = joined;
  if (!joined) view.disconnect();
}

void Device::hear_read(const json::object& read) {
  RoomView& view = rooms_[room_in(read)];
  view.read_seq = number_in(read, "seq");
  view.read_n = number_in(read, "n");
}

// --- At rest ---

void Device::check() {
  for (const auto& [id, view] : rooms_) {
    const KeptRoom* truth = ground_.ledger.room(id);
    const std::string where = "room " + std::to_string(id.value) + ": ";
    if (truth == nullptr) {
      broken("I7", where + "is known and does not exist");
      continue;
    }
    if (view.joined != truth->has(member_)) broken("I7", where + "joined or not?");
    if (!view.joined) continue;
    const std::string differs = view.compare(*truth);
    if (!differs.empty()) broken("I2", where + differs);
    const std::string stale = view.compare(ground_.ledger.questions(), id);
    if (!stale.empty()) broken("I11", where + stale);
    const auto [read_seq, read_n] = ground_.ledger.read(member_, id);
    if (view.read_seq != read_seq || view.read_n != read_n) {
      broken("I7", where + "has read " + std::to_string(read_seq) + " and shows " +
                       std::to_string(view.read_seq));
    }
  }
  check_list();
  check_alerts();
}

void Device::check_list() {
  if (!list_is_whole_) return broken("L1", "has no list of rooms");
  for (const auto& [id, truth] : ground_.ledger.rooms()) {
    if (id == organisation_room) continue;
    const std::string where = "room " + std::to_string(id.value) + " in the list: ";
    const auto listed = listed_.find(id);
    if (!ground_.ledger.standings().may_know_of(member_, truth.rules, truth.has(member_))) {
      if (listed != listed_.end()) broken("I4", where + "it may not know of it");
      continue;
    }
    if (listed == listed_.end()) {
      broken("I7", where + "is missing");
      continue;
    }
    const json::object& one = listed->second;
    std::size_t members = 0;
    for (const auto& [member, stays] : truth.stays) members += truth.has(member) ? 1 : 0;
    if (number_in(one, "last_seq") != truth.events.size() ||
        number_in(one, "last_n") != truth.posts || number_in(one, "members") != members) {
      broken("I7", where + json::serialize(one));
    }
    const auto [read_seq, read_n] = ground_.ledger.read(member_, id);
    if (!truth.has(member_)) continue;
    if (number_in(one, "read_n") != read_n || number_in(one, "read_seq") != read_seq) {
      broken("I7", where + "unread is wrong: " + json::serialize(one));
    }
  }
}

}  // namespace xinqiao::simulation
