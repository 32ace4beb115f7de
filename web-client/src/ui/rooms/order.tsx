// Order in a room: who is silent for a while, and whether organisers alone speak.
import { useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import type { Reader } from "../../app/people.ts";
import type { RoomRow } from "../../core/protocol.ts";
import { more } from "../../i18n/later/index.ts";
import { Choices, Sure } from "../form.tsx";
import { Reason } from "../reason.tsx";

interface Props {
  room: number;
  person: Reader;
  close: () => void;
}

export function Mute({ room, person, close }: Props) {
  const t = more.value.order;
  const [minutes, setMinutes] = useState("60");
  const mute = (reason: string) =>
    act("room.mute", { room, member: person.member, minutes: Number(minutes), reason });
  return (
    <Reason
      title={t.muteOf(person.name)}
      how={t.reasonPublic}
      yes={t.mute}
      act={mute}
      close={close}
    >
      <Choices legend={t.muteFor} value={minutes} set={setMinutes} options={t.times} />
    </Reason>
  );
}

export function Unmute({ room, person, close }: Props) {
  const t = more.value.order;
  return (
    <Sure
      title={t.unmuteOf(person.name)}
      text={t.unmuteHow}
      yes={t.unmute}
      grave={false}
      act={() => act("room.unmute", { room, member: person.member })}
      close={close}
    />
  );
}

export function ReadOnly({ row, close }: { row: RoomRow; close: () => void }) {
  const t = more.value.order;
  const { room, read_only } = row;
  const set = (reason: string) =>
    act("room.read_only", { room, on: !read_only, ...(reason === "" ? {} : { reason }) });
  return (
    <Reason
      title={read_only ? t.readOnlyEnd : t.readOnly}
      how={read_only ? t.reasonPublic : `${t.readOnlyHow} ${t.reasonPublic}`}
      yes={read_only ? t.readOnlyEnd : t.readOnly}
      grave={!read_only}
      may
      act={set}
      close={close}
    />
  );
}
