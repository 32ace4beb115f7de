#include "bench/recovery.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace xinqiao::bench {
namespace {

constexpr auto between_recovery_looks = std::chrono::milliseconds(100);

}  // namespace

std::optional<double> Recovered::quantile(double share) const {
  const auto wanted = static_cast<std::size_t>(std::ceil(share * static_cast<double>(members)));
  if (wanted == 0 || wanted > after.size()) return std::nullopt;
  return after[wanted - 1];
}

Recovery::Recovery(boost::asio::io_context& context, const Members& members)
    : members_(members), timer_(context) {}

void Recovery::before() {
  losses_.clear();
  for (const auto& member : members_) losses_.push_back(member->losses());
  before_ = now_nanos();
}

void Recovery::after(std::string what, double at, bool everybody) {
  const std::size_t fault = found_.size();
  Recovered recovered{.what = std::move(what), .at = at, .members = 0, .after = {}};
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const bool is_lost = everybody || members_[i]->losses() > losses_[i];
    if (!is_lost) continue;
    ++recovered.members;
    pending_.push_back({fault, i, losses_[i]});
  }
  found_.push_back(std::move(recovered));
  began_.push_back(before_);
  if (!is_looking_ && !pending_.empty()) look();
}

void Recovery::stop() {
  timer_.cancel();
  is_looking_ = false;
}

void Recovery::look() {
  is_looking_ = true;
  const Nanos now = now_nanos();
  std::erase_if(pending_, [&](const Pending& one) {
    const Member& member = *members_[one.member];
    if (member.losses() <= one.losses || !member.is_back()) return false;
    found_[one.fault].after.push_back(static_cast<double>(now - began_[one.fault]) / 1e9);
    return true;
  });
  is_looking_ = !pending_.empty();
  if (!is_looking_) return;
  timer_.expires_after(between_recovery_looks);
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) look();
  });
}

}  // namespace xinqiao::bench
