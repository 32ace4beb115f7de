// Backups of the server, for owners: GET and POST /backups.
import { readRefusal } from "../core/errors.ts";

export interface Backup {
  name: string;
  made: string; // ISO 8601
  bytes: number;
}
export interface Backups {
  set_up: boolean;
  running: boolean;
  failed?: string;
  backups: readonly Backup[];
}

// A reason in the place of what there is: it was refused, or the way is lost.
export async function askBackups(method: "GET" | "POST"): Promise<Backups | string> {
  try {
    const response = await fetch("/backups", { method, cache: "no-store" });
    const answer = (await response.json()) as Backups & { error?: unknown };
    return answer.error === undefined ? answer : readRefusal(answer.error).reason;
  } catch {
    return "lost";
  }
}
