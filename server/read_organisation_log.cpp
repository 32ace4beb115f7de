#include "server/read_organisation_log.hpp"

#include "protocol/encode.hpp"
#include "protocol/limits.hpp"
#include "store/keys.hpp"

#include <algorithm>

namespace xinqiao {
namespace {

bool concerns(const Event& event, const OrganisationLogTask& task) {
  if (task.all) return true;
  if (task.units->contains(unit_concerned(event))) return true;
  // Who was moved away is of the unit's concern as well.
  const auto* home = get_if<HomeSet>(&event.body);
  return home != nullptr && task.units->contains(home->from);
}

}  // namespace

UnitId unit_concerned(const Event& event) {
  return visit(
      [](const auto& body) {
        if constexpr (requires { body.unit; }) return body.unit;
        return UnitId{};
      },
      event.body);
}

std::optional<std::string> read_organisation_log(const store::Log& log, Decoder& decoder,
                                                 const OrganisationLogTask& task) {
  const Seq end = task.query.before == 0 ? task.top + 1 : std::min(task.query.before, task.top + 1);
  std::vector<std::string> events;
  std::size_t scanned = 0;
  Seq lowest = end;
  bool is_readable = true;
  const store::Status status = log.scan(
      store::Family::events, store::keys::event(organisation_room, 0),
      store::keys::event(organisation_room, end), store::Order::descending,
      [&](std::string_view, std::string_view bytes) {
        Event event;
        is_readable = decoder.event(bytes, event);
        if (!is_readable) return false;
        lowest = event.seq;
        if (concerns(event, task)) events.emplace_back(bytes);
        return events.size() < task.query.limit && ++scanned < limits::organisation_log_scanned;
      });
  if (!status.is_ok() || !is_readable) return std::nullopt;
  return encode_organisation_log(events, lowest > 1 ? std::optional<Seq>(lowest) : std::nullopt);
}

}  // namespace xinqiao
