// A member renamed, signed out everywhere, or erased by those who look after them.
import { useState } from "preact/hooks";
import { manage } from "../../app/administration.ts";
import type { Person } from "../../core/organisation.ts";
import { more } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Choices, Ends, Naming, Sure, Trouble, useAct } from "../form.tsx";

interface Props {
  person: Person;
  what: "rename" | "sign_out" | "erase";
  back: () => void;
  close: () => void;
}

export function PersonAct({ person, what, back, close }: Props) {
  const { person: t, unit, save } = more.value;
  const { member, name } = person;
  if (what === "erase") return <Erase person={person} close={close} />;
  if (what === "sign_out") {
    return (
      <Sure
        title={t.signOutAsk(name)}
        text={t.signOutHow}
        yes={t.signOut}
        act={() => manage("session.end_all", { member })}
        close={back}
        then={close}
      />
    );
  }
  return (
    <Naming
      title={t.renameTitle(name)}
      label={unit.personName}
      value={name}
      yes={save}
      most="name"
      act={(text) => manage("member.rename", { member, name: text })}
      close={back}
      then={close}
    />
  );
}

// What cannot be undone asks for a choice first: nothing is chosen beforehand.
function Erase({ person, close }: { person: Person; close: () => void }) {
  const t = more.value.person;
  const [words, setWords] = useState("");
  const { busy, why, setWhy, run } = useAct(close);
  const submit = (event: Event) => {
    event.preventDefault();
    if (words === "") return setWhy(t.eraseChoose);
    void run(() => manage("member.erase", { member: person.member, words }));
  };
  return (
    <Dialog title={t.eraseAsk(person.name)} close={close}>
      <form onSubmit={submit}>
        <p>{t.eraseHow}</p>
        <Choices legend={t.eraseWords} value={words} set={setWords} options={t.eraseWays} />
        <Trouble text={why} />
        <Ends cancel={close}>
          <button type="submit" class="grave" disabled={busy}>
            {t.erase}
          </button>
        </Ends>
      </form>
    </Dialog>
  );
}
