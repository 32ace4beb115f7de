// Calls without a socket: signing in and out, and the page's first data.
import { readRefusal } from "../core/errors.ts";
import type { Hello, Reply, RoomRow } from "../core/protocol.ts";
import { wired } from "../core/text.ts";

export async function rpc(method: string, params: Record<string, unknown>): Promise<Reply> {
  early = undefined;
  try {
    const response = await fetch("/rpc", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: wired(method, params, 1),
      credentials: "same-origin",
      cache: "no-store",
    });
    const answer = (await response.json()) as { result?: Record<string, unknown>; error?: unknown };
    if (answer.error !== undefined) return { kind: "refused", refusal: readRefusal(answer.error) };
    return { kind: "ok", result: answer.result ?? {} };
  } catch {
    return { kind: "lost" };
  }
}

export interface Boot extends Hello {
  rooms: RoomRow[] | { rooms: RoomRow[] };
}

// The first data is asked for beside the script (index.html); this takes that answer, as long as
// nobody has come in or gone out since.
let early: Promise<Response> | undefined;
export function askEarly(): void {
  early = fetch("/boot");
  early.catch(() => {});
}

// Who is signed in here, if anyone.
export async function boot(): Promise<Boot | "signed_out" | "unreachable"> {
  try {
    const asked = early ?? fetch("/boot", { cache: "no-store" });
    early = undefined;
    const response = await asked;
    if (response.status === 401 || response.status === 403) return "signed_out";
    if (!response.ok) return "unreachable";
    const data = (await response.json()) as Partial<Boot>;
    return data.me && data.rooms ? (data as Boot) : "unreachable";
  } catch {
    return "unreachable";
  }
}
