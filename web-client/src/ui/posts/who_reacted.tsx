// Who gave a post which reaction: for everybody in the room.
import { everyRow } from "../../app/acts.ts";
import { type Reader, useFetched } from "../../app/people.ts";
import { nameOf } from "../../app/reading.ts";
import { names } from "../../app/state.ts";
import { words } from "../../i18n/index.ts";
import { more } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Fetching } from "../form.tsx";
import { PeopleList, Who } from "../people_list.tsx";

interface Reaction {
  member: number;
  reaction: string;
}
interface Props {
  room: number;
  seq: number;
  close: () => void;
}

export function WhoReacted({ room, seq, close }: Props) {
  names.value; // those that come in later
  const list = useFetched<Reaction>("", () =>
    everyRow<Reaction>("reaction.list", { room, seq }, "reactions"),
  );
  const someone = words.value.log.someone;
  const named = (rows: readonly Reaction[]) =>
    rows.map((one): Reader & Reaction => ({ ...one, name: nameOf(one.member) || someone }));
  return (
    <Dialog title={more.value.posts.who} close={close}>
      <Fetching rows={list.rows} again={list.again} />
      {Array.isArray(list.rows) && (
        <PeopleList<Reader & Reaction>
          rows={named(list.rows)}
          empty=""
          row={(person) => (
            <>
              <Who person={person} />
              <span class="ends">{person.reaction}</span>
            </>
          )}
        />
      )}
    </Dialog>
  );
}
