// Going to a day.
import { useState } from "preact/hooks";
import { words } from "../i18n/index.ts";
import { Dialog } from "./dialog.tsx";

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
