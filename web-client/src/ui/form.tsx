// The few pieces that the dialogs that load later are made of.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Done } from "../app/acts.ts";
import { limits } from "../app/state.ts";
import { utf8Bytes } from "../core/text.ts";
import { words } from "../i18n/index.ts";
import { more, whyNot } from "../i18n/later/index.ts";
import { Dialog } from "./dialog.tsx";

interface FieldProps {
  label: string;
  value: string;
  set: (text: string) => void;
  hint?: string;
  search?: boolean;
  focus?: boolean;
  wrong?: string | undefined; // the id of what says why it is wrong, if it is
}

export function Field({ label, value, set, hint, search, focus, wrong }: FieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focus) input.current?.focus();
  }, []);
  const rest = {
    ref: input,
    value,
    autocomplete: "off" as const,
    placeholder: hint ?? "",
    "aria-invalid": wrong !== undefined,
    "aria-describedby": wrong,
    onInput: (event: { currentTarget: HTMLInputElement }) => set(event.currentTarget.value),
  };
  return (
    <label class="field">
      <span>{label}</span>
      {search ? <input type="search" {...rest} /> : <input {...rest} />}
    </label>
  );
}

interface ChoicesProps {
  legend: string;
  value: string;
  set: (value: string) => void;
  options: Record<string, string>;
}

export function Choices({ legend, value, set, options }: ChoicesProps) {
  const name = useId();
  return (
    <fieldset class="options">
      <legend>{legend}</legend>
      {Object.entries(options).map(([key, label]) => (
        <label key={key} class="choice">
          <input type="radio" name={name} checked={value === key} onChange={() => set(key)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

export function Trouble({ text, id }: { text: string; id?: string }) {
  if (text === "") return null;
  return (
    <p class="trouble" role="alert" id={id}>
      {text}
    </p>
  );
}

// One act at a time, and why it was refused.
export function useAct(then: (result: Record<string, unknown>) => void) {
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const run = async (act: () => Promise<Done>) => {
    setBusy(true);
    const done = await act();
    setBusy(false);
    if (done.ok) then(done.result);
    else setWhy(whyNot(done));
  };
  return { busy, why, setWhy, run };
}

interface SureProps {
  title: string;
  text: string;
  yes: string;
  grave?: boolean;
  act: () => Promise<Done>;
  close: () => void;
  then?: (result: Record<string, unknown>) => void;
}

// Asks before an act, and stays open while it is on its way, to say why it was refused.
export function Sure({ title, text, yes, grave = true, act, close, then }: SureProps) {
  const { busy, why, run } = useAct((result) => {
    close();
    then?.(result);
  });
  return (
    <Dialog title={title} close={close}>
      <p>{text}</p>
      <Trouble text={why} />
      <Ends cancel={close}>
        <button
          type="button"
          class={grave ? "grave" : "primary"}
          disabled={busy}
          onClick={() => void run(act)}
        >
          {yes}
        </button>
      </Ends>
    </Dialog>
  );
}

export function Ends({ cancel, children }: { cancel: () => void; children: ComponentChildren }) {
  return (
    <div class="choices">
      <button type="button" onClick={cancel}>
        {words.value.act.cancel}
      </button>
      {children}
    </div>
  );
}

interface NameProps {
  title: string;
  label: string;
  value?: string;
  yes: string;
  how?: string;
  most: "title" | "name";
  act: (name: string) => Promise<Done>;
  close: () => void;
  then?: (result: Record<string, unknown>, name: string) => void; // instead of closing
}

const nameBytes = 128;

// Asks for one name.
export function Naming({ title, label, value = "", yes, how, most, act, close, then }: NameProps) {
  const [text, setText] = useState(value);
  const trouble = useId();
  const { busy, why, setWhy, run } = useAct((result) => {
    if (then) then(result, text.trim());
    else close();
  });
  const bytes = most === "title" ? limits.value.title_bytes : nameBytes;
  const submit = (event: Event) => {
    event.preventDefault();
    const name = text.trim();
    if (name === "" || utf8Bytes(name) > bytes) return setWhy(more.value.why["title_invalid"]!);
    if (name === value) return close();
    void run(() => act(name));
  };
  return (
    <Dialog title={title} close={close}>
      <form onSubmit={submit}>
        <Field
          label={label}
          value={text}
          focus
          wrong={why === "" ? undefined : trouble}
          set={(next) => {
            setText(next);
            setWhy("");
          }}
        />
        {how !== undefined && <p class="quiet">{how}</p>}
        <Trouble id={trouble} text={why} />
        <Ends cancel={close}>
          <button type="submit" class="primary" disabled={busy}>
            {yes}
          </button>
        </Ends>
      </form>
    </Dialog>
  );
}

// What is being fetched, or could not be.
export function Fetching({ rows, again }: { rows: unknown; again: () => void }) {
  if (Array.isArray(rows)) return null;
  if (rows === undefined) {
    return (
      <p class="quiet" role="status">
        {more.value.loading}
      </p>
    );
  }
  return (
    <div role="alert">
      <p class="trouble">
        {more.value.failed} {whyNot({ reason: String(rows), field: "" })}
      </p>
      <button type="button" onClick={again}>
        {more.value.again}
      </button>
    </div>
  );
}

export const pageRows = 60; // of a long list, shown at a time
