// Where to say somebody's words again. The server takes them from its own log.
import { useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import { oversees } from "../../app/organisation.ts";
import { go } from "../../app/routing.ts";
import { rooms } from "../../app/state.ts";
import { finds } from "../../core/finding.ts";
import { isTalk } from "../../core/room_groups.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Field, Trouble, pageRows } from "../form.tsx";
import { initialsOfRoom, titleOf } from "../room_title.ts";

interface Props {
  room: number;
  seq: number;
  close: () => void;
}

export function ForwardTo({ room, seq, close }: Props) {
  const t = more.value;
  const [query, setQuery] = useState("");
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const places = rooms.value.filter(
    (row) =>
      row.joined &&
      !row.archived &&
      !isTalk(row) &&
      (row.kind !== "bulletin" || oversees(row)) &&
      finds(query, titleOf(row), initialsOfRoom(row)),
  );
  const forward = async (to: number) => {
    setBusy(true);
    const done = await act("message.forward", { room: to, from_room: room, from_seq: seq });
    setBusy(false);
    if (!done.ok) return setWhy(whyNot(done));
    close();
    go(to);
  };
  return (
    <Dialog title={t.posts.forward} close={close}>
      <p class="quiet">{t.posts.forwardHow}</p>
      <Field label={t.posts.findRoom} search value={query} set={setQuery} />
      <Trouble text={why} />
      <div class="menu">
        {places.slice(0, pageRows).map((row) => (
          <button
            key={row.room}
            type="button"
            disabled={busy}
            data-user
            onClick={() => void forward(row.room)}
          >
            {titleOf(row)}
          </button>
        ))}
      </div>
      {places.length === 0 && <p class="quiet">{t.posts.noRoom}</p>}
    </Dialog>
  );
}
