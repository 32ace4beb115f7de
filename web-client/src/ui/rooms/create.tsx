// A new room: its name, its unit, what it is for, who may come in, what newcomers see.
import { useId, useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import { go } from "../../app/routing.ts";
import { listRooms } from "../../app/rooms.ts";
import { limits, me, tree } from "../../app/state.ts";
import { rootUnit } from "../../core/organisation.ts";
import { organises, roomPlaces } from "../../core/rights.ts";
import { utf8Bytes } from "../../core/text.ts";
import { words } from "../../i18n/index.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { unitName } from "../room_title.ts";
import { Choices, Field, Trouble, useAct } from "../form.tsx";

export function CreateRoom({ close }: { close: () => void }) {
  const t = more.value.create;
  const [title, setTitle] = useState("");
  const [unit, setUnit] = useState(me.value.home ?? rootUnit);
  const [type, setType] = useState("chat");
  const [access, setAccess] = useState("open");
  const [past, setPast] = useState("shown");
  const { busy, why, setWhy, run } = useAct((result) => void made(result["room"] as number));
  const trouble = useId();
  const long = utf8Bytes(title) > limits.value.title_bytes;
  const mayPost = organises(tree.value, me.value, unit);
  const kind = mayPost ? type : "chat";
  const asks = kind === "questions"; // such a room is open, and shows its past
  const told = why || (long ? whyNot({ reason: "title_invalid", field: "" }) : "");

  const made = async (room: number) => {
    await listRooms();
    close();
    go(room);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (title.trim() === "" || long) return setWhy(whyNot({ reason: "title_invalid", field: "" }));
    const rules = asks ? { unit, type: kind } : { unit, type: kind, access, past };
    void run(() => act("room.create", { title: title.trim(), ...rules }));
  };
  return (
    <Dialog title={t.title} close={close}>
      <form onSubmit={submit}>
        <Field
          label={t.name}
          value={title}
          focus
          wrong={told === "" ? undefined : trouble}
          set={(text) => {
            setTitle(text);
            setWhy("");
          }}
        />
        <UnitSelect unit={unit} set={setUnit} />
        {mayPost && <Choices legend={t.kind} value={kind} set={setType} options={t.kinds} />}
        {asks ? (
          <p class="quiet">{more.value.questions.roomHow}</p>
        ) : (
          <WhoSees {...{ unit, access, setAccess, past, setPast }} />
        )}
        <Trouble id={trouble} text={told} />
        <div class="choices">
          <button type="button" onClick={close}>
            {words.value.act.cancel}
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {t.do}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface WhoSeesProps {
  unit: number;
  access: string;
  setAccess: (access: string) => void;
  past: string;
  setPast: (past: string) => void;
}

function WhoSees({ unit, access, setAccess, past, setPast }: WhoSeesProps) {
  const t = more.value.create;
  return (
    <>
      <Choices
        legend={t.access}
        value={access}
        set={setAccess}
        options={{ open: t.open(unitName(unit)), closed: t.closed }}
      />
      <Choices
        legend={t.past}
        value={past}
        set={setPast}
        options={{ shown: t.shown, hidden: t.hidden }}
      />
    </>
  );
}

function UnitSelect({ unit, set }: { unit: number; set: (unit: number) => void }) {
  const places = roomPlaces(tree.value, me.value);
  if (places.length < 2) return null;
  return (
    <label class="field">
      <span>{more.value.create.unit}</span>
      <select value={unit} onChange={(event) => set(Number(event.currentTarget.value))}>
        {places.map(({ unit: row, depth }) => (
          <option key={row.unit} value={row.unit}>
            {"\u3000".repeat(depth) + unitName(row.unit)}
          </option>
        ))}
      </select>
    </label>
  );
}
