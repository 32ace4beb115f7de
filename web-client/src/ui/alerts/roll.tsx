// The roll call: how many were reached and what they answered, live, and by unit up the tree for
// those who answer for people.
import { useState } from "preact/hooks";
import { useRoll } from "../../app/roll.ts";
import { me, tree } from "../../app/state.ts";
import type { AlertRow } from "../../core/alerts.ts";
import { type Count, type Roll, type RollRow, missingOf, rollRows } from "../../core/roll.ts";
import { organises } from "../../core/rights.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Trouble } from "../form.tsx";
import { CallList } from "./call_list.tsx";
import { Kind } from "./kind.tsx";
import { unitOfRoll } from "./units.ts";

type Of = Pick<AlertRow, "room" | "title" | "drill" | "options">;

export function RollDialog({ row, close }: { row: Of; close: () => void }) {
  const t = more.value.alerts;
  const { roll, why, turn } = useRoll(row.room);
  const [unit, setUnit] = useState<number>(); // whose missing are listed; 0 = of all
  const answersFor = (one: number) => organises(tree.value, me.value, one);
  const rows = roll ? rollRows(tree.value, roll.units, answersFor) : [];
  return (
    <Dialog title={t.roll.title} close={close} wide>
      <p>
        <Kind drill={row.drill} /> <bdi data-user>{row.title}</bdi>
      </p>
      {why !== "" && <Trouble text={whyNot({ reason: why, field: "" })} />}
      {!roll && why === "" && (
        <p class="quiet" role="status">
          {more.value.loading}
        </p>
      )}
      {roll && <Totals roll={roll} options={row.options} />}
      {rows.length > 0 && <ByUnit rows={rows} list={setUnit} listed={unit} />}
      {rows.length > 0 && unit === undefined && (
        <button type="button" class="wide" onClick={() => setUnit(0)}>
          {t.call.openAll}
        </button>
      )}
      {unit !== undefined && (
        <CallList
          key={unit}
          room={row.room}
          unit={unit}
          turn={turn}
          close={() => setUnit(undefined)}
        />
      )}
      <p class="reach-note">{t.reachNote}</p>
    </Dialog>
  );
}

function Totals({ roll, options }: { roll: Roll; options: readonly string[] }) {
  const t = more.value.alerts.roll;
  const part = (n: number) => (roll.targeted === 0 ? 0 : Math.round((n / roll.targeted) * 100));
  const steps: [string, number][] = [
    [t.targeted, roll.targeted],
    [t.written, roll.written],
    [t.delivered, roll.delivered],
    [t.seen, roll.seen],
    [t.answered, roll.answered],
    [t.ticked, roll.ticked],
  ];
  return (
    <section class="totals" aria-label={t.totals}>
      <p class="head-count">
        <b>{t.of(roll.answered, roll.targeted)}</b> {t.missing(missingOf(roll))}
      </p>
      <dl class="steps">
        {steps.map(([name, n]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{t.count(n)}</dd>
          </div>
        ))}
      </dl>
      <ul class="by-option">
        {options.map((text, i) => (
          <li key={text}>
            <bdi data-user>{text}</bdi>
            <b>{t.count(roll.answers[i] ?? 0)}</b>
            <meter
              min={0}
              max={100}
              value={part(roll.answers[i] ?? 0)}
              aria-label={t.partOf(text)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ByUnitProps {
  rows: readonly RollRow[];
  list: (unit: number) => void;
  listed: number | undefined;
}

function ByUnit({ rows, list, listed }: ByUnitProps) {
  const t = more.value.alerts.roll;
  const heads = [t.unit, t.answered, t.missingHead, t.ticked, t.seen, t.delivered];
  const cells = ({ seen, delivered, ticked }: Count) => [ticked, seen, delivered];
  return (
    <section class="figures roll">
      <h3>{t.byUnit}</h3>
      <div class="table" tabIndex={0} role="group" aria-label={t.byUnit}>
        <table>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ unit, depth, sum }) => (
              <tr key={unit} class={missingOf(sum) === 0 ? "all-here" : undefined}>
                <th scope="row" style={{ paddingInlineStart: `${Math.min(depth, 6) * 14}px` }}>
                  <bdi data-user={unit > 0 || undefined}>{unitOfRoll(unit)}</bdi>
                </th>
                <td>{t.of(sum.answered, sum.targeted)}</td>
                <td>
                  {missingOf(sum) + sum.ticked > 0 && unit > 0 ? (
                    <button
                      type="button"
                      class="link"
                      aria-pressed={listed === unit}
                      aria-label={t.listOf(unitOfRoll(unit), missingOf(sum))}
                      onClick={() => list(unit)}
                    >
                      {t.count(missingOf(sum))}
                    </button>
                  ) : (
                    t.count(missingOf(sum))
                  )}
                </td>
                {cells(sum).map((n, i) => (
                  <td key={i}>{t.count(n)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
