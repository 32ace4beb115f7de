// Whoever opened an invitation becomes a member here: a name, and (the first of a house must,
// others may) a login with a password. Made a member, one stays until the password is right or put
// off.
import { useState } from "preact/hooks";
import { join, leaveInvitation } from "../app/entering.ts";
import { setPassword } from "../app/people_calls.ts";
import { entryTrouble, loginFrom, troubleOf } from "../core/entry.ts";
import { words } from "../i18n/index.ts";
import { more } from "../i18n/later/index.ts";
import { PasswordFields } from "./password.tsx";
import { entryWords } from "./signed_out.tsx";

// What is written, and what becomes of it step by step; `why` says what was wrong.
function useJoining(first: boolean) {
  const t = more.value.entry;
  const [name, setName] = useState("");
  const [login, setLogin] = useState("");
  const [password, setPass] = useState("");
  const [isMember, setMember] = useState(false);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const own = login === "" ? loginFrom(name) : login;
  const needed = first || password !== "" || isMember;
  const go = async () => {
    const trouble = needed ? entryTrouble(own, password) : "";
    if (trouble !== "") return setWhy(t.why[trouble]!);
    const refusal = isMember ? undefined : await join(name);
    if (refusal) return setWhy(t.why[refusal.reason] ?? entryWords(refusal));
    setMember(true);
    if (needed) {
      const done = await setPassword({ login: own, new: password });
      if (!done.ok) return setWhy(t.why[troubleOf(done)] ?? more.value.enter.other);
    }
    await leaveInvitation();
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setWhy("");
    await go();
    setBusy(false);
  };
  const fields = { login: own, setLogin, password, setPassword: setPass, needed };
  return { name, setName, fields, isMember, busy, why, submit };
}

export function Invited({ first }: { first: boolean }) {
  const t = more.value.entry;
  const { name, setName, fields, isMember, busy, why, submit } = useJoining(first);
  const trouble = why === "" ? undefined : "join-wrong";
  return (
    <>
      <h2>{first ? t.firstTitle : t.joinTitle}</h2>
      <p>{first ? t.firstHow : t.joinHow}</p>
      <form class="enter" onSubmit={(event) => void submit(event)}>
        <label>
          <span>{t.name}</span>
          <input
            name="name"
            value={name}
            autocomplete="name"
            required
            disabled={isMember}
            aria-describedby={trouble}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <PasswordFields {...fields} wrong={trouble} />
        {why !== "" && (
          <p class="trouble" role="alert" id={trouble}>
            {why}
          </p>
        )}
        <button type="submit" class="primary" disabled={busy}>
          {busy ? words.value.entering : first ? t.begin : t.join}
        </button>
      </form>
      {(!isMember || !first) && (
        <button type="button" class="plain other" onClick={() => void leaveInvitation()}>
          {isMember ? t.putOff : t.have}
        </button>
      )}
    </>
  );
}
