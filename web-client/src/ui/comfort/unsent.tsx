// Words that the server did not take, in whatever room: all of them again, or none of them.
import { useState } from "preact/hooks";
import { again, withdraw } from "../../app/sending.ts";
import { unsent } from "../../app/state.ts";
import { comfort } from "../../i18n/later/comfort.ts";
import { Ask } from "../dialog.tsx";

// One after the other, so that they go out in the order they were written.
async function each(act: (id: number) => Promise<unknown>): Promise<void> {
  for (const { id } of unsent.peek()) await act(id);
}

export function Unsent() {
  const t = comfort.value;
  const [asking, setAsking] = useState(0); // about so many
  const n = unsent.value.length;
  return (
    <div class="unsent">
      <p role="status">{t.unsent(n)}</p>
      <div>
        <button type="button" onClick={() => void each(again)}>
          {t.unsentAll}
        </button>
        <button type="button" onClick={() => setAsking(n)}>
          {t.unsentDrop}
        </button>
      </div>
      {asking > 0 && (
        <Ask
          title={t.unsentAsk(asking)}
          text={t.unsentHow}
          yes={t.unsentDrop}
          act={() => void each(withdraw)}
          close={() => setAsking(0)}
        />
      )}
    </div>
  );
}
