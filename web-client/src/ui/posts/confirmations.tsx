// Who has confirmed a notice, and who has not: for the organisers of its unit alone.
import { useState } from "preact/hooks";
import { everyRow } from "../../app/acts.ts";
import { type Reader, useFetched } from "../../app/people.ts";
import { byName } from "../../core/finding.ts";
import { more } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Choices, Fetching } from "../form.tsx";
import { PeopleList, Who } from "../people_list.tsx";

interface Props {
  room: number;
  seq: number;
  close: () => void;
}

export function Confirmations({ room, seq, close }: Props) {
  const t = more.value.posts;
  const [which, setWhich] = useState("no");
  const list = useFetched<Reader>(which, async () => {
    const asked = { room, seq, confirmed: which === "yes" };
    const rows = await everyRow<Reader>("notice.confirmations", asked, "members");
    return typeof rows === "string" ? rows : byName(rows);
  });
  return (
    <Dialog title={t.confirmations} close={close}>
      <p class="quiet">{t.confirmationsHow}</p>
      <Choices
        legend={t.which}
        value={which}
        set={setWhich}
        options={{ no: t.missing, yes: t.confirmed }}
      />
      <Fetching rows={list.rows} again={list.again} />
      {Array.isArray(list.rows) && (
        <>
          <p role="status">{t.people(list.rows.length)}</p>
          <PeopleList<Reader>
            rows={list.rows}
            empty={which === "no" ? t.allConfirmed : t.noneConfirmed}
            row={(person) => <Who person={person} />}
          />
        </>
      )}
    </Dialog>
  );
}
