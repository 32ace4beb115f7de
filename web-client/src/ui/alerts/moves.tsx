// Saying more of an alert, calling it off as a false alarm, giving the all-clear. The last two end
// it and cannot be taken back: they ask once more, with the words and the number of people.
import { useId, useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import { listAlerts } from "../../app/alerts.ts";
import { limits } from "../../app/state.ts";
import type { AlertRow } from "../../core/alerts.ts";
import { isBlank, sendable, utf8Bytes } from "../../core/text.ts";
import { more } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Ends, Trouble, useAct } from "../form.tsx";
import { Kind } from "./kind.tsx";
import { WordsField, notSent } from "./pieces.tsx";

export type Move = "update" | "cancel" | "all_clear";

interface Props {
  row: Pick<AlertRow, "room" | "title" | "drill" | "targeted">;
  move: Move;
  close: () => void;
}

export function MoveDialog({ row, move, close }: Props) {
  const t = more.value.alerts.moves;
  const w = t[move];
  const [text, setText] = useState<string>(w.prepared(row.drill));
  const [isSure, setSure] = useState(move === "update");
  const trouble = useId();
  const done = () => {
    close();
    void listAlerts();
  };
  const { busy, why, setWhy, run } = useAct(done);
  const submit = (event: Event) => {
    event.preventDefault();
    if (isBlank(text) || utf8Bytes(text) > limits.value.text_bytes) return setWhy(t.textBad);
    setWhy("");
    if (!isSure) return setSure(true);
    void run(async () =>
      notSent(await act(`alert.${move}`, { room: row.room, text: sendable(text) })),
    );
  };
  const asks = isSure && move !== "update";
  return (
    <Dialog title={w.title(row.drill)} close={close}>
      <form class={row.drill ? "alert-form drill" : "alert-form real"} onSubmit={submit}>
        <p>
          <Kind drill={row.drill} /> <bdi data-user>{row.title}</bdi>
        </p>
        <p>{w.how(row.targeted)}</p>
        {asks ? (
          <blockquote class="excerpt" data-user dir="auto">
            {text}
          </blockquote>
        ) : (
          <WordsField label={t.text} value={text} set={setText} wrong={why && trouble} focus />
        )}
        {asks && <p role="status">{w.sure(row.targeted)}</p>}
        <Trouble id={trouble} text={why} />
        <Ends cancel={asks ? () => setSure(false) : close}>
          <button
            key={`${isSure}`}
            type="submit"
            class={isSure && move === "cancel" ? "grave" : "primary"}
            disabled={busy}
          >
            {isSure ? w.yes(row.targeted, row.drill) : t.next}
          </button>
        </Ends>
      </form>
    </Dialog>
  );
}
