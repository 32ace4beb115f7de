#include "server/domain/decide.hpp"

#include "server/domain/rules.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

// What is remembered of a guarded call.
struct Memory {
  const Receipt* receipt = nullptr;  // the first answer
  std::optional<Refusal> refusal;    // the guard itself is wrong
};

Memory recall(const Member& member, const OutboxPlace& place) {
  const auto found = member.outboxes.find(place.outbox);
  const std::uint64_t last = found == member.outboxes.end() ? 0 : found->second.last;
  if (place.n > last + 1) {
    Refusal hole{Reason::hole};
    hole.next = last + 1;
    return {nullptr, hole};
  }
  if (place.n == last + 1) return {};
  if (last - place.n >= limits::outbox_window) return {nullptr, Refusal{Reason::forgotten, "n"}};
  return {&found->second.receipt(place.n), std::nullopt};
}

Memory recall(const Member& member, const RepeatKey& key) {
  const auto found = member.keys.find(key);
  if (found != member.keys.end()) return {&found->second, std::nullopt};
  if (member.keys.size() < limits::keys_per_member) return {};
  return {nullptr, Refusal{Reason::limit_reached, "keys_per_member"}};
}

Memory recall(const Member&, monostate) {
  return {};
}

Decision refused(Refusal refusal) {
  return Decision{.outcome = std::move(refusal)};
}

Decision repeat_of(const Receipt& receipt, std::uint64_t hash) {
  if (receipt.body_hash != hash) return refused(Refusal{Reason::different_body});
  Decision decision;
  decision.repeated = true;
  if (receipt.reason == Reason::none) {
    decision.outcome = receipt;
  } else {
    Refusal refusal{receipt.reason};
    refusal.consumed = true;
    refusal.repeated = true;
    decision.outcome = refusal;
  }
  return decision;
}

// A device has a bounded number of outboxes: the one idle longest makes room for a new one.
void remember(const Member& member, MemberId id, const OutboxPlace& place, const Receipt& receipt,
              Decision& decision) {
  const auto& outboxes = member.outboxes;
  if (outboxes.size() >= limits::outboxes_per_member && !outboxes.contains(place.outbox)) {
    const auto idlest = std::min_element(
        outboxes.begin(), outboxes.end(),
        [](const auto& a, const auto& b) { return a.second.last_used < b.second.last_used; });
    decision.marks.push_back(OutboxForgotten{id, idlest->first});
  }
  decision.marks.push_back(OutboxReceipt{id, place.outbox, place.n, receipt});
}

void remember(const Member&, MemberId id, const RepeatKey& key, const Receipt& receipt,
              Decision& decision) {
  decision.marks.push_back(KeyReceipt{id, key, receipt, false});
}

void remember(const Member&, MemberId, monostate, const Receipt&, Decision&) {}

Verdict apply_rule(const Scene& scene, const Command& command) {
  return visit(
      [&](const auto& one) -> Verdict {
        if constexpr (requires { rule(scene, one); }) {
          return rule(scene, one);
        } else {
          return Refusal{Reason::internal};  // queries and signals never come here
        }
      },
      command);
}

bool erases(const Decision& decision, MemberId member) {
  return std::ranges::any_of(decision.marks, [member](const Mark& mark) {
    const auto* profile = get_if<Profile>(&mark);
    return profile != nullptr && profile->gone && profile->member == member;
  });
}

Decision decide_guarded(const Scene& scene, const Member& member, const Guard& guard,
                        const Command& command) {
  const std::uint64_t hash = body_hash(command);
  const Memory memory = visit([&](const auto& place) { return recall(member, place); }, guard);
  if (memory.refusal) return refused(*memory.refusal);
  if (memory.receipt != nullptr) return repeat_of(*memory.receipt, hash);

  Verdict verdict = apply_rule(scene, command);
  Decision decision;
  Receipt receipt;
  if (auto* refusal = get_if<Refusal>(&verdict)) {
    if (!is_final(refusal->reason)) return refused(*refusal);
    receipt = Receipt{.reason = refusal->reason, .at = scene.context.at};
    refusal->consumed = true;
    decision.outcome = *refusal;
  } else {
    decision = std::move(get<Decision>(verdict));
    receipt = get<Receipt>(decision.outcome);
  }
  receipt.body_hash = hash;
  if (erases(decision, scene.caller.member)) return decision;  // who is gone remembers nothing
  visit([&](const auto& place) { remember(member, scene.caller.member, place, receipt, decision); },
        guard);
  return decision;
}

}  // namespace

std::optional<TargetRef> target_of(const Command& command) {
  if (const auto* post = get_if<Post>(&command)) {
    if (!post->re) return std::nullopt;
    return TargetRef{post->room, *post->re};
  }
  if (const auto* edit = get_if<Edit>(&command)) return TargetRef{edit->room, edit->target};
  if (const auto* del = get_if<Delete>(&command)) return TargetRef{del->room, del->target};
  if (const auto* read = get_if<SetRead>(&command)) return TargetRef{read->room, read->seq};
  if (const auto* reaction = get_if<SetReaction>(&command)) {
    return TargetRef{reaction->room, reaction->target};
  }
  if (const auto* recall = get_if<Recall>(&command)) {
    return TargetRef{recall->room, recall->target};
  }
  if (const auto* remove = get_if<RemovePost>(&command)) {
    return TargetRef{remove->room, remove->target};
  }
  if (const auto* report = get_if<ReportPost>(&command)) {
    return TargetRef{report->room, report->seq, true};
  }
  if (const auto* pin = get_if<SetPin>(&command)) return TargetRef{pin->room, pin->target};
  if (const auto* forward = get_if<Forward>(&command)) {
    return TargetRef{forward->from, forward->seq, true};
  }
  return std::nullopt;
}

Decision decide(const World& world, const Caller& caller, const Guard& guard,
                const Command& command, const Context& context) {
  const Scene scene{world, caller, context};
  const Member* member = world.member(caller.member);
  const bool needs_member = !caller.is_server && !comes_in(command);
  if (needs_member && member == nullptr) return refused(Refusal{Reason::login_required});
  if (member != nullptr && !holds_alternative<monostate>(guard)) {
    return decide_guarded(scene, *member, guard, command);
  }
  Verdict verdict = apply_rule(scene, command);
  if (auto* refusal = get_if<Refusal>(&verdict)) return refused(*refusal);
  return std::move(get<Decision>(verdict));
}

}  // namespace xinqiao::domain
