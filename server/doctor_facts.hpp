// Gathers what `xinqiao doctor` judges by: looks at the folder, the disk, the address and the
// machine. Changes nothing: the file that the disk's pace is measured with has no name, and an
// address is bound for a moment only. What cannot be seen (another user's process, no /proc) is
// left out. Threading: one thread; takes at most a few seconds. Errors: none.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/doctor.hpp"
#include "server/settings.hpp"

namespace xinqiao::doctor {

Facts gather(const settings::Said& said);

// Of the folder, or of the nearest above it that is there.
FolderFacts look_at_folder(const std::string& path);
std::optional<DiskFacts> look_at_disk(const std::string& folder);
std::optional<StoreFacts> look_at_store(const std::string& folder);
std::vector<std::int64_t> measure_syncs(const std::string& folder);
std::optional<DoorFacts> look_at_door(const std::string& listen);
std::optional<TlsFacts> look_at_tls(const ServeOptions& options);
BackupFacts look_at_backups(const std::string& folder);
ClockFacts look_at_clock();
std::optional<MemoryFacts> look_at_memory();
// Of the process, or of this one.
DescriptorFacts look_at_descriptors(const std::optional<Program>& server);
std::optional<KernelFacts> look_at_kernel();
std::string look_at_charset();

Program program_of(int pid);

}  // namespace xinqiao::doctor
