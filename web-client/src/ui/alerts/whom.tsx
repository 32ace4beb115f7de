// Whom an alert is for: units out of the tree, each with all below it, and exactly how many people
// that is, as the server counts them.
import { useEffect, useRef, useState } from "preact/hooks";
import { link } from "../../app/connection.ts";
import { link as linkState, me, tree } from "../../app/state.ts";
import { isWithin, withUnit, withoutUnit } from "../../core/alert_form.ts";
import { upwards } from "../../core/organisation.ts";
import { branches, organises } from "../../core/rights.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { unitName } from "../room_title.ts";

export interface Audience {
  people: number | undefined; // undefined = not known yet
  why: string; // why it cannot be known
}

const gatherMs = 120; // several units ticked one after the other are one question

// Asked anew with every choice, every change of the tree and whenever the link opens; what was
// counted stays while there is no link.
export function useAudience(units: readonly number[]): Audience {
  const [known, setKnown] = useState<Audience & { of: string }>();
  const turn = useRef(0);
  const of = `${units.join()} ${tree.value.version}`;
  const open = linkState.value.name === "open";
  useEffect(() => {
    const mine = ++turn.current;
    if (units.length === 0 || !open) return undefined;
    const ask = async () => {
      const reply = await link.call("alert.audience", { units });
      if (mine !== turn.current || reply.kind === "lost") return;
      if (reply.kind === "ok")
        return setKnown({ of, people: reply.result["people"] as number, why: "" });
      const { reason, field = "" } = reply.refusal;
      setKnown({ of, people: undefined, why: whyNot({ reason, field }) });
    };
    const timer = setTimeout(() => void ask(), gatherMs);
    return () => clearTimeout(timer);
  }, [of, open]);
  if (units.length === 0) return { people: undefined, why: "" };
  if (known?.of === of) return known;
  return { people: undefined, why: open ? "" : whyNot({ reason: "lost", field: "audience" }) };
}

interface WhomProps {
  units: readonly number[];
  set: (units: number[]) => void;
  audience: Audience;
}

export function Whom({ units, set, audience }: WhomProps) {
  const t = more.value.alerts.raise;
  const mine = (unit: number) => organises(tree.value, me.value, unit);
  const whole = branches(tree.value, () => true);
  const own = whole.filter(({ unit }) => mine(unit.unit));
  const between = new Set(own.flatMap(({ unit }) => upwards(tree.value, unit.unit)));
  const shown = whole.filter(({ unit }) => between.has(unit.unit));
  return (
    <fieldset class="whom">
      <legend>{t.whom}</legend>
      <div class="picks" tabIndex={0} role="group" aria-label={t.whom}>
        {shown.map(({ unit: { unit }, depth }) => {
          const isIn = isWithin(tree.value, units, unit);
          return (
            <label
              key={unit}
              class={mine(unit) ? "pick" : "pick beside"}
              style={{ marginInlineStart: `${Math.min(depth, 6) * 14}px` }}
            >
              <input
                type="checkbox"
                disabled={isIn || !mine(unit)}
                checked={isIn || units.includes(unit)}
                onChange={({ currentTarget }) =>
                  set(
                    currentTarget.checked
                      ? withUnit(tree.value, units, unit)
                      : withoutUnit(units, unit),
                  )
                }
              />
              <span class="about">
                <bdi data-user>{unitName(unit)}</bdi>
                {isIn && <small>{t.isIn}</small>}
                {!mine(unit) && <small>{t.notYours}</small>}
              </span>
            </label>
          );
        })}
      </div>
      <p class="audience" role="status">
        {units.length === 0
          ? t.noUnits
          : audience.why !== ""
            ? audience.why
            : audience.people === undefined
              ? t.counting
              : audience.people === 0
                ? t.nobody
                : t.people(audience.people)}
      </p>
    </fieldset>
  );
}
