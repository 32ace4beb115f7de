#include "server/demo_seed.hpp"

#include "protocol/limits.hpp"
#include "server/credentials.hpp"
#include "server/demo_acts.hpp"
#include "server/demo_alerts.hpp"
#include "server/demo_organisation.hpp"
#include "server/demo_questions.hpp"
#include "server/domain/world.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace xinqiao::demo {
namespace {

constexpr std::int64_t minute_ms = 60 * 1000;
constexpr std::int64_t day_ms = 24 * 60 * minute_ms;
constexpr std::int64_t china_ms = 8 * 60 * minute_ms;
constexpr int founded_days_ago = 21;
constexpr int newcomers_days_ago = 16;
constexpr std::string_view newcomer = "新员工";
constexpr int training_ended_days_ago = 2;

Instant moment(Instant now, int days_ago, std::string_view clock) {
  const std::int64_t today = (now.ms + china_ms) / day_ms;
  const std::int64_t hours = (clock[0] - '0') * 10 + (clock[1] - '0');
  const std::int64_t minutes = (clock[3] - '0') * 10 + (clock[4] - '0');
  return {(today - days_ago) * day_ms - china_ms + (hours * 60 + minutes) * minute_ms};
}

// What a guest has not read yet, counted in events from the end of the room.
struct Unread {
  std::string_view who;
  std::string_view room;
  Seq events;
};
constexpr Unread unread[] = {
    {"周建民", "食堂意见", 6},     {"周建民", "安全值班", 2}, {"周建民", "新员工", 3},
    {"周建民", "有问必答", 1},     {"徐静", "有问必答", 1},   {"徐静", "第一联合车间", 1},
    {"徐静", "羽毛球", 7},         {"徐静", "全厂通知", 1},   {"林雨桐", "工会活动", 4},
    {"林雨桐", "第一联合车间", 9}, {"林雨桐", "全厂通知", 2},
};

Seq unread_of(std::string_view who, std::string_view room) {
  for (const Unread& row : unread) {
    if (row.who == who && row.room == room) return row.events;
  }
  return 0;
}

// One thing that happens. At most one of `joins` and those below it is set; none: the room is
// founded.
struct Step {
  Instant at;
  std::size_t room{};
  std::string_view joins;
  const Line* line = nullptr;
  const Act* act = nullptr;
  const QuestionStep* question = nullptr;
  const AlertStep* alert = nullptr;
};

class Teller {
 public:
  Teller(ServerTool& tool, Instant now) : tool_(tool), now_(now), stories_(rooms()) {
    for (const RoomStory& story : rooms_of_units()) stories_.push_back(story);
  }

  std::optional<std::string> tell() {
    tool_.set_time(moment(now_, founded_days_ago, "08:30"));
    if (!add_people() || !make_units()) return problem();
    const Instant training_ends = moment(now_, training_ended_days_ago, "09:00");
    bool have_left = false;
    for (const Step& step : steps()) {
      if (!have_left && step.at >= training_ends) {
        have_left = true;
        tool_.set_time(training_ends);
        if (!end_training()) return problem();
      }
      tool_.set_time(step.at);
      if (!take(step)) return problem();
    }
    tool_.set_time(now_);
    if (!read_rooms() || !look_ahead() || !end_sessions()) return problem();
    return std::nullopt;
  }

 private:
  bool add_people() {
    for (const Person& person : people()) {
      const auto member = tool_.add_member(std::string(person.name), person.organiser);
      if (!member) return false;
      members_[person.name] = *member;
      const auto token = tool_.start_session(*member, "demo");
      if (!token) return false;
      tokens_[person.name] = *token;
    }
    return true;
  }

  // The tree, its organisers and its people. Those in training are at home with their teachers.
  bool make_units() {
    if (!tool_.arrange(RenameUnit{root_unit, std::string(organisation)})) return false;
    for (const Unit& unit : units()) {
      const UnitId id = tool_.world().organisation().next_unit();
      units_[unit.name] = id;
      const UnitId parent = unit.parent.empty() ? root_unit : units_[unit.parent];
      if (!tool_.arrange(CreateUnit{parent, std::string(unit.name)})) return false;
      if (unit.is_reception && !tool_.arrange(SetReception{id, true})) return false;
      for (const Person& person : people()) {
        const MemberId member = members_[person.name];
        if (names(unit.people, person.name) && !tool_.arrange(SetHome{member, id})) return false;
        const SetDuty duty{member, id, Duty::organiser, true};
        if (person.name == unit.organiser && !tool_.arrange(duty)) return false;
      }
    }
    const UnitId reception = tool_.world().organisation().reception();
    return std::ranges::all_of(newcomers_without_home(), [&](std::string_view name) {
      return tool_.arrange(SetHome{members_[name], reception});
    });
  }

  bool end_training() {
    for (const std::string_view name : newcomers_without_home()) {
      if (!tool_.arrange(SetHome{members_[name], UnitId{}})) return false;
    }
    return tool_.arrange(WelcomeMember{members_[newcomers_without_home().front()]});
  }

  // Everything that happens, in the order of time; what stands first in the tables goes first.
  std::vector<Step> steps() const {
    std::vector<Step> all;
    for (std::size_t room = 0; room < stories_.size(); ++room) {
      const RoomStory& story = stories_[room];
      const Instant founded = moment(now_, founded_days_ago, "09:00");
      all.push_back({founded, room, {}, nullptr});
      for (const Person& person : people()) {
        if (person.name == story.founder || !is_in(story, person.name)) continue;
        const bool is_late = person.post == newcomer;
        const Instant comes = is_late ? moment(now_, newcomers_days_ago, "09:50") : founded;
        all.push_back({comes, room, person.name, nullptr});
      }
      Instant last = founded;
      for (const Line& line : story.lines) {
        // Two lines of one minute are some seconds apart.
        const Instant said = moment(now_, line.days_ago, line.clock);
        last = {std::max(said.ms + 4'000, last.ms + 11'000)};
        if (last < now_) all.push_back({last, room, {}, &line});
      }
    }
    for (const Act& act : acts()) {
      const Instant done = moment(now_, act.days_ago, act.clock);
      if (done < now_) all.push_back({done, place_of(act.room), {}, nullptr, &act});
    }
    const std::size_t asked_in = place_of(room_of_questions().title);
    for (const QuestionStep& step : question_steps()) {
      const Instant done = moment(now_, step.days_ago, step.clock);
      if (done < now_) all.push_back({done, asked_in, {}, nullptr, nullptr, &step});
    }
    for (const AlertStep& step : alert_steps()) {
      const Instant done = moment(now_, step.days_ago, step.clock);
      if (done < now_) all.push_back({done, 0, {}, nullptr, nullptr, nullptr, &step});
    }
    std::ranges::stable_sort(all, {}, &Step::at);
    return all;
  }

  std::size_t place_of(std::string_view title) const {
    const auto found = std::ranges::find(stories_, title, &RoomStory::title);
    return static_cast<std::size_t>(found - stories_.begin());
  }

  static bool is_in(const RoomStory& story, std::string_view name) {
    return names(story.listeners, name) ||
           std::ranges::any_of(story.lines, [&](const Line& line) { return line.who == name; });
  }

  bool take(const Step& step) {
    const RoomStory& story = stories_[step.room];
    if (step.line != nullptr) return say(step.room, *step.line);
    if (step.act != nullptr) return act(step.room, *step.act);
    if (step.question != nullptr) return move(step.room, *step.question);
    if (step.alert != nullptr) return demo::take(tool_, {tokens_, members_, units_}, *step.alert);
    if (!step.joins.empty()) {
      if (story.access == Access::direct) return true;  // both are in from the beginning
      if (story.access == Access::closed) {
        const AddToRoom add{rooms_[step.room], {members_[step.joins]}};
        return tool_.command(tokens_[story.founder], rooms_[step.room], add).has_value();
      }
      return tool_.command(tokens_[step.joins], rooms_[step.room], JoinRoom{rooms_[step.room]})
          .has_value();
    }
    return found(step.room, story);
  }

  bool found(std::size_t room, const RoomStory& story) {
    rooms_[room] = tool_.world().next_room();
    Command command;
    if (story.access == Access::direct) {
      command = OpenDirect{
          members_[members_of(story).front() == story.founder ? members_of(story).back()
                                                              : members_of(story).front()]};
    } else {
      CreateRoom create;
      create.title = story.title;
      create.unit = story.unit.empty() ? root_unit : units_[story.unit];
      create.access = story.access;
      create.type = story.type;
      command = create;
    }
    return tool_.command(tokens_[story.founder], rooms_[room], std::move(command)).has_value();
  }

  bool say(std::size_t room, const Line& line) {
    const RoomId id = rooms_[room];
    const auto target = marks_.find({room, line.target});
    const bool has_target = target != marks_.end();
    if (!line.target.empty() && !has_target) return false;
    const std::string text = with_mentions(line.text);
    std::string_view who = line.who;
    Command command;
    if (line.kind == Line::Kind::post) {
      command = Post{id, text, has_target ? std::optional(target->second.seq) : std::nullopt};
    } else {
      who = target->second.who;
      const Seq seq = target->second.seq;
      command =
          line.kind == Line::Kind::edit ? Command(Edit{id, seq, text}) : Command(Delete{id, seq});
    }
    const auto placed = tool_.command(tokens_[who], id, std::move(command));
    if (placed && !line.mark.empty()) marks_[{room, line.mark}] = {placed->seq, who};
    return placed.has_value();
  }

  // `<@NAME>` in the tables is `<@ID>` on the wire.
  std::string with_mentions(std::string_view text) const {
    std::string all(text);
    for (std::size_t at = all.find("<@"); at != all.npos; at = all.find("<@", at + 1)) {
      const std::size_t end = all.find('>', at);
      const std::string_view name = std::string_view(all).substr(at + 2, end - at - 2);
      all.replace(at + 2, end - at - 2, std::to_string(members_.at(name).value));
    }
    return all;
  }

  bool act(std::size_t room, const Act& act) {
    const auto about = marks_.find({room, act.about});
    if (!act.about.empty() && about == marks_.end()) return false;
    const Seq seq = act.about.empty() ? 0 : about->second.seq;
    const auto placed = tool_.command(tokens_[act.who], rooms_[room], command_of(room, act, seq));
    if (placed && act.kind == Act::Kind::notice) marks_[{room, act.title}] = {placed->seq, act.who};
    return placed.has_value();
  }

  bool move(std::size_t room, const QuestionStep& step) {
    MoveQuestion move{.move = step.move, .room = rooms_[room]};
    const bool asks = step.move == QuestionMove::asked;
    if (!asks) {
      const auto about = marks_.find({room, step.question});
      if (about == marks_.end()) return false;
      move.question = about->second.seq;
    }
    const bool has_words = asks || step.move == QuestionMove::answered;
    (has_words ? move.text : move.reason) = step.text;
    if (!step.unit.empty()) move.unit = units_[step.unit];
    const auto placed = tool_.command(tokens_[step.who], rooms_[room], move);
    // The words stand before the step that makes a question of them.
    if (placed && asks) marks_[{room, step.question}] = {placed->seq - 1, step.who};
    return placed.has_value();
  }

  Command command_of(std::size_t room, const Act& act, Seq seq) const {
    const RoomId id = rooms_.at(room);
    const std::string text(act.text);
    const auto& known = limits::reactions;
    switch (act.kind) {
      case Act::Kind::react: {
        const auto which = std::ranges::find(known, act.text) - known.begin();
        return SetReaction{id, seq, static_cast<std::uint8_t>(which + 1)};
      }
      case Act::Kind::pin:
        return SetPin{id, seq};
      case Act::Kind::notice:
        return PostNotice{id, act.of, std::string(act.title), text, std::nullopt};
      case Act::Kind::confirm:
        return ConfirmNotice{id, seq};
      case Act::Kind::report:
        return ReportPost{id, seq, text};
      case Act::Kind::settle:
        return SettleReport{tool_.world().reports().rbegin()->first, Outcome::removed, text};
      case Act::Kind::remove:
        return RemovePost{id, seq, text};
    }
    return Ping{};
  }

  // What waits when the story ends: a notice for tomorrow, an invitation, who is seen to be here.
  bool look_ahead() {
    const Act& next = waiting_notice;
    const RoomId board = rooms_[place_of(next.room)];
    PostNotice notice{board, next.of, std::string(next.title), std::string(next.text),
                      Instant{moment(now_, -1, "09:00")}};
    CreateInvitation invitation;
    invitation.invitation = hash_secret(random_secret());  // nobody knows it: it is to be looked at
    invitation.uses = 30;
    invitation.days = 14;
    invitation.note = invitation_note;
    return tool_.command(tokens_[next.who], board, std::move(notice)) &&
           tool_.command(tokens_[inviter], board, std::move(invitation)) && are_here(board);
  }
  bool are_here(RoomId board) {
    for (const std::string_view name : seen_to_be_here()) {
      if (!tool_.command(tokens_[name], board, SetPresence{true})) return false;
    }
    return std::ranges::all_of(listeners(), [&](const Listener& one) {
      const UnitId unit = one.unit.empty() ? root_unit : units_[one.unit];
      return tool_.arrange(SetDuty{members_[one.name], unit, Duty::listener, true}) &&
             tool_.command(tokens_[one.name], board, SetListening{one.is_on_duty});
    });
  }

  bool read_rooms() {
    for (std::size_t room = 0; room < stories_.size(); ++room) {
      const Seq last = tool_.world().room(rooms_[room])->row.last_seq;
      for (const std::string_view name : members_of(stories_[room])) {
        const Seq read = last - std::min(last - 1, unread_of(name, stories_[room].title));
        if (!tool_.command(tokens_[name], rooms_[room], SetRead{rooms_[room], read})) return false;
      }
    }
    return read_alerts();
  }

  bool read_alerts() {
    for (const auto& [room, alert] : tool_.world().alerts().all()) {
      const Seq last = tool_.world().room(room)->row.last_seq;
      for (const auto& [name, member] : members_) {
        if (!alert.is_for(member)) continue;
        if (!tool_.command(tokens_[name], room, SetRead{room, last})) return false;
      }
    }
    return true;
  }

  bool end_sessions() {
    return std::ranges::all_of(tokens_,
                               [&](const auto& row) { return tool_.end_session(row.second); });
  }

  std::string problem() const {
    if (!tool_.failure().is_ok()) return tool_.failure().message;
    return "the demo's story was refused: " + tool_.last_error();
  }

  struct Mark {
    Seq seq{};
    std::string_view who;
  };
  ServerTool& tool_;
  Instant now_;
  std::vector<RoomStory> stories_;
  std::map<std::string_view, std::string> tokens_;
  std::map<std::string_view, MemberId> members_;
  std::map<std::string_view, UnitId> units_;
  std::map<std::size_t, RoomId> rooms_;
  std::map<std::pair<std::size_t, std::string_view>, Mark> marks_;
};

}  // namespace

std::vector<RoomStory> rooms() {
  return {notices(),    first_workshop(), shift_handover(), safety_watch(), dispatch_centre(),
          laboratory(), union_life(),     canteen(),        newcomers(),    badminton()};
}

std::optional<std::string> tell_story(ServerTool& tool, Instant now) {
  return Teller(tool, now).tell();
}

}  // namespace xinqiao::demo
