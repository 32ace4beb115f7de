// The desk of a listener: being there or not, and who waits.
import { useState } from "preact/hooks";
import { nameOf } from "../../app/reading.ts";
import { go } from "../../app/routing.ts";
import { me } from "../../app/state.ts";
import { accept, beOnDuty, decline } from "../../app/talks/desk.ts";
import { talksWaiting } from "../../app/talks.ts";
import type { TalkRow } from "../../core/protocol.ts";
import { moment, words } from "../../i18n/index.ts";
import { talkWords } from "../../i18n/later/talks.ts";
import { Trouble } from "../form.tsx";
import { Seal } from "../mark.tsx";
import { unitName } from "../room_title.ts";
import { Before, SureOfTalk, useTalkAct } from "./before.tsx";

export function Desk() {
  const t = talkWords.value.listener;
  const { busy, why, run } = useTalkAct(() => {});
  const on = me.value.on_duty === true;
  const [wanted, setWanted] = useState(on); // while the server does not have it
  return (
    <section>
      <h3>{t.title}</h3>
      <label class="choice duty">
        <input
          type="checkbox"
          role="switch"
          checked={busy ? wanted : on}
          onChange={({ currentTarget }) => {
            setWanted(currentTarget.checked);
            void run(() => beOnDuty(currentTarget.checked));
          }}
        />
        {t.on}
      </label>
      <p class="quiet">{t.onHow}</p>
      <Trouble text={why} />
      <h4>{t.requests}</h4>
      {talksWaiting.value.length === 0 ? (
        <p class="quiet">{t.none}</p>
      ) : (
        <ul class="whom">
          {talksWaiting.value.map((row) => (
            <Request key={row.room} row={row} />
          ))}
        </ul>
      )}
    </section>
  );
}

const askerOf = (row: TalkRow) =>
  row.asker_name ?? (nameOf(row.asker) || words.value.log.someone);

function Request({ row }: { row: TalkRow }) {
  const t = talkWords.value;
  const [asked, setAsked] = useState<"" | "accept" | "decline">("");
  const name = askerOf(row);
  const whom = row.unit === undefined ? t.listener.byName : t.listener.forUnit(unitName(row.unit));
  const close = () => setAsked("");
  return (
    <li>
      <Seal name={name} member={row.asker} />
      <span class="about">
        <bdi data-user>{name}</bdi>
        <small data-user>
          {whom}
          {words.value.house.comma}
          {t.listener.since(moment(row.asked_at))}
        </small>
      </span>
      <button
        type="button"
        class="primary"
        aria-label={t.listener.acceptOf(name)}
        onClick={() => setAsked("accept")}
      >
        {t.listener.accept}
      </button>
      {row.unit === undefined && (
        <button
          type="button"
          aria-label={t.listener.declineOf(name)}
          onClick={() => setAsked("decline")}
        >
          {t.listener.decline}
        </button>
      )}
      {asked === "accept" && (
        <Before
          title={t.listener.acceptTitle(name)}
          yes={t.before.acceptYes}
          act={() => accept(row)}
          then={go}
          close={close}
        />
      )}
      {asked === "decline" && (
        <SureOfTalk
          title={t.listener.declineTitle(name)}
          text={t.listener.declineHow}
          yes={t.listener.decline}
          act={() => decline(row.room)}
          close={close}
        />
      )}
    </li>
  );
}
