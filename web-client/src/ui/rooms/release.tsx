// What was said in a closed or direct room leaves in an export by the word of two owners: how that
// stands, for all who are in it, and the next step for who may take it.
import { useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import { me } from "../../app/state.ts";
import type { RoomRow } from "../../core/protocol.ts";
import { type ReleaseMove, type ReleaseState, movesOf, waitMs } from "../../core/release.ts";
import { fullTime } from "../../i18n/index.ts";
import { more } from "../../i18n/later/index.ts";
import { called } from "../called.ts";
import { Choices, Field } from "../form.tsx";
import { Reason } from "../reason.tsx";

interface Props {
  row: RoomRow;
  show: (view: { release: ReleaseMove }) => void;
}

export function Released({ row, show }: Props) {
  const t = more.value.order;
  const moves = movesOf(row, me.value, me.value.member);
  if (!row.release && moves.length === 0) return null;
  return (
    <section>
      <h3>{t.release}</h3>
      <p class="quiet">{row.release ? stateOf(row.release) : t.releaseNone}</p>
      <div class="acts">
        {moves.map((move) => (
          <button key={move} type="button" onClick={() => show({ release: move })}>
            {t.releaseMoves[move]}
          </button>
        ))}
      </div>
    </section>
  );
}

function stateOf({ state, by, at }: ReleaseState): string {
  const t = more.value.order;
  if (state === "proposed") return t.releaseProposed(called(by));
  return t.releaseAgreed(fullTime(at + waitMs));
}

const step = (room: number, move: ReleaseMove, reason: string) =>
  act("room.release", { room, move, ...(reason === "" ? {} : { reason }) });

interface StepProps {
  room: number;
  move: ReleaseMove;
  close: () => void;
}

export function Release({ room, move, close }: StepProps) {
  const t = more.value.order;
  return (
    <Reason
      title={t.releaseMoves[move]}
      how={t.reasonPublic}
      yes={t.releaseMoves[move]}
      grave={move !== "withdrawn"}
      may={move !== "proposed"}
      act={(reason) => step(room, move, reason)}
      close={close}
    />
  );
}

// Of a direct room an owner knows what its two people say: its number.
export function ReleaseByNumber({ close }: { close: () => void }) {
  const t = more.value.order;
  const [number, setNumber] = useState("");
  const [move, setMove] = useState<string>("proposed");
  return (
    <Reason
      title={t.releaseDirect}
      how={t.reasonPublic}
      yes={t.releaseMoves[move as ReleaseMove]}
      grave={move !== "withdrawn"}
      may={move !== "proposed"}
      act={(reason) => step(Number(number) || 0, move as ReleaseMove, reason)}
      close={close}
    >
      <Field label={t.releaseNumber} value={number} set={setNumber} />
      <Choices legend={t.releaseStep} value={move} set={setMove} options={t.releaseMoves} />
    </Reason>
  );
}
