// How many have read a post of one's own: asked for when its menu is opened, and told as a number
// alone.
import { link } from "../../app/connection.ts";
import { useFetched } from "../../app/people.ts";
import type { RoomRow } from "../../core/protocol.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Fetching } from "../form.tsx";

interface Count {
  read: number;
  of: number;
}

// The server counts no readers in direct rooms, and in bulletins only those of some notices.
export const countsReaders = (row: RoomRow): boolean =>
  row.access !== "direct" && row.kind === "chat";

async function readersOf(room: number, seq: number): Promise<Count[] | string> {
  const reply = await link.call("read.count", { room, seq });
  if (reply.kind !== "ok") return reply.kind === "lost" ? "lost" : reply.refusal.reason;
  return [reply.result as unknown as Count];
}

function Failed({ why, again }: { why: string; again: () => void }) {
  const t = more.value;
  return (
    <p class="trouble" role="alert">
      {t.failed} {why !== "lost" && whyNot({ reason: why, field: "" })}{" "}
      <button type="button" onClick={again}>
        {t.again}
      </button>
    </p>
  );
}

export function ReadCount({ room, seq }: { room: number; seq: number }) {
  const t = more.value.posts;
  const { rows, again } = useFetched<Count>(`${room}:${seq}`, () => readersOf(room, seq));
  // A server that is older than this page knows nothing of it: then there is nothing to say.
  if (rows === "method_not_found") return null;
  if (typeof rows === "string") return <Failed why={rows} again={again} />;
  if (rows === undefined) return <Fetching rows={rows} again={again} />;
  const { read, of } = rows[0]!;
  return (
    <p class="quiet" role="status">
      {of === 0 ? t.noReaders : t.readers(read, of)}
    </p>
  );
}
