#include "tests/simulation/alert_book.hpp"

#include <algorithm>

namespace xinqiao::simulation {

// --- Steps ---

void AlertBook::see(const RoomRules& rules, const Event& event) {
  if (const auto* added = get_if<MemberAdded>(&event.body)) members_.insert(added->member);
  if (rules.type == RoomType::alert && holds_alternative<Posted>(event.body)) {
    loose_.insert({event.room, event.seq});
  }
  const auto* moved = get_if<AlertMoved>(&event.body);
  if (moved == nullptr) return;
  const bool is_its_post = moved->target + 1 == event.seq;
  if (!is_its_post || loose_.erase({event.room, moved->target}) == 0) {
    broken(event.room, "a step without its words");
  }
  if (moved->move == AlertMove::raised) return raise(event, *moved);
  const auto found = alerts_.find(event.room);
  if (found == alerts_.end()) return broken(event.room, "a step of no alert");
  Kept& alert = found->second;
  if (alert.is_over) broken(event.room, "a step of what is over");
  for (const UnitId unit : alert.raised.units) {
    if (!standings_.organises(event.by, unit)) broken(event.room, "moved by who may not");
  }
  alert.is_over = moved->move != AlertMove::updated;
  note_followers(alert, event.room, moved->target);
}

void AlertBook::note_followers(const Kept& alert, RoomId room, Seq words) {
  std::set<UnitId> units;
  for (const MemberId member : alert.due) {
    const auto known = alert.people.find(member);
    const UnitId unit = known == alert.people.end() ? standings_.home(member) : known->second.unit;
    units.insert(unit == UnitId{} ? root_unit : unit);
  }
  std::set<MemberId>& followers = followers_[{room, words}];
  for (const MemberId member : members_) {
    const bool answers =
        std::ranges::any_of(units, [&](UnitId unit) { return standings_.organises(member, unit); });
    if (answers && !alert.due.contains(member)) followers.insert(member);
  }
}

const std::set<MemberId>& AlertBook::followers(RoomId room, Seq words) const {
  static const std::set<MemberId> nobody;
  const auto found = followers_.find({room, words});
  return found == followers_.end() ? nobody : found->second;
}

void AlertBook::raise(const Event& event, const AlertMoved& body) {
  if (alerts_.contains(event.room)) broken(event.room, "raised twice");
  Kept& alert = alerts_[event.room];
  alert.raised = body;
  alert.by = event.by;
  for (const UnitId unit : body.units) {
    if (!standings_.organises(event.by, unit)) broken(event.room, "raised above one's unit");
  }
  for (const MemberId member : members_) {
    const UnitId home = standings_.home(member);
    const UnitId where = home == UnitId{} ? root_unit : home;
    const bool is_for = std::ranges::any_of(
        body.units, [&](UnitId unit) { return standings_.is_below(where, unit); });
    if (is_for) alert.due.insert(member);
  }
  if (body.targeted != alert.due.size()) {
    broken(event.room, "is for " + std::to_string(alert.due.size()) + " and says " +
                           std::to_string(body.targeted));
  }
  note_followers(alert, event.room, body.target);
}

// --- Marks ---

void AlertBook::set(Kept& alert, const AlertMark& mark) {
  const auto before = alert.people.find(mark.member);
  if (before == alert.people.end()) {
    if (!alert.is_fresh || !alert.due.contains(mark.member)) {
      broken(mark.room, "is for somebody it was not raised for");
    }
    if (mark.reach != Reach::targeted || mark.option != 0 || mark.ticked_by != MemberId{}) {
      broken(mark.room, "begins in the middle");
    }
  } else {
    changes(alert, before->second, mark);
  }
  alert.people[mark.member] = mark;
}

void AlertBook::put(const AlertMark& mark) {
  const auto found = alerts_.find(mark.room);
  if (found == alerts_.end()) return broken(mark.room, "a mark of no alert");
  set(found->second, mark);
  found->second.were.insert(figures(found->second));
}

// Everybody in one row: at first as they were due, later with those to whom it was written.
void AlertBook::put(const AlertAudience& audience) {
  const auto found = alerts_.find(audience.room);
  if (found == alerts_.end()) return broken(audience.room, "a list of people for no alert");
  Kept& alert = found->second;
  if (audience.people.size() != alert.due.size()) broken(audience.room, "lists other people");
  for (const AlertPerson& one : audience.people) {
    const auto before = alert.people.find(one.member);
    AlertMark mark;
    if (before != alert.people.end()) mark = before->second;
    mark.room = audience.room;
    mark.member = one.member;
    const bool was_written = mark.reach >= Reach::written;
    if (was_written && !one.written) broken(audience.room, "forgets to whom it was written");
    if (one.written && !was_written) mark.reach = Reach::written;
    if (one.unit != (alert.is_listed ? mark.unit : standings_.home(one.member))) {
      broken(audience.room, "lists somebody in another unit");
    }
    mark.unit = one.unit;
    set(alert, mark);
  }
  alert.is_listed = true;
  alert.were.insert(figures(alert));
}

void AlertBook::changes(const Kept& alert, const AlertMark& before, const AlertMark& after) {
  const RoomId room = after.room;
  if (after.reach < before.reach) broken(room, "how far it has come falls");
  if (after.unit != before.unit) broken(room, "somebody is counted in another unit");
  const bool is_said = after.reach == Reach::written && before.reach < Reach::written;
  if (is_said && !handed_.contains({room, after.member})) {
    broken(room, "is said to be written and was not");
  }
  const bool is_answered = after.option != before.option;
  if (is_answered) {
    if (alert.is_over) broken(room, "is answered when it is over");
    if (after.option == 0 || after.option > alert.raised.options.size()) {
      broken(room, "is answered with nothing that was asked");
    }
    if (after.reach != Reach::answered) broken(room, "an answer that is none");
  }
  if (after.revisions != before.revisions + (is_answered && before.option != 0 ? 1 : 0)) {
    broken(room, "an answer is counted as revised and was not, or was and is not");
  }
  if (after.ticked_by == before.ticked_by) return;
  if (alert.is_over) broken(room, "is ticked when it is over");
  const UnitId unit = after.unit == UnitId{} ? root_unit : after.unit;
  if (after.ticked_by != MemberId{} && !standings_.organises(after.ticked_by, unit)) {
    broken(room, "is ticked by who may not");
  }
}

void AlertBook::end_of_batch() {
  for (const auto& [room, seq] : loose_) broken(room, "words that are no step");
  loose_.clear();
  for (auto& [room, alert] : alerts_) {
    if (!alert.is_fresh) continue;
    alert.is_fresh = false;
    if (alert.people.size() != alert.due.size()) broken(room, "leaves out somebody it is for");
  }
}

// --- What is true ---

bool AlertBook::is_for(RoomId room, MemberId member) const {
  return mark(room, member) != nullptr;
}

bool AlertBook::is_open_for(RoomId room, MemberId member) const {
  return is_for(room, member) && !alerts_.at(room).is_over;
}

const AlertMark* AlertBook::mark(RoomId room, MemberId member) const {
  const auto found = alerts_.find(room);
  if (found == alerts_.end()) return nullptr;
  const auto person = found->second.people.find(member);
  return person == found->second.people.end() ? nullptr : &person->second;
}

std::string AlertBook::figures(const Kept& alert) const {
  std::string line = std::to_string(alert.people.size());
  const auto count = [&](const auto& holds) {
    std::size_t all = 0;
    for (const auto& [member, mark] : alert.people) all += holds(mark) ? 1 : 0;
    line += " " + std::to_string(all);
  };
  for (const Reach reach : {Reach::written, Reach::delivered, Reach::seen, Reach::answered}) {
    count([&](const AlertMark& mark) { return mark.reach >= reach; });
  }
  count([](const AlertMark& mark) {
    return mark.ticked_by != MemberId{} && mark.reach != Reach::answered;
  });
  for (std::uint64_t option = 1; option <= alert.raised.options.size(); ++option) {
    count([&](const AlertMark& mark) { return mark.option == option; });
  }
  return line;
}

std::string AlertBook::figures(RoomId room) const {
  const auto found = alerts_.find(room);
  return found == alerts_.end() ? std::string() : figures(found->second);
}

bool AlertBook::was_ever(RoomId room, const std::string& line) const {
  const auto found = alerts_.find(room);
  return found != alerts_.end() && found->second.were.contains(line);
}

std::set<RoomId> AlertBook::open_for(MemberId member) const {
  std::set<RoomId> open;
  for (const auto& [room, alert] : alerts_) {
    if (!alert.is_over && alert.people.contains(member)) open.insert(room);
  }
  return open;
}

// --- At rest ---

void AlertBook::compare(const domain::World& world, std::string_view whose) const {
  if (world.alerts().all().size() != alerts_.size()) {
    story_.broken("I12", std::string(whose) + " has other alerts");
  }
  for (const auto& [room, alert] : alerts_) {
    const domain::Alert* told = world.alerts().find(room);
    if (told == nullptr) {
      broken(room, std::string(whose) + " does not know it");
      continue;
    }
    if (is_over(told->row) != alert.is_over) broken(room, "is it over?");
    if (told->people.size() != alert.people.size()) broken(room, "is for other people");
    for (const auto& [member, mark] : alert.people) {
      const AlertMark* kept = world.alerts().mark(room, member);
      const bool is_same = kept != nullptr && kept->reach == mark.reach &&
                           kept->option == mark.option && kept->ticked_by == mark.ticked_by &&
                           kept->revisions == mark.revisions && kept->unit == mark.unit;
      if (!is_same) broken(room, std::string(whose) + " says otherwise of one it is for");
    }
    std::size_t targeted = 0;
    std::size_t answered = 0;
    std::uint64_t by_option = 0;
    for (const auto& [unit, counts] : told->by_unit) {
      targeted += counts.targeted;
      answered += counts.reached[4];
      for (const std::uint64_t count : counts.answers) by_option += count;
    }
    if (targeted != alert.people.size()) broken(room, "its units do not sum up");
    if (by_option != answered) broken(room, "its answers do not sum up");
  }
}

void AlertBook::broken(RoomId room, std::string_view what) const {
  story_.broken("I12",
                "the alert in room " + std::to_string(room.value) + ": " + std::string(what));
}

}  // namespace xinqiao::simulation
