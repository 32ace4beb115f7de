// A login and its password: the fields, and the form of the settings that sets them.
import { useId, useState } from "preact/hooks";
import { setPassword } from "../app/people_calls.ts";
import { me } from "../app/state.ts";
import { entryTrouble, loginFrom, troubleOf } from "../core/entry.ts";
import { more, whyNot } from "../i18n/later/index.ts";
import { Dialog } from "./dialog.tsx";
import { Ends, Trouble } from "./form.tsx";

interface FieldsProps {
  login: string;
  setLogin: (text: string) => void;
  password: string;
  setPassword: (text: string) => void;
  needed: boolean;
  wrong?: string | undefined; // the id of what says why, when something is wrong
}

export function PasswordFields(props: FieldsProps) {
  const { login, setLogin, password, needed, wrong } = props;
  const t = more.value.entry;
  return (
    <>
      <label class="field">
        <span>{more.value.enter.login}</span>
        <input
          name="username"
          value={login}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required={needed}
          aria-describedby={wrong}
          onInput={(event) => setLogin(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>{needed ? t.newPassword : t.newPasswordMay}</span>
        <input
          name="new-password"
          type="password"
          value={password}
          autocomplete="new-password"
          required={needed}
          aria-describedby={wrong}
          onInput={(event) => props.setPassword(event.currentTarget.value)}
        />
      </label>
      <p class="quiet">{t.rules}</p>
    </>
  );
}

export function PasswordDialog({ close }: { close: () => void }) {
  const t = more.value.entry;
  const before = me.value.login;
  const [login, setLogin] = useState(before ?? loginFrom(me.value.name));
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const trouble = useId();
  const submit = async (event: Event) => {
    event.preventDefault();
    const trouble = entryTrouble(login, fresh);
    if (trouble !== "") return setWhy(t.why[trouble]!);
    setBusy(true);
    const wish = { login, new: fresh, ...(old === "" ? {} : { old }) };
    const done = await setPassword(wish);
    setBusy(false);
    if (done.ok) return close();
    setWhy(t.why[troubleOf(done)] ?? whyNot(done));
  };
  return (
    <Dialog title={before === undefined ? t.setTitle : t.changeTitle} close={close}>
      <form onSubmit={(event) => void submit(event)}>
        {before !== undefined && (
          <label class="field">
            <span>{t.oldPassword}</span>
            <input
              name="password"
              type="password"
              value={old}
              autocomplete="current-password"
              onInput={(event) => setOld(event.currentTarget.value)}
            />
          </label>
        )}
        <PasswordFields
          login={login}
          setLogin={setLogin}
          password={fresh}
          setPassword={setFresh}
          needed
          wrong={why === "" ? undefined : trouble}
        />
        <p class="quiet">{t.ends}</p>
        <Trouble id={trouble} text={why} />
        <Ends cancel={close}>
          <button type="submit" class="primary" disabled={busy}>
            {more.value.save}
          </button>
        </Ends>
      </form>
    </Dialog>
  );
}
