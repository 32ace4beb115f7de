// A room one is not in: why it ended, if it did, and what one can do.
import { useState } from "preact/hooks";
import { go } from "../app/routing.ts";
import { joinRoom } from "../app/rooms.ts";
import { endings } from "../app/state.ts";
import type { RoomRow } from "../core/protocol.ts";
import { isolated } from "../core/text.ts";
import { whyText, words } from "../i18n/index.ts";
import { more } from "../i18n/later/index.ts";

export function NotIn({ room, row }: { room: number; row: RoomRow | undefined }) {
  const t = words.value;
  const [why, setWhy] = useState("");
  const ending = endings.value.get(room);
  const told =
    ending && (more.value.ended[ending.why] ?? more.value.ended["gone"]!)(isolated(ending.title));
  const mayJoin = row !== undefined && row.access !== "closed" && !row.archived;
  const join = async () => {
    const outcome = await joinRoom(room);
    if (!outcome.ok) setWhy(outcome.reason);
  };
  return (
    <section class="pane nowhere">
      <p role={ending && "status"}>{told ?? t.rooms.gone}</p>
      {ending && ending.why !== "left" && <p class="quiet">{more.value.endedHow}</p>}
      {why !== "" && (
        <p class="trouble" role="alert">
          {whyText(why)}
        </p>
      )}
      {mayJoin && (
        <button type="button" class="primary" onClick={() => void join()}>
          {t.rooms.join}
        </button>
      )}
      <button type="button" onClick={() => go(0)}>
        {t.rooms.back}
      </button>
    </section>
  );
}
