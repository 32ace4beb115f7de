// Words of backups in the administration.
import type { zhBackups } from "./zh_backups.ts";

export const enBackups: typeof zhBackups = {
  title: "Backups",
  how:
    "A backup is everything at one moment; people go on talking while it is made. What was said " +
    "is in it unencrypted: guard it like the server, and keep a copy on another machine. " +
    "Restoring is done on the server.",
  notSetUp:
    "Nobody has said yet where backups go. Ask who runs the machine to set backup_folder in its " +
    "settings.",
  make: "Back up now",
  running: "Backing up…",
  failed: "The last one failed:",
  list: "Backups there are",
  none: "No backups yet.",
  size: (amount, unit) => `${amount} ${unit}`,
};
