// Where one writes. Enter sends on a desk, begins a new line on a touch screen; never while an
// input method is composing. What is written is kept per room.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { typed } from "../app/reading.ts";
import type { Draft } from "../app/database.ts";
import { answerQuestion, askQuestion, drafts, reword, say } from "../app/sending.ts";
import { limits } from "../app/state.ts";
import { isBlank, utf8Bytes } from "../core/text.ts";
import { language, whyText, words } from "../i18n/index.ts";
import { Close, Send } from "./mark.tsx";
import { Naming, editable, useNaming } from "./naming.tsx";
import { elder } from "./theme.ts";

export interface Target {
  seq: number;
  name: string;
  text: string;
}
// What the composer is about: a reply, an edit, or a new message (with words given back).
export type Purpose =
  | { kind: "new" }
  | { kind: "reply"; seq: number }
  | { kind: "answer"; seq: number } // to the question there
  | { kind: "edit"; target: Target }
  | { kind: "given"; text: string; token: number };

interface Props {
  room: number;
  purpose: Purpose;
  setPurpose: (purpose: Purpose) => void;
  asks: boolean; // a new message is a question
  quoted: (seq: number) => Target; // what a reply is about, as it reads now
  editLast: () => void;
  sent: () => void;
}

const coarse = matchMedia("(pointer: coarse)");
export const onTouch = () => coarse.matches;
const nearLimit = 0.8;
// To keep what was written takes as long as to show a letter: when one pauses, at the latest after
// a second.
const pauseMs = 150;
const keepMs = 1_000;

// The words in the field: the draft of the room, or what an edit borrows the field for. The draft
// is kept with what it replies to, whichever way either changed. What is typed the browser draws;
// the rest of the page hears of it (`text`) when that is seen. `written` is what stands there now.
function useWords(room: number, purpose: Purpose, setPurpose: (purpose: Purpose) => void) {
  const [text, setText] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  const written = () => area.current?.value ?? text;
  const put = (next: string) => {
    if (area.current && area.current.value !== next) area.current.value = next;
    setText(next);
  };
  const aside = useRef(""); // the draft, while an edit borrows the field
  const [loaded, setLoaded] = useState(false);

  useEffect(() => {
    let here = true;
    void drafts.read(room).then((draft) => {
      if (!here) return;
      if (draft && written() === "") put(draft.text);
      if (draft?.re !== undefined) {
        setPurpose({ kind: draft.answers ? "answer" : "reply", seq: draft.re });
      }
      setLoaded(true);
    });
    if (!onTouch()) area.current?.focus();
    return () => {
      here = false;
    };
  }, [room]);

  // With the line that says what it is for, not after it: what is typed then is of the new purpose.
  useLayoutEffect(() => {
    if (purpose.kind === "edit") {
      aside.current = written();
      put(editable(purpose.target.text));
    } else if (purpose.kind === "given") {
      const given = editable(purpose.text);
      put(written() === "" ? given : `${written()}\n${given}`);
    }
    if (purpose.kind !== "new") area.current?.focus();
  }, [purpose]);

  const keepSoon = useKeeping(room);
  const note = (text: string) => {
    if (!loaded || purpose.kind === "edit") return;
    keepSoon(draftOf(text, purpose));
  };
  useLayoutEffect(() => note(written()), [loaded, text, purpose]);
  useLayoutEffect(() => {
    if (!growsByItself) grow(area.current!);
  }, [text]);
  return { text, written, put, note, area, aside };
}

function draftOf(text: string, purpose: Purpose): Draft {
  if (purpose.kind === "reply") return { text, re: purpose.seq };
  return purpose.kind === "answer" ? { text, re: purpose.seq, answers: true } : { text };
}

// Keeps the newest draft in a moment; at once when it was sent, or when the room or the page is
// left.
function useKeeping(room: number): (draft: Draft) => void {
  const waiting = useRef<Draft | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const since = useRef(0);
  const keep = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const draft = waiting.current;
    waiting.current = undefined;
    if (draft) void drafts.write(room, draft);
  };
  useLayoutEffect(() => {
    window.addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", keep);
    return () => {
      window.removeEventListener("pagehide", keep);
      document.removeEventListener("visibilitychange", keep);
      keep();
    };
  }, [room]);
  return (draft) => {
    waiting.current = draft;
    if (draft.text === "") keep();
    else {
      const now = performance.now();
      if (timer.current === undefined) since.current = now;
      clearTimeout(timer.current);
      timer.current = setTimeout(keep, Math.min(pauseMs, since.current + keepMs - now));
    }
  };
}

export function Composer({ room, purpose, setPurpose, asks, quoted, editLast, sent }: Props) {
  const t = words.value;
  const { text, written, put, note, area, aside } = useWords(room, purpose, setPurpose);
  const [tried, setTried] = useState(false);
  const bytes = utf8Bytes(text);
  const max = limits.value.text_bytes;

  const write = (next: string) => {
    put(next);
    setTried(false);
    if (purpose.kind !== "edit" && !isBlank(next)) typed(room);
  };
  const naming = useNaming({ room, text, write, area });
  const { hear, hearNow, before } = useHearing(text, (field) => {
    write(field.value);
    naming.look(field);
  });
  const done = () => {
    put(purpose.kind === "edit" ? aside.current : "");
    setTried(false);
    setPurpose({ kind: "new" });
  };
  const cancel = () => (purpose.kind === "edit" ? done() : setPurpose({ kind: "new" }));
  const send = () => {
    hearNow(); // or what is heard later takes back what is told of it here
    const text = written();
    if (isBlank(text)) return;
    if (utf8Bytes(text) > max) return setTried(true);
    sendOut(room, purpose, asks, (before) => naming.encode(text, before));
    if (purpose.kind !== "edit") sent();
    done();
    area.current?.focus();
  };
  const asking = asks && (purpose.kind === "new" || purpose.kind === "given");
  const onKey = keys({
    send,
    cancel: purpose.kind === "new" ? undefined : cancel,
    editLast: purpose.kind === "new" ? editLast : undefined,
    empty: () => written() === "",
  });

  return (
    <form class="composer" onSubmit={submitting(send)}>
      <About purpose={purpose} quoted={quoted} cancel={cancel} />
      <Naming {...naming} />
      <div class="line">
        <textarea
          ref={area}
          rows={1}
          value={written()}
          aria-label={asking ? t.questions.label : t.write.label}
          placeholder={asking ? t.questions.hint : t.write.hint}
          title={onTouch() ? undefined : t.write.keys}
          enterkeyhint={onTouch() ? "enter" : "send"}
          aria-invalid={bytes > max}
          aria-describedby="room-left"
          dir="auto"
          onInput={({ currentTarget: field }) => {
            note(field.value);
            hear(field);
          }}
          onKeyDown={(event) => before(event) || naming.onKey(event) || onKey(event)}
          {...naming.field}
        />
        <SendButton label={sendLabel(purpose, asking)} empty={isBlank(text)} />
      </div>
      <Counter bytes={bytes} max={max} tried={tried} />
    </form>
  );
}

const seenMs = 30; // after its frame
const calmMs = 400;

// What is written is heard of after the frame that shows it, of several letters the last: soon
// where the button turns into one that sends (or back), else a few times a second; at once where
// the next key may be for what it leads to: an @ begins a name. A key that writes nothing comes
// after all that was written: Tab goes to that button.
function useHearing(text: string, heard: (field: HTMLTextAreaElement) => void) {
  const waiting = useRef<(() => void) | undefined>(undefined);
  const hearNow = () => {
    const run = waiting.current;
    waiting.current = undefined;
    run?.();
  };
  const hear = (field: HTMLTextAreaElement) => {
    const late = waiting.current !== undefined;
    waiting.current = () => heard(field);
    if (field.value.includes("@")) return hearNow();
    const turns = isBlank(field.value) !== isBlank(text);
    if (turns || !late) requestAnimationFrame(() => setTimeout(hearNow, turns ? seenMs : calmMs));
  };
  const before = ({ key }: KeyboardEvent): false => {
    if (key.length > 1) hearNow();
    return false;
  };
  return { hear, hearNow, before };
}

const submitting = (send: () => void) => (event: Event) => {
  event.preventDefault();
  send();
};

// It can be pressed at any time: what it sends is what stands in the field, also before it shows
// that there is something.
function SendButton({ label, empty }: { label: string; empty: boolean }) {
  return (
    <button
      type="submit"
      class="send"
      aria-disabled={empty}
      aria-label={label}
    >
      <Send />
      {elder.value && <span>{label}</span>}
    </button>
  );
}

function sendLabel(purpose: Purpose, asking: boolean): string {
  const t = words.value;
  if (purpose.kind === "edit") return t.act.save;
  if (purpose.kind === "answer") return t.questions.giveAnswer;
  return asking ? t.questions.send : t.write.send;
}

function Counter({ bytes, max, tried }: { bytes: number; max: number; tried: boolean }) {
  const over = bytes > max;
  return (
    <p
      id="room-left"
      class={over ? "counter trouble" : "counter"}
      role={tried ? "alert" : undefined}
    >
      {counter(bytes, max)}
      {tried && over && ` ${whyText("text_too_long")}`}
    </p>
  );
}

interface Keys {
  send: () => void;
  cancel: (() => void) | undefined;
  editLast: (() => void) | undefined;
  empty: () => boolean;
}

const keys =
  ({ send, cancel, editLast, empty }: Keys) =>
  (event: KeyboardEvent) => {
    // 229: some browsers say it for the key that ends a composition.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.altKey) return; // leads elsewhere
    const enter = event.key === "Enter" && !event.shiftKey && !onTouch();
    const act = enter
      ? send
      : event.key === "Escape"
        ? cancel
        : event.key === "ArrowUp" && empty()
          ? editLast
          : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  };

interface AboutProps extends Pick<Props, "purpose" | "quoted"> {
  cancel: () => void;
}

function About({ purpose, quoted, cancel }: AboutProps) {
  const t = words.value;
  if (purpose.kind === "new" || purpose.kind === "given") return null;
  const { name, text } = purpose.kind === "edit" ? purpose.target : quoted(purpose.seq);
  const what = {
    edit: t.write.editing,
    answer: t.questions.answering,
    reply: t.write.replying(name),
  }[purpose.kind];
  return (
    <div class="purpose">
      <p>
        <b>{what}</b>
        <span data-user>{editable(text).slice(0, 120)}</span>
      </p>
      <button type="button" class="plain" aria-label={t.act.cancel} onClick={cancel}>
        <Close />
      </button>
    </div>
  );
}

function sendOut(
  room: number,
  purpose: Purpose,
  asks: boolean,
  encoded: (before?: string) => string,
): void {
  if (purpose.kind === "edit") {
    const { seq, text: before } = purpose.target;
    const next = encoded(before);
    if (next !== before) void reword(room, seq, next);
  } else if (purpose.kind === "answer") {
    void answerQuestion(room, purpose.seq, encoded());
  } else if (purpose.kind === "reply") {
    void say(room, encoded(), purpose.seq);
  } else {
    void (asks ? askQuestion(room, encoded()) : say(room, encoded()));
  }
}

// The bound is in bytes; people count characters. A Chinese one takes three bytes.
function counter(bytes: number, max: number): string {
  const t = words.value.write;
  const size = language.value === "en" ? 1 : 3;
  if (bytes > max) return t.over(Math.ceil((bytes - max) / size));
  return bytes > max * nearLimit ? t.left(Math.floor((max - bytes) / size)) : "";
}

// What a browser does by `field-sizing` costs no measuring of the page at every letter.
const growsByItself = CSS.supports("field-sizing", "content");
const growPx = 168;
function grow(area: HTMLTextAreaElement): void {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, growPx)}px`;
}
