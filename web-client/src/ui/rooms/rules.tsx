// The rules of a room, changed. Who is not in it may narrow it and not widen it.
import { useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import type { RoomRow } from "../../core/protocol.ts";
import { unitOf } from "../../core/room_groups.ts";
import { more } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Choices, Ends, Trouble, useAct } from "../form.tsx";
import { unitName } from "../room_title.ts";

export function Rules({ row, close }: { row: RoomRow; close: () => void }) {
  const { create, panel, save } = more.value;
  const [access, setAccess] = useState<string>(row.access ?? "open");
  const [past, setPast] = useState<string>(row.past ?? "shown");
  const { busy, why, setWhy, run } = useAct(close);
  const widens =
    (row.access === "closed" && access === "open") || (row.past === "hidden" && past === "shown");
  const submit = (event: Event) => {
    event.preventDefault();
    if (widens && !row.joined) return setWhy(panel.widen);
    void run(() => act("room.rules", { room: row.room, access, past }));
  };
  return (
    <Dialog title={panel.rulesTitle} close={close}>
      <form onSubmit={submit}>
        <Choices
          legend={create.access}
          value={access}
          set={setAccess}
          options={{ open: create.open(unitName(unitOf(row))), closed: create.closed }}
        />
        <Choices
          legend={create.past}
          value={past}
          set={setPast}
          options={{ shown: create.shown, hidden: create.hidden }}
        />
        <p class="quiet">{panel.rulesHow}</p>
        <Trouble text={why} />
        <Ends cancel={close}>
          <button type="submit" class="primary" disabled={busy}>
            {save}
          </button>
        </Ends>
      </form>
    </Dialog>
  );
}
