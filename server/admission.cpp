#include "server/admission.hpp"

#include "protocol/limits.hpp"

#include <algorithm>
#include <cmath>

#include "protocol/variant.hpp"

namespace xinqiao {
namespace {

constexpr Pace guesses{limits::guesses_per_minute / 60, limits::guesses_burst};

Refusal slow_down(std::int64_t retry_ms) {
  Refusal refusal{Reason::rate_limited};
  refusal.retry_ms = retry_ms;
  return refusal;
}

template <class Map>
void forget_full_of(Map& buckets, const Pace& pace, Instant now) {
  using std::erase_if;
  erase_if(buckets, [&](const auto& entry) { return entry.second.is_full(pace, now); });
}

// After a crowd little of the table is used.
template <class Map>
void shrink(Map& buckets) {
  constexpr std::size_t sparse = 8;
  if (buckets.bucket_count() > sparse * (buckets.size() + sparse)) buckets.rehash(0);
}

// The bucket of this key. Before a new one is made beyond the bound, those that are full again are
// forgotten; when all are busy, all are: a bound on memory, not a punishment.
template <class Map, class Key>
Bucket& bucket_of(Map& buckets, const Key& key, std::size_t most, const Pace& pace, Instant now) {
  const auto found = buckets.find(key);
  if (found != buckets.end()) return found->second;
  if (buckets.size() >= most) {
    forget_full_of(buckets, pace, now);
    if (buckets.size() >= most) buckets.clear();
  }
  return buckets[key];
}

}  // namespace

void Bucket::refill(const Pace& pace, Instant now) {
  if (tokens_ < 0) tokens_ = pace.burst;
  const double seconds = static_cast<double>(std::max<std::int64_t>(0, now.ms - at_.ms)) / 1000;
  tokens_ = std::min(pace.burst, tokens_ + seconds * pace.per_second);
  at_ = now;
}

std::optional<std::int64_t> Bucket::wait_ms(const Pace& pace, Instant now) {
  refill(pace, now);
  if (tokens_ >= 1) return std::nullopt;
  return static_cast<std::int64_t>(std::ceil((1 - tokens_) / pace.per_second * 1000));
}

std::optional<std::int64_t> Bucket::take(const Pace& pace, Instant now) {
  const auto wait = wait_ms(pace, now);
  if (!wait) tokens_ -= 1;
  return wait;
}

bool Bucket::is_full(const Pace& pace, Instant now) const {
  Bucket copy = *this;
  copy.refill(pace, now);
  return copy.tokens_ >= pace.burst;
}

bool changes_the_log(const Command& command) {
  return visit(
      [](const auto& one) {
        using One = std::decay_t<decltype(one)>;
        return !std::is_same_v<One, Open> && !std::is_same_v<One, Boot> &&
               !std::is_same_v<One, Me> && !std::is_same_v<One, NameMembers> &&
               !std::is_same_v<One, ListRooms> && !std::is_same_v<One, ListMembers> &&
               !std::is_same_v<One, Ping> && !std::is_same_v<One, History> &&
               !std::is_same_v<One, Resume> && !std::is_same_v<One, Typing> &&
               !std::is_same_v<One, ListSessions> && !std::is_same_v<One, Tree> &&
               !std::is_same_v<One, ListPeople> && !std::is_same_v<One, OrganisationLog> &&
               !std::is_same_v<One, ListConfirmations> && !std::is_same_v<One, ListScheduled> &&
               !std::is_same_v<One, ListReactions> && !std::is_same_v<One, ListPins> &&
               !std::is_same_v<One, ListMentions> && !std::is_same_v<One, Search> &&
               !std::is_same_v<One, ListInvitations> && !std::is_same_v<One, MyData> &&
               !std::is_same_v<One, ListBackups> && !std::is_same_v<One, BackUp> &&
               !std::is_same_v<One, ListReports> && !std::is_same_v<One, ListOwnReports> &&
               !std::is_same_v<One, ListPresent> && !std::is_same_v<One, CountReads> &&
               !std::is_same_v<One, ListQuestions> && !std::is_same_v<One, CountQuestions> &&
               !std::is_same_v<One, CountAudience> && !std::is_same_v<One, ListAlerts> &&
               !std::is_same_v<One, RollAlert> && !std::is_same_v<One, ListMissing> &&
               !std::is_same_v<One, ListListeners> && !std::is_same_v<One, ListTalks>;
      },
      command);
}

// The burst is kept in proportion to the rate, so that a server started with another rate scales
// both.
Admission::Admission(double commands_per_second)
    : commands_{commands_per_second,
                commands_per_second * limits::commands_burst / limits::commands_per_second} {}

std::optional<Refusal> Admission::pace(MemberId member, Instant now) {
  if (commands_.per_second <= 0) return std::nullopt;
  const auto wait =
      bucket_of(members_, member, limits::rated_members, commands_, now).take(commands_, now);
  return wait ? std::optional(slow_down(*wait)) : std::nullopt;
}

std::optional<Refusal> Admission::guess(const std::string& address, Instant now) {
  const auto found = addresses_.find(address);
  if (found == addresses_.end()) return std::nullopt;
  const auto wait = found->second.wait_ms(guesses, now);
  return wait ? std::optional(slow_down(*wait)) : std::nullopt;
}

void Admission::wrong_guess(const std::string& address, Instant now) {
  bucket_of(addresses_, address, limits::rated_addresses, guesses, now).take(guesses, now);
}

void Admission::forget_full(Instant now) {
  const bool is_early = now >= looked_ && now.ms - looked_.ms < limits::forget_paces_ms;
  if (is_early) return;
  looked_ = now;
  forget_full_of(members_, commands_, now);
  forget_full_of(addresses_, guesses, now);
  shrink(members_);
  shrink(addresses_);
}

}  // namespace xinqiao
