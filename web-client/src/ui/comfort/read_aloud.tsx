// Among what can be done with a message: hearing it, and why it cannot be heard.
import { reading, silence } from "../../app/aloud.ts";
import type { MessageRow } from "../../core/rows.ts";
import { comfort } from "../../i18n/later/comfort.ts";
import { idOf, sayMessage } from "./say.ts";

interface Props {
  room: number;
  row: MessageRow;
  close: () => void;
}

export function ReadAloud({ room, row, close }: Props) {
  const t = comfort.value;
  const why = silence.value?.what === idOf(room, row) ? silence.value.why : undefined;
  return (
    <>
      <button type="button" onClick={() => sayMessage(room, row) && close()}>
        {reading.value === idOf(room, row) ? t.stop : t.aloud}
      </button>
      {why && (
        <p class="trouble" role="alert">
          {t.silence[why]}
        </p>
      )}
    </>
  );
}
