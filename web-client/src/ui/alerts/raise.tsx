// Raising an alert, or a drill: two forms that are entered apart, and look apart. A real one asks
// once more, in words. What was perhaps sent already cannot be changed, only sent again as it was.
import { useId, useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import { listAlerts } from "../../app/alerts.ts";
import { listRooms } from "../../app/rooms.ts";
import { limits, me, tree } from "../../app/state.ts";
import { type AlertForm, faultOf, optionsMost, optionsOf } from "../../core/alert_form.ts";
import { isolated, sendable } from "../../core/text.ts";
import { topUnits } from "../../core/rights.ts";
import { words } from "../../i18n/index.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Field, Trouble } from "../form.tsx";
import { unitName } from "../room_title.ts";
import { WordsField, notSent } from "./pieces.tsx";
import { type Audience, Whom, useAudience } from "./whom.tsx";

type Fields = AlertForm & { units: number[]; options: string[] };

function begun(): Fields {
  const top = topUnits(tree.value, me.value);
  const { sets } = more.value.alerts.raise;
  // Of one unit alone there is nothing to choose; of a house nobody is alarmed by a slip.
  const units = top.length === 1 && !tree.value.below.get(top[0]!)?.length ? top : [];
  return { units, title: "", text: "", options: [...sets[0]!.options] };
}

// Sent as often as it takes, with one key: done once.
function useRaising(drill: boolean, raised: (room: number) => void) {
  const [sending, setSending] = useState<"" | "busy" | "unknown">("");
  const [why, setWhy] = useState("");
  const send = async ({ units, title, text, options }: Fields) => {
    setSending("busy");
    setWhy("");
    const params = {
      ...{ units, drill, title: sendable(title.trim()), text: sendable(text) },
      options: optionsOf(options).map(sendable),
    };
    const done = notSent(await act("alert.raise", params));
    setSending(!done.ok && done.reason === "lost" ? "unknown" : "");
    if (!done.ok) return setWhy(whyNot(done));
    await Promise.all([listAlerts(), listRooms()]);
    raised(done.result["room"] as number);
  };
  return { sending, why, setWhy, send };
}

interface Props {
  drill: boolean;
  close: () => void;
  raised: (room: number) => void;
}

export function Raise({ drill, close, raised }: Props) {
  const t = more.value.alerts.raise;
  const [fields, setFields] = useState<Fields>(begun);
  const [isSure, setSure] = useState(false);
  const trouble = useId();
  const { sending, why, setWhy, send } = useRaising(drill, raised);
  const audience = useAudience(fields.units);
  const change = (next: Partial<Fields>) => {
    setFields({ ...fields, ...next });
    setWhy("");
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const fault = faultOf(fields, limits.value);
    if (fault) return setWhy(t.faults[fault]);
    if (audience.people === undefined) return setWhy(audience.why || t.counting);
    if (audience.people === 0) return setWhy(t.nobody);
    if (!drill && !isSure) return setSure(true);
    void send(fields);
  };
  const label =
    sending === "unknown"
      ? t.again
      : drill
        ? t.sendDrill(audience.people)
        : t.sendReal(audience.people);
  return (
    <Dialog title={drill ? t.titleDrill : t.titleReal} close={close} wide>
      <form class={drill ? "alert-form drill" : "alert-form real"} onSubmit={submit}>
        <p class="kind">{drill ? t.bandDrill : t.bandReal}</p>
        {isSure ? (
          <Sure fields={fields} audience={audience} />
        ) : (
          <fieldset class="at-once" disabled={sending !== ""}>
            <Whom units={fields.units} set={(units) => change({ units })} audience={audience} />
            <What fields={fields} change={change} wrong={why === "" ? "" : trouble} why={why} />
          </fieldset>
        )}
        <p class="reach-note">{more.value.alerts.reachNote}</p>
        <Trouble id={trouble} text={why} />
        <div class="choices">
          <button type="button" onClick={isSure && sending === "" ? () => setSure(false) : close}>
            {isSure && sending === "" ? t.back : words.value.act.cancel}
          </button>
          <button
            key={`${isSure}`}
            type="submit"
            class={drill ? "send-drill" : isSure ? "send-real" : "to-sure"}
            disabled={sending === "busy"}
          >
            {!drill && !isSure ? t.toSure(audience.people) : label}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Sure({ fields, audience }: { fields: Fields; audience: Audience }) {
  const t = more.value.alerts.raise;
  const names = fields.units.map((unit) => isolated(unitName(unit)));
  return (
    <div class="sure" role="status">
      <p class="how-many">{t.sure(audience.people ?? 0, names)}</p>
      <p>
        <b data-user dir="auto">
          {fields.title}
        </b>
      </p>
      <blockquote class="excerpt" data-user dir="auto">
        {fields.text}
      </blockquote>
      <p>{t.sureHow}</p>
    </div>
  );
}

interface WhatProps {
  fields: Fields;
  change: (next: Partial<Fields>) => void;
  wrong: string; // the id of what says what is wrong
  why: string;
}

function What({ fields, change, wrong, why }: WhatProps) {
  const t = more.value.alerts.raise;
  const is = (...faults: (keyof typeof t.faults)[]) => faults.some((one) => why === t.faults[one]);
  const { options } = fields;
  const set = (at: number, text: string) =>
    change({ options: options.map((one, i) => (i === at ? text : one)) });
  return (
    <>
      <Field
        label={t.title}
        value={fields.title}
        set={(title) => change({ title })}
        wrong={is("title") ? wrong : undefined}
      />
      <WordsField
        label={t.text}
        value={fields.text}
        set={(text) => change({ text })}
        wrong={is("text") ? wrong : ""}
      />
      <fieldset class="choosing">
        <legend>{t.options}</legend>
        <div class="sets">
          {t.sets.map(({ name, options: ready }) => (
            <button key={name} type="button" onClick={() => change({ options: [...ready] })}>
              {name}
            </button>
          ))}
        </div>
        {options.map((one, i) => (
          <div key={i} class="line option">
            <Field
              label={t.option(i + 1)}
              value={one}
              set={(text) => set(i, text)}
              wrong={is("options", "optionLong", "same") ? wrong : undefined}
            />
            {options.length > 1 && (
              <button
                type="button"
                class="link"
                aria-label={t.dropOf(i + 1)}
                onClick={() => change({ options: options.filter((_, at) => at !== i) })}
              >
                {t.drop}
              </button>
            )}
          </div>
        ))}
        {options.length < optionsMost && (
          <button type="button" onClick={() => change({ options: [...options, ""] })}>
            {t.add}
          </button>
        )}
      </fieldset>
    </>
  );
}
