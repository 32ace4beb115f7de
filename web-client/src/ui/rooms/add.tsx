// Letting people into a room: several at a time, found by name.
import { useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import { type Reader, candidates, useFetched } from "../../app/people.ts";
import type { RoomRow } from "../../core/protocol.ts";
import { more } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Ends, Fetching, Trouble, useAct } from "../form.tsx";
import { PeopleList, Who } from "../people_list.tsx";

const addedMost = 100; // by one call

export function AddPeople({ row, close }: { row: RoomRow; close: () => void }) {
  const t = more.value.panel;
  const { rows, again } = useFetched<Reader>("candidates", () => candidates(row));
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const { busy, why, setWhy, run } = useAct(close);
  const choose = (member: number, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(member);
    else next.delete(member);
    setWhy(next.size > addedMost ? t.addMost(addedMost) : "");
    setChosen(next);
  };
  const add = () => run(() => act("room.add", { room: row.room, members: [...chosen] }));
  return (
    <Dialog title={t.add} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <p>{t.addHow}</p>
        <p class="quiet">{t.addFrom}</p>
        <Fetching rows={rows} again={again} />
        {Array.isArray(rows) && (
          <PeopleList<Reader>
            rows={rows}
            empty={t.allIn}
            row={(person) => (
              <label class="pick">
                <input
                  type="checkbox"
                  checked={chosen.has(person.member)}
                  onChange={(event) => choose(person.member, event.currentTarget.checked)}
                />
                <Who person={person} />
              </label>
            )}
          />
        )}
        <Trouble text={why} />
        <Ends cancel={close}>
          <button
            type="submit"
            class="primary"
            disabled={busy || chosen.size === 0 || chosen.size > addedMost}
          >
            {t.addDo(chosen.size)}
          </button>
        </Ends>
      </form>
    </Dialog>
  );
}
