// What one should know before the first word, in plain words; then it begins, or why it does not.
import { useState } from "preact/hooks";
import type { Done } from "../../app/acts.ts";
import { talkWords, whyNoTalk } from "../../i18n/later/talks.ts";
import { Dialog } from "../dialog.tsx";
import { Ends, Trouble } from "../form.tsx";

interface Props {
  title: string; // whom it is with
  yes: string;
  act: () => Promise<Done>;
  then: (room: number) => void;
  close: () => void;
}

export function Before({ title, yes, act, then, close }: Props) {
  const t = talkWords.value;
  const { busy, why, run } = useTalkAct((result) => {
    close();
    then(result["room"] as number);
  });
  const { before } = t;
  const facts = [
    [before.knows, before.knowsWhat],
    [before.cannot, before.cannotWhat],
    [before.device, before.deviceWhat],
    [before.same, before.sameWhat],
    [before.other, before.otherWhat],
  ];
  return (
    <Dialog title={before.title} close={close}>
      <p class="before-whom" data-user>
        {title}
      </p>
      <dl class="known">
        {facts.map(([name, what]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p class="help">{t.help}</p>
      <Trouble text={why} />
      <Ends cancel={close}>
        <button type="button" class="primary" disabled={busy} onClick={() => void run(act)}>
          {yes}
        </button>
      </Ends>
    </Dialog>
  );
}

// One act at a time, and why it was refused.
export function useTalkAct(then: (result: Record<string, unknown>) => void) {
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const run = async (act: () => Promise<Done>) => {
    setBusy(true);
    setWhy("");
    const done = await act().catch((): Done => ({ ok: false, reason: "lost", field: "" }));
    setBusy(false);
    if (done.ok) then(done.result);
    else setWhy(whyNoTalk(done));
  };
  return { busy, why, run };
}

interface SureProps {
  title: string;
  text: string;
  yes: string;
  act: () => Promise<Done>;
  close: () => void;
}

export function SureOfTalk({ title, text, yes, act, close }: SureProps) {
  const { busy, why, run } = useTalkAct(close);
  return (
    <Dialog title={title} close={close}>
      <p>{text}</p>
      <Trouble text={why} />
      <Ends cancel={close}>
        <button type="button" class="grave" disabled={busy} onClick={() => void run(act)}>
          {yes}
        </button>
      </Ends>
    </Dialog>
  );
}
