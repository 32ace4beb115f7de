#include "server/decider.hpp"

#include "protocol/encode.hpp"
#include "protocol/limits.hpp"
#include "protocol/resume.hpp"
#include "server/domain/rules.hpp"
#include "server/steady.hpp"

#include <algorithm>

namespace xinqiao {
namespace {

// How long a client waits before it tries again when the disk is nearly full.
constexpr std::int64_t low_space_retry_ms = 5'000;

// What one may not read is not looked for either, so that no clock tells whether it is there.
bool may_look_for(const domain::World& world, const domain::Caller& caller,
                  const domain::TargetRef& target) {
  if (caller.is_server) return true;
  return !domain::enter(world, caller.member, target.room).refusal;
}

}  // namespace

TokenHash server_itself() {
  TokenHash hash;
  hash.fill(0xff);
  return hash;
}

Decider::Decider(const Around& around, double commands_per_second)
    : clock_(around.clock),
      metrics_(around.metrics),
      commands_per_second_(commands_per_second),
      lookup_(around.log),
      recorder_(world_, lookup_, totals_),
      admission_(commands_per_second),
      passwords_(around.passwords),
      present_(around.present),
      backups_(around.backups),
      log_(around.log) {}

void Decider::begin_at(const Start& start) {
  epoch_ = start.epoch;
  position_ = start.position;
  at_ = start.at;
}

Group Decider::step(std::vector<Heard>& heard) {
  group_.number = ++group_number_;
  // As much as each command of the last group took: what grows by doubling is copied twice.
  group_.batch.reserve(heard.size() * batch_bytes_each_);
  group_.tells.reserve(heard.size() * 2);
  tick_if_due();
  count_waiting();
  go_on_erasing();
  go_on_forgetting();
  go_on_importing();
  const std::uint64_t begun = heard.empty() ? 0 : steady_ns();
  for (Heard& one : heard) {
    ++group_.commands;
    group_.heard_ns.push_back(one.heard_ns);
    metrics_.inbox_wait.note(begun - one.queued_ns);
    hear(one);
  }
  tell_totals();
  if (group_.empty()) return {};
  group_.position = position_;
  recorder_.finish(group_, position_, at_);
  batch_bytes_each_ = group_.batch.bytes() / group_.commands + 1;
  return std::exchange(group_, Group{});
}

// Time enters the world here and nowhere else.
void Decider::tick_if_due() {
  const auto due = world_.next_due();
  const Instant now = std::max(at_, clock_.now());
  if (!due || *due > now || now.ms - last_tick_.ms < limits::tick_ms || !log_.has_room()) return;
  last_tick_ = now;
  at_ = now;
  ++group_.commands;
  domain::Caller server;
  server.is_server = true;
  commit(domain::decide(world_, server, {}, Tick{}, {.at = at_, .target = {}}));
}

// They are no part of the world: a server that stops tells nobody the last ones, and whoever comes
// back asks.
void Decider::tell_totals() {
  for (const Totals::Due& due : totals_.take(clock_.now())) {
    if (group_.commands == 0) ++group_.commands;  // there is something to tell
    std::vector<PostTotals> posts;
    for (const Seq seq : due.targets) {
      PostTotals post = notice_totals(world_, due.room, seq);
      post.reactions = lookup_.totals(due.room, seq);
      posts.push_back(std::move(post));
    }
    group_.tells.push_back(
        TellRoom{due.room, encode_notification("totals", encode_totals(due.room, posts))});
    const domain::Alert* alert = world_.alerts().find(due.room);
    if (alert == nullptr) continue;
    group_.tells.push_back(
        TellRoom{due.room, encode_notification("alert_totals", alert_totals(*alert))});
  }
}

domain::Caller Decider::caller_of(const Heard& heard) const {
  domain::Caller caller;
  if (heard.caller == server_itself()) {
    caller.is_server = true;
    return caller;
  }
  const bool is_of_line = heard.session != SessionId{};
  const Session* const session =
      is_of_line ? world_.session(heard.member, heard.session) : world_.session(heard.caller);
  if (session != nullptr) {
    caller.member = session->member;
    caller.session = session->session;
  }
  return caller;
}

// The pace follows the clock itself: `at_` stands still while a clock that was set back catches up,
// and with it nobody's allowance would grow.
std::optional<Refusal> Decider::admit(const Heard& heard, const domain::Caller& caller) {
  if (caller.is_server) return std::nullopt;
  const Command& command = heard.request.command;
  if (comes_in(command)) {
    if (auto refusal = admit_guess(heard)) return refusal;
  } else if (caller.member == MemberId{}) {
    return Refusal{Reason::login_required};
  } else if (auto refusal = admission_.pace(caller.member, clock_.now())) {
    return refusal;
  }
  if (changes_the_log(command) && !log_.has_room()) {
    Refusal refusal{Reason::low_space};
    refusal.retry_ms = low_space_retry_ms;
    return refusal;
  }
  return std::nullopt;
}

void Decider::hear(Heard& heard) {
  metrics_.heard.fetch_add(1, std::memory_order_relaxed);
  at_ = std::max(at_, clock_.now());
  const domain::Caller caller = caller_of(heard);
  if (holds_alternative<Open>(heard.request.command)) return open(heard, caller);
  if (const auto refusal = admit(heard, caller)) {
    if (refusal->reason == Reason::rate_limited) {
      metrics_.refused_rate.fetch_add(1, std::memory_order_relaxed);
    } else if (refusal->reason == Reason::low_space) {
      metrics_.refused_space.fetch_add(1, std::memory_order_relaxed);
    }
    return refuse(heard, *refusal);
  }
  if (needs_verdict(heard.request.command)) return ask_worker(heard, caller);
  visit(
      [&](const auto& one) {
        using One = std::decay_t<decltype(one)>;
        if constexpr (requires { permit(heard, caller, one); }) {
          permit(heard, caller, one);
        } else if constexpr (std::is_same_v<One, Resume>) {
          resume(heard, caller, one);
        } else if constexpr (std::is_same_v<One, ImportRoster>) {
          import(heard, caller, get<ImportRoster>(heard.request.command));
        } else if constexpr (requires { answer(world_, caller, moment(), one); }) {
          query(heard, caller, one);
        } else {
          command(heard, caller);
        }
      },
      heard.request.command);
}

void Decider::open(const Heard& heard, const domain::Caller& caller) {
  if (caller.member == MemberId{}) {
    group_.tells.push_back(Refused{heard.from, CloseCode::login});
    return;
  }
  group_.tells.push_back(
      Opened{heard.from, caller.member, caller.session,
             encode_notification("hello", hello(world_, caller, moment()), Words::of_one)});
}

template <class Query>
void Decider::query(const Heard& heard, const domain::Caller& caller, const Query& query) {
  const Reply reply = answer(world_, caller, moment(), query);
  if (const auto* refusal = get_if<Refusal>(&reply)) return refuse(heard, *refusal);
  accept(heard, get<std::string>(reply));
}

void Decider::permit(const Heard& heard, const domain::Caller& caller, const History& query) {
  const domain::Entrance entrance = domain::enter(world_, caller.member, query.room);
  if (entrance.refusal) return refuse(heard, *entrance.refusal);
  group_.reads.push_back(
      HistoryTask{heard.from, heard.request.id, query, entrance.room->row.last_seq,
                  first_visible(*entrance.room, *entrance.membership), caller.member,
                  notices_near(*entrance.room, caller.member, query),
                  entrance.room->rules.rules.type == RoomType::questions});
}

void Decider::permit(const Heard& heard, const domain::Caller& caller, const ListPins& query) {
  const domain::Entrance entrance = domain::enter(world_, caller.member, query.room);
  if (entrance.refusal) return refuse(heard, *entrance.refusal);
  PinsTask task{heard.from, heard.request.id, query.room, {}};
  const Seq bottom = first_visible(*entrance.room, *entrance.membership);
  for (const Seq seq : entrance.room->pins) {
    if (seq >= bottom) task.pins.push_back(seq);
  }
  group_.reads.push_back(std::move(task));
}

void Decider::permit(const Heard& heard, const domain::Caller& caller, const ListReactions& query) {
  const domain::Entrance entrance = domain::enter(world_, caller.member, query.room);
  if (entrance.refusal) return refuse(heard, *entrance.refusal);
  const domain::Target target = lookup_.find({query.room, query.seq});
  if (!target.is_post || query.seq < first_visible(*entrance.room, *entrance.membership)) {
    return refuse(heard, Refusal{Reason::not_a_post, "seq"});
  }
  if (target.is_deleted) return refuse(heard, Refusal{Reason::post_deleted, "seq"});
  group_.reads.push_back(ReactionsTask{heard.from, heard.request.id, query});
}

// Whose post it is the log knows; who has read it, the world.
void Decider::permit(const Heard& heard, const domain::Caller& caller, const CountReads& query) {
  const domain::Entrance entrance = domain::enter(world_, caller.member, query.room);
  if (entrance.refusal) return refuse(heard, *entrance.refusal);
  const domain::Target target = lookup_.find({query.room, query.seq});
  if (const auto refusal = domain::check_count(caller, entrance, target, query.seq)) {
    return refuse(heard, *refusal);
  }
  const ReadCount count = read_count(world_, *entrance.room, query.seq, caller.member);
  accept(heard, encode_read_count(query.room, query.seq, count));
}

// Told once, to one who asks and is in the room: nothing of it is broadcast.
void Decider::permit(const Heard& heard, const domain::Caller& caller, const ListPresent& query) {
  const domain::Entrance entrance = domain::enter(world_, caller.member, query.room);
  if (entrance.refusal) return refuse(heard, *entrance.refusal);
  std::vector<MemberId> here;
  bool more = false;
  for (const auto& [id, membership] : entrance.room->members) {
    if (!world_.member(id)->presence || !present_.is_here(id)) continue;
    more = here.size() == limits::present_rows;
    if (more) break;
    here.push_back(id);
  }
  accept(heard, encode_present(here, more));
}

void Decider::permit(const Heard& heard, const domain::Caller& caller,
                     const OrganisationLog& query) {
  const domain::Organisation& tree = world_.organisation();
  auto units = std::make_shared<std::set<UnitId>>();
  for (const auto& [id, row] : tree.units()) {
    if (may_organise(world_, caller, id)) units->insert(id);
  }
  if (units->empty()) return refuse(heard, Refusal{Reason::not_organiser});
  const domain::Room* log = world_.room(organisation_room);
  const Seq top = log == nullptr ? 0 : log->row.last_seq;
  const bool all = may_organise(world_, caller, root_unit);
  group_.reads.push_back(
      OrganisationLogTask{heard.from, heard.request.id, query, top, all, std::move(units)});
}

// Every room that is named must be one's own: a search that left out some in silence would be taken
// for the whole truth.
void Decider::permit(const Heard& heard, const domain::Caller& caller, const Search& query) {
  if (query.query.size() > limits::search_bytes) {
    return refuse(heard, Refusal{Reason::query_invalid, "search_bytes"});
  }
  const auto& mine = world_.member(caller.member)->rooms;
  std::vector<RoomId> wanted = query.rooms;
  if (wanted.empty()) wanted.assign(mine.begin(), mine.end());
  SearchTask task{heard.from, heard.request.id, query, {}};
  task.rooms.reserve(wanted.size());
  for (const RoomId room : wanted) {
    const domain::Entrance entrance = domain::enter(world_, caller.member, room);
    if (entrance.refusal) return refuse(heard, Refusal{entrance.refusal->reason, "rooms"});
    if (entrance.room->rules.rules.type == RoomType::talk) {  // there are no words in it
      if (query.rooms.empty()) continue;
      return refuse(heard, Refusal{Reason::talk_room, "rooms"});
    }
    task.rooms.push_back(
        {room, first_visible(*entrance.room, *entrance.membership), entrance.room->row.last_seq});
  }
  group_.searches.push_back(std::move(task));
}

void Decider::resume(const Heard& heard, const domain::Caller& caller, const Resume& query) {
  const bool is_same_epoch = query.epoch.empty() || query.epoch == epoch_;
  std::vector<ResumedRoom> rooms;
  std::vector<ReadState> reads;
  std::vector<Attach> attaches;
  for (const ResumeRoom& wish : query.rooms) {
    const domain::Entrance entrance = domain::enter(world_, caller.member, wish.room);
    if (entrance.refusal) {
      rooms.push_back({.room = wish.room, .gone = true});
      continue;
    }
    const Seq top = entrance.room->row.last_seq;
    std::vector<Interval> have = is_same_epoch ? wish.have : std::vector<Interval>{};
    const Seq bottom = first_visible(*entrance.room, *entrance.membership);
    ResumePlan plan = plan_resume(have, top, bottom);
    if (plan.rolled_back) {
      // What it holds proves nothing any more: it is told as if it had nothing.
      metrics_.rollback_claims.fetch_add(1, std::memory_order_relaxed);
      have.clear();
      plan = plan_resume(have, top, bottom);
      plan.rolled_back = true;
    }
    rooms.push_back({wish.room, plan.first, plan.top, plan.complete, false, plan.rolled_back});
    attaches.push_back({heard.from, wish.room, plan.first, plan.top, std::move(have)});
  }
  for (const RoomId id : world_.member(caller.member)->rooms) {
    const domain::Membership& mine = world_.room(id)->members.at(caller.member);
    if (mine.read_position <= query.marks_since) continue;
    reads.push_back({id, mine.read_seq, mine.read_n, mine.read_position});
  }
  accept(heard, encode_resumed(epoch_, position_, rooms, reads));
  for (Attach& attach : attaches) group_.tells.push_back(std::move(attach));
}

void Decider::command(Heard& heard, const domain::Caller& caller) {
  const Request& request = heard.request;
  domain::Context context{.at = at_, .target = {}, .misleads = misleads(request.command, caller)};
  const auto ref = domain::target_of(request.command);
  if (ref && may_look_for(world_, caller, *ref)) {
    context.target = lookup_.find(*ref);
    if (const auto* set = get_if<SetReaction>(&request.command)) {
      context.target.reaction = lookup_.reaction(set->room, set->target, caller.member);
    }
  }
  if (const auto* erase = get_if<EraseWords>(&request.command)) {
    erasing_since_.reset();
    for (const PostRef& post : erase->posts) {
      context.targets.push_back(lookup_.find({post.room, post.seq}));
    }
  }
  if (const auto* written = get_if<NoteWritten>(&request.command)) {
    metrics_.alerts_written.fetch_add(written->written.size(), std::memory_order_relaxed);
  }
  if (const auto* move = get_if<MoveTalk>(&request.command)) {
    context.steps = steps_to_forget(*move, caller);
  }
  const domain::Decision decision =
      domain::decide(world_, caller, request.guard, request.command, context);

  if (decision.repeated) metrics_.repeats.fetch_add(1, std::memory_order_relaxed);
  note_guess(heard, decision);
  // The answer stands before the events it belongs to, so that a client knows them for its own.
  const std::size_t place = group_.tells.size();
  group_.tells.emplace_back(Answer{});
  commit(decision);
  if (const auto* refusal = get_if<Refusal>(&decision.outcome)) {
    refuse(heard, *refusal);
  } else {
    accept(heard, result_of(heard, decision));
  }
  std::swap(group_.tells[place], group_.tells.back());
  group_.tells.pop_back();
}

void Decider::commit(const domain::Decision& decision) {
  if (decision.events.empty() && decision.marks.empty()) return;
  ++position_;
  metrics_.decided.fetch_add(1, std::memory_order_relaxed);
  recorder_.record(decision, position_, group_);
}

void Decider::accept(const Heard& heard, std::string_view result) {
  // A secret lies packed beside nobody's words.
  const Words words = heard.disclose.empty() ? words_of_many(result) : Words::kept_plain;
  group_.tells.push_back(Answer{heard.from, Frame(encode_result(heard.request.id, result), words)});
}

void Decider::refuse(const Heard& heard, const Refusal& refusal) {
  metrics_.refused.fetch_add(1, std::memory_order_relaxed);
  metrics_.note_refusal(refusal.reason);
  group_.tells.push_back(
      Answer{heard.from, Frame(encode_error(heard.request.id, refusal)), false, refusal.reason});
}

Moment Decider::moment() const {
  return {epoch_, at_, position_, commands_per_second_};
}

}  // namespace xinqiao
