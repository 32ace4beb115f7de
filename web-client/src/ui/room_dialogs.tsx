// What can be done with a message, and going to a day.
import { useState } from "preact/hooks";
import type { MessageRow } from "../core/rows.ts";
import { words } from "../i18n/index.ts";
import { Ask, Dialog } from "./dialog.tsx";

interface MenuProps {
  row: MessageRow;
  close: () => void;
  reply: () => void;
  edit: () => void;
  remove: () => void;
}

export function MessageMenu({ row, close, reply, edit, remove }: MenuProps) {
  const t = words.value.act;
  const [sure, setSure] = useState(false);
  if (sure) {
    return <Ask title={t.deleteAsk} text={t.deleteHow} yes={t.delete} act={remove} close={close} />;
  }
  const then = (act: () => void) => () => {
    close();
    act();
  };
  const copy = () => void navigator.clipboard.writeText(row.text);
  return (
    <Dialog title={t.more} close={close}>
      <p class="excerpt" data-user dir="auto">
        {row.text.slice(0, 120)}
      </p>
      <div class="menu">
        <button type="button" onClick={then(reply)}>
          {t.reply}
        </button>
        {"clipboard" in navigator && (
          <button type="button" onClick={then(copy)}>
            {t.copy}
          </button>
        )}
        {row.mine && (
          <button type="button" onClick={then(edit)}>
            {t.edit}
          </button>
        )}
        {row.mine && (
          <button type="button" class="grave" onClick={() => setSure(true)}>
            {t.delete}
          </button>
        )}
      </div>
    </Dialog>
  );
}

export function DateJump({ close, go }: { close: () => void; go: (at: number) => void }) {
  const t = words.value;
  const [day, setDay] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    const [year, month, date] = day.split("-").map(Number);
    if (!year || !month || !date) return;
    close();
    go(new Date(year, month - 1, date).getTime());
  };
  return (
    <Dialog title={t.log.jumpDate} close={close}>
      <form onSubmit={submit} class="line">
        <input
          type="date"
          aria-label={t.log.jumpDate}
          value={day}
          required
          onInput={(event) => setDay(event.currentTarget.value)}
        />
        <button type="submit" class="primary">
          {t.log.jump}
        </button>
      </form>
    </Dialog>
  );
}
