// Outside: by login and password, by a link, or by an invitation; and what was wrong with it.
import { useState } from "preact/hooks";
import { comeInBy, enterWith, signIn } from "../app/entering.ts";
import { stage } from "../app/state.ts";
import { waitSeconds } from "../core/entry.ts";
import type { Refusal } from "../core/protocol.ts";
import { language, switchLanguage } from "../i18n/index.ts";
import { more } from "../i18n/later/index.ts";
import { Letter } from "./letter.tsx";
import { Invited } from "./invited.tsx";

export function Outside() {
  const now = stage.value;
  return (
    <Letter below={<LanguageSwitch />}>
      {now.name === "out" && <HowToEnter why={now.why} />}
      {now.name === "invited" && <Invited first={now.first} />}
      {now.name === "unreachable" && (
        <div role="alert">
          <h2>{now.why ? entryWords(now.why) : more.value.enter.unreachable}</h2>
          <p>{now.why ? more.value.enter.linkStays : more.value.enter.unreachableHow}</p>
          <button type="button" class="primary" onClick={() => void comeInBy()}>
            {more.value.enter.again}
          </button>
        </div>
      )}
    </Letter>
  );
}

// What a refusal says, in the words of the way in.
export function entryWords(refusal: Refusal): string {
  const t = more.value.enter;
  if (refusal.reason === "rate_limited") return t.wait(waitSeconds(refusal));
  const told = (t as unknown as Record<string, unknown>)[refusal.reason];
  return typeof told === "string" ? told : t.other;
}

function HowToEnter({ why }: { why: string }) {
  const t = more.value.enter;
  // Whoever comes from a link that did not open is shown where another goes.
  const [byLink, setByLink] = useState(why.startsWith("link"));
  return (
    <>
      {why !== "" && (
        <p class="trouble" role="alert">
          {entryWords({ reason: why, action: "login" })}
        </p>
      )}
      {byLink ? <ByLink /> : <ByPassword />}
      <button type="button" class="plain other" onClick={() => setByLink(!byLink)}>
        {byLink ? t.byPassword : t.byLink}
      </button>
    </>
  );
}

function ByPassword() {
  const t = more.value.enter;
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const refusal = await signIn(login, password);
    setBusy(false);
    if (refusal) setWrong(entryWords(refusal));
  };
  return (
    <>
      <h2>{t.title}</h2>
      <form onSubmit={(event) => void submit(event)} class="enter">
        <label>
          <span>{t.login}</span>
          <input
            name="username"
            value={login}
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
            onInput={(event) => setLogin(event.currentTarget.value)}
          />
        </label>
        <label>
          <span>{t.password}</span>
          <input
            name="password"
            type="password"
            value={password}
            autocomplete="current-password"
            required
            aria-invalid={wrong !== ""}
            aria-describedby={wrong ? "entry-wrong" : undefined}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {wrong !== "" && (
          <p class="trouble" role="alert" id="entry-wrong">
            {wrong}
          </p>
        )}
        <button type="submit" class="primary" disabled={busy}>
          {busy ? t.entering : t.signIn}
        </button>
      </form>
      <p class="quiet">{t.forgotten}</p>
    </>
  );
}

function ByLink() {
  const t = more.value.enter;
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    setWrong(enterWith(text) === undefined);
  };
  return (
    <>
      <h2>{t.linkTitle}</h2>
      <p>{t.how}</p>
      <p class="quiet">{t.own}</p>
      <form onSubmit={submit} class="enter">
        <label for="link">{t.paste}</label>
        <div class="line">
          <input
            id="link"
            value={text}
            autocomplete="off"
            spellcheck={false}
            aria-invalid={wrong}
            aria-describedby={wrong ? "link-wrong" : undefined}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" class="primary">
            {t.go}
          </button>
        </div>
        {wrong && (
          <p class="trouble" role="alert" id="link-wrong">
            {t.notLink}
          </p>
        )}
      </form>
    </>
  );
}

export function LanguageSwitch() {
  const other = language.value === "en" ? "zh-CN" : "en";
  return (
    <button type="button" class="plain language" lang={other} onClick={() => switchLanguage(other)}>
      {other === "en" ? "English" : "中文"}
    </button>
  );
}
