// What one may do about an alert that is open: look at the roll call, phone the missing, say more,
// end it. In the board and in its room.
import { useState } from "preact/hooks";
import { me, tree } from "../../app/state.ts";
import type { AlertRow } from "../../core/alerts.ts";
import { organises } from "../../core/rights.ts";
import { more } from "../../i18n/later/index.ts";
import { MoveDialog, type Move } from "./moves.tsx";
import { RollDialog } from "./roll.tsx";

interface Props {
  row: Pick<AlertRow, "room" | "title" | "drill" | "units" | "options" | "targeted">;
  isOver?: boolean;
  begin?: "" | "roll"; // what is open at first
  there?: (() => void) | undefined;
}

export function AlertActs({ row, isOver = false, begin = "", there }: Props) {
  const t = more.value.alerts;
  const [opened, setOpened] = useState<"" | "roll" | Move>(begin);
  const mayMove = row.units.every((unit) => organises(tree.value, me.value, unit));
  const close = () => setOpened("");
  const button = (what: "roll" | Move, label: string, grave = false) => (
    <button type="button" class={grave ? "grave" : undefined} onClick={() => setOpened(what)}>
      {label}
    </button>
  );
  return (
    <>
      <div class="strip-acts" role="group" aria-label={t.actsOf(row.title)}>
        {button("roll", t.roll.open)}
        {mayMove && !isOver && button("update", t.moves.update.open)}
        {mayMove && !isOver && button("all_clear", t.moves.all_clear.open)}
        {mayMove && !isOver && button("cancel", t.moves.cancel.open, true)}
        {there && (
          <button type="button" onClick={there}>
            {t.there}
          </button>
        )}
      </div>
      {opened === "roll" && <RollDialog row={row} close={close} />}
      {opened !== "" && opened !== "roll" && <MoveDialog row={row} move={opened} close={close} />}
    </>
  );
}
