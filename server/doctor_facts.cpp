#include "server/doctor_facts.hpp"

#include <utility>

#include "protocol/variant.hpp"

namespace xinqiao::doctor {
namespace {

void look_at_place(Facts& facts) {
  facts.folder = look_at_folder(facts.options.data);
  const bool is_there = facts.folder->above.empty();
  const std::string place = is_there ? facts.folder->path : facts.folder->above;
  facts.disk = look_at_disk(place);
  facts.store = is_there ? look_at_store(place) : StoreFacts{};
  if (facts.folder->is_writable) facts.sync_us = measure_syncs(place);
}

}  // namespace

Facts gather(const settings::Said& said) {
  Facts facts;
  const auto settled = settings::settle(said);
  if (const auto* problem = get_if<std::string>(&settled)) {
    facts.settings_problem = *problem;
  } else {
    const auto& right = get<settings::Settled>(settled);
    facts.options = right.options;
    facts.settings_problem = settings::missing(right).value_or("");
    if (!facts.options.data.empty()) look_at_place(facts);
    facts.door = look_at_door(facts.options.listen);
    facts.tls = look_at_tls(facts.options);
    facts.backups = look_at_backups(facts.options.backup_folder);
  }
  facts.clock = look_at_clock();
  facts.memory = look_at_memory();
  facts.descriptors =
      look_at_descriptors(facts.store ? facts.store->user : std::optional<Program>());
  facts.kernel = look_at_kernel();
  facts.charset = look_at_charset();
  return facts;
}

}  // namespace xinqiao::doctor
