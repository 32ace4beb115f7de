// Outside: says plainly how to get in, and what was wrong with a link.
import { useState } from "preact/hooks";
import { enterWith, tryAgain } from "../app/entry.ts";
import { stage } from "../app/state.ts";
import { language, switchLanguage, words } from "../i18n/index.ts";
import { Mark } from "./mark.tsx";

export function Outside() {
  const now = stage.value;
  const t = words.value;
  return (
    <main class="outside">
      <section class="letter">
        <Mark large />
        <h1>{t.name}</h1>
        <p class="motto">{t.motto}</p>
        {now.name === "out" && <HowToEnter why={now.why} />}
        {now.name === "unreachable" && (
          <div role="alert">
            <h2>{t.enter.unreachable}</h2>
            <p>{t.enter.unreachableHow}</p>
            <button type="button" class="primary" onClick={() => void tryAgain()}>
              {t.enter.again}
            </button>
          </div>
        )}
        {(now.name === "loading" || now.name === "entering") && (
          <p class="quiet" role="status">
            {now.name === "loading" ? t.loading : t.enter.entering}
          </p>
        )}
      </section>
      <LanguageSwitch />
    </main>
  );
}

function HowToEnter({ why }: { why: string }) {
  const t = words.value.enter;
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const told = (t as unknown as Record<string, string>)[why] ?? t.other;
  const submit = (event: Event) => {
    event.preventDefault();
    setWrong(enterWith(text) === undefined);
  };
  return (
    <>
      {why !== "" && (
        <p class="trouble" role="alert">
          {told}
        </p>
      )}
      <h2>{t.title}</h2>
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
