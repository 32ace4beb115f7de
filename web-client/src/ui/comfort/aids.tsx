// Under a message in elder mode: reading it aloud, and what else can be done, in words.
import { reading, silence } from "../../app/aloud.ts";
import type { MessageRow } from "../../core/rows.ts";
import { comfort } from "../../i18n/later/comfort.ts";
import { More } from "../mark.tsx";
import { called } from "../called.ts";
import { idOf, sayMessage } from "./say.ts";
import { Sound, Stop } from "./signs.tsx";

interface Props {
  room: number;
  row: MessageRow;
  chosen: boolean;
  menu: (row: MessageRow) => void;
}

export function Aids({ room, row, chosen, menu }: Props) {
  const t = comfort.value;
  const reads = reading.value === idOf(room, row);
  const why = silence.value?.what === idOf(room, row) ? silence.value.why : undefined;
  const tabIndex = chosen ? 0 : -1;
  return (
    <>
      <button
        type="button"
        aria-label={`${reads ? t.stop : t.aloud}, ${called(row.by)}`}
        tabIndex={tabIndex}
        onClick={() => sayMessage(room, row)}
      >
        {reads ? <Stop /> : <Sound />}
        {reads ? t.stop : t.aloud}
      </button>
      <button
        type="button"
        data-more
        aria-label={`${t.more}, ${called(row.by)}`}
        tabIndex={tabIndex}
        onClick={() => menu(row)}
      >
        <More />
        {t.more}
      </button>
      {why && (
        <p class="trouble" role="alert">
          {t.silence[why]}
        </p>
      )}
    </>
  );
}
