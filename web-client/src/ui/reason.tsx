// Asks for a reason, and does what it is the reason of.
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import type { Done } from "../app/acts.ts";
import { more } from "../i18n/later/index.ts";
import { Dialog } from "./dialog.tsx";
import { Ends, Field, Trouble, useAct } from "./form.tsx";

const reasonChars = 200;

interface Props {
  title: string;
  how: string;
  yes: string;
  grave?: boolean;
  may?: boolean; // without a reason, too
  act: (reason: string) => Promise<Done>;
  close: () => void;
  then?: () => void; // instead of closing
  children?: ComponentChildren;
}

export function Reason({ title, how, yes, grave = true, may, act, close, then, children }: Props) {
  const t = more.value.order;
  const [text, setText] = useState("");
  const trouble = useId();
  const { busy, why, setWhy, run } = useAct(then ?? close);
  const submit = (event: Event) => {
    event.preventDefault();
    const reason = text.trim();
    const tooLong = [...reason].length > reasonChars;
    if (tooLong || (reason === "" && !may)) return setWhy(t.why["reason_invalid"]!);
    void run(() => act(reason));
  };
  return (
    <Dialog title={title} close={close}>
      <form onSubmit={submit}>
        {children}
        <Field
          label={t.reason}
          value={text}
          focus
          wrong={why === "" ? undefined : trouble}
          set={setText}
        />
        <p class="quiet">{how}</p>
        <Trouble id={trouble} text={why} />
        <Ends cancel={close}>
          <button type="submit" class={grave ? "grave" : "primary"} disabled={busy}>
            {yes}
          </button>
        </Ends>
      </form>
    </Dialog>
  );
}
