// One's own account in the settings: the name, the password, all that is held, and leaving.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { comeIn } from "../app/entry.ts";
import { eraseMember, fetchMyData, rename } from "../app/people_calls.ts";
import { me } from "../app/state.ts";
import { more } from "../i18n/later/index.ts";
import { Dialog } from "./dialog.tsx";
import { Choices, Ends, Naming, Trouble, useAct } from "./form.tsx";
import { PasswordDialog } from "./password.tsx";

type Open = "" | "name" | "password" | "leave";

export function Account({ opened }: { opened: (dialog: ComponentChildren) => void }) {
  const t = more.value.account;
  const [state, setState] = useState<"" | "fetching" | "failed">("");
  const close = () => opened(undefined);
  const show = (what: Open) => {
    if (what === "password") opened(<PasswordDialog close={close} />);
    else if (what === "leave") opened(<Leaving close={close} />);
    else opened(<Rename close={close} />);
  };
  const save = async () => {
    setState("fetching");
    const data = await fetchMyData();
    setState(data ? "" : "failed");
    if (!data) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(data);
    link.download = "my-data.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  return (
    <section class="account">
      <h3>{t.title}</h3>
      <div class="menu">
        <button type="button" onClick={() => show("name")}>
          {t.rename}
        </button>
        <button type="button" onClick={() => show("password")}>
          {me.value.login === undefined ? t.setPassword : t.changePassword}
        </button>
        <button type="button" disabled={state === "fetching"} onClick={() => void save()}>
          {state === "fetching" ? t.fetching : t.data}
        </button>
        <button type="button" onClick={() => show("leave")}>
          {t.leave}
        </button>
      </div>
      <Trouble text={state === "failed" ? t.dataFailed : ""} />
    </section>
  );
}

function Rename({ close }: { close: () => void }) {
  const t = more.value.account;
  return (
    <Naming
      title={t.rename}
      label={more.value.entry.name}
      value={me.value.name}
      yes={more.value.save}
      most="name"
      act={(name) => rename(name)}
      close={close}
    />
  );
}

function Leaving({ close }: { close: () => void }) {
  const t = more.value.account;
  const [words, setWords] = useState("keep");
  const { busy, why, run } = useAct(() => void comeIn());
  return (
    <Dialog title={t.leave} close={close}>
      <p>{t.leaveHow}</p>
      <Choices legend={t.words} value={words} set={setWords} options={t.wordsWays} />
      <Trouble text={why} />
      <Ends cancel={close}>
        <button
          type="button"
          class="grave"
          disabled={busy}
          onClick={() => void run(() => eraseMember(me.value.member, words as "keep" | "delete"))}
        >
          {t.leaveDo}
        </button>
      </Ends>
    </Dialog>
  );
}
