// The alerts: those that are open, the way to raise one, and where old ones are.
import { useState } from "preact/hooks";
import { openAlerts, ownAlerts } from "../../app/alerts.ts";
import { go } from "../../app/routing.ts";
import { me, names, rooms } from "../../app/state.ts";
import type { AlertRow } from "../../core/alerts.ts";
import { moment, words } from "../../i18n/index.ts";
import { more } from "../../i18n/later/index.ts";
import { called } from "../called.ts";
import { Dialog } from "../dialog.tsx";
import { AlertActs } from "./acts.tsx";
import { Kind } from "./kind.tsx";
import { Raise } from "./raise.tsx";
import { SoundSwitch } from "./sound.tsx";

export function AlertBoard({ close }: { close: () => void }) {
  return (
    <Dialog title={more.value.alerts.title} close={close} wide>
      <Board close={close} />
    </Dialog>
  );
}

const oldMost = 20; // the others are found in the list of rooms

export function Board({ close }: { close: () => void }) {
  names.value; // those that come in later
  const t = more.value.alerts;
  const [raising, setRaising] = useState<"" | "real" | "drill">("");
  const [raised, setRaised] = useState(0); // its roll call is what one looks at next
  const open = openAlerts.value;
  return (
    <>
      <p class="reach-note">{t.reachNote}</p>
      {(me.value.duties ?? []).length > 0 && (
        <div class="raisers">
          <button type="button" class="raise-real" onClick={() => setRaising("real")}>
            <b>{t.raiseReal}</b>
            <small>{t.raiseRealHow}</small>
          </button>
          <button type="button" class="raise-drill" onClick={() => setRaising("drill")}>
            <b>{t.raiseDrill}</b>
            <small>{t.raiseDrillHow}</small>
          </button>
        </div>
      )}
      <h3>{t.open}</h3>
      {open.length === 0 && (
        <p class="quiet" role="status">
          {t.none}
        </p>
      )}
      <ul class="board">
        {open.map((row) => (
          <One
            key={`${row.room} ${row.room === raised}`}
            row={row}
            close={close}
            isNew={row.room === raised}
          />
        ))}
      </ul>
      <Old close={close} />
      <SoundSwitch />
      {raising !== "" && (
        <Raise
          drill={raising === "drill"}
          close={() => setRaising("")}
          raised={(room) => (setRaising(""), setRaised(room))}
        />
      )}
    </>
  );
}

function Old({ close }: { close: () => void }) {
  const t = more.value.alerts;
  const open = openAlerts.value;
  const old = rooms.value.filter(
    ({ kind, room, joined }) =>
      kind === "alert" && joined && !open.some((alert) => alert.room === room),
  );
  if (old.length === 0) return null;
  const there = (room: number) => {
    close();
    go(room);
  };
  return (
    <>
      <h3>{t.old}</h3>
      <ul class="board">
        {old.slice(0, oldMost).map(({ room, title, last_at }) => (
          <li key={room} class="old">
            <bdi data-user>{title}</bdi>
            <small>{t.until(moment(last_at))}</small>
            <button type="button" class="link" onClick={() => there(room)}>
              {t.there}
              <span class="spoken">
                {words.value.house.colon}
                {title}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p class="quiet">{t.oldHow}</p>
    </>
  );
}

function One({ row, close, isNew }: { row: AlertRow; close: () => void; isNew: boolean }) {
  const t = more.value.alerts;
  const own = ownAlerts.value.get(row.room);
  const answer = own?.option === undefined ? undefined : row.options[own.option - 1];
  const isMine = row.own !== undefined || own !== undefined;
  return (
    <li class={row.drill ? "alert-one drill" : "alert-one real"}>
      <p class="asked">
        <Kind drill={row.drill} /> <bdi data-user>{row.title}</bdi>
      </p>
      <p class="about">
        <small>{t.by(called(row.by), moment(row.at), row.targeted)}</small>
      </p>
      {answer !== undefined && (
        <p class="about">
          <small>
            {t.yours} <bdi data-user>{answer}</bdi>
          </small>
        </p>
      )}
      <AlertActs
        row={row}
        begin={isNew ? "roll" : ""}
        there={isMine ? () => (close(), go(row.room)) : undefined}
      />
    </li>
  );
}
