// A room from outside its talk: who can read it, in plain words and by name, and what one may
// arrange in it.
import { useEffect, useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import { openDirect } from "../../app/direct.ts";
import { oversees } from "../../app/organisation.ts";
import { go } from "../../app/routing.ts";
import { type Fetched, type Reader, readersOf, useFetched } from "../../app/people.ts";
import { hereIn } from "../../app/order.ts";
import { leaveRoom } from "../../app/rooms.ts";
import { link } from "../../app/connection.ts";
import { me, roomRows, roomsVersion, timelines, tree } from "../../app/state.ts";
import { organises } from "../../core/rights.ts";
import type { RoomEvent, RoomRow } from "../../core/protocol.ts";
import type { ReleaseMove } from "../../core/release.ts";
import { unitOf } from "../../core/room_groups.ts";
import { isMaker } from "../../core/room_state.ts";
import { fullTime, words } from "../../i18n/index.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Fetching, Naming, Sure, Trouble } from "../form.tsx";
import { PeopleList, Who } from "../people_list.tsx";
import { Pins } from "../posts/pins.tsx";
import { titleOf, unitName } from "../room_title.ts";
import { elder } from "../theme.ts";
import { AddPeople } from "./add.tsx";
import { Mute, ReadOnly, Unmute } from "./order.tsx";
import { Release, Released } from "./release.tsx";
import { Rules } from "./rules.tsx";

type View =
  | ""
  | ("add" | "rename" | "rules" | "archive" | "reopen" | "leave" | "read_only")
  | { remove: Reader }
  | { mute: Reader }
  | { unmute: Reader }
  | { release: ReleaseMove };

interface PanelProps {
  room: number;
  close: () => void;
  toDay?: () => void; // where a day can be gone to
}

export function RoomPanel({ room, close, toDay }: PanelProps) {
  roomsVersion.value;
  const row = roomRows.get(room);
  const [view, setView] = useState<View>("");
  const back = () => setView("");
  const gone = row === undefined;
  useEffect(() => {
    if (gone) close();
  }, [gone]);
  if (!row) return null;
  if (view === "") return <Overview row={row} show={setView} close={close} toDay={toDay} />;
  if (view === "add") return <AddPeople row={row} close={back} />;
  if (view === "rules") return <Rules row={row} close={back} />;
  if (view === "read_only") return <ReadOnly row={row} close={back} />;
  if (typeof view === "object" && "mute" in view) {
    return <Mute room={room} person={view.mute} close={back} />;
  }
  if (typeof view === "object" && "unmute" in view) {
    return <Unmute room={room} person={view.unmute} close={back} />;
  }
  if (typeof view === "object" && "release" in view) {
    return <Release room={room} move={view.release} close={back} />;
  }
  if (view === "rename") {
    const t = more.value;
    return (
      <Naming
        title={t.panel.renameTitle}
        label={t.create.name}
        value={row.title}
        yes={t.save}
        most="title"
        act={(title) => act("room.rename", { room, title })}
        close={back}
      />
    );
  }
  return <Asked row={row} view={view} back={back} close={close} />;
}

interface AskedProps {
  row: RoomRow;
  view: "archive" | "reopen" | "leave" | { remove: Reader };
  back: () => void;
  close: () => void;
}

function Asked({ row, view, back, close }: AskedProps) {
  const t = more.value.panel;
  const { room } = row;
  if (view === "leave") {
    const leave = async () => {
      const outcome = await leaveRoom(room);
      return outcome.ok ? outcome : { ...outcome, field: "" };
    };
    const { leaveAsk, leaveHow } = more.value;
    return (
      <Sure
        title={leaveAsk(titleOf(row))}
        text={leaveHow}
        yes={t.leave}
        act={leave}
        close={back}
        then={() => {
          close();
          go(0);
        }}
      />
    );
  }
  if (typeof view === "object") {
    const { member, name } = view.remove;
    return (
      <Sure
        title={t.removeAsk(name)}
        text={t.removeHow}
        yes={t.remove}
        act={() => act("room.remove", { room, member })}
        close={back}
      />
    );
  }
  const archives = view === "archive";
  return (
    <Sure
      title={archives ? t.archiveAsk : t.reopen}
      text={archives ? t.archiveHow : titleOf(row)}
      yes={archives ? t.archive : t.reopen}
      grave={archives}
      act={() => act(archives ? "room.archive" : "room.reopen", { room })}
      close={back}
    />
  );
}

interface OverviewProps {
  row: RoomRow;
  show: (view: View) => void;
  close: () => void;
  toDay?: (() => void) | undefined;
}

function Overview({ row, show, close, toDay }: OverviewProps) {
  const t = more.value.panel;
  const arranges = useArranges(row);
  const list = useFetched<Reader>(`${row.joined} ${row.members}`, () =>
    row.joined ? readersOf(row.room) : Promise.resolve([]),
  );
  const isDirect = row.access === "direct";
  return (
    <Dialog title={titleOf(row)} close={close} named>
      <section class="readers-of">
        <h3>{t.readers}</h3>
        <p>{readersText(row)}</p>
        {row.joined && <p class="quiet">{t.machine}</p>}
        {isDirect && <p class="quiet">{more.value.order.releaseNumberHere(row.room)}</p>}
      </section>
      {row.joined && <Pins room={row.room} close={close} />}
      {elder.value && row.joined && toDay && (
        <button type="button" class="wide" onClick={toDay}>
          {words.value.log.jumpDate}
        </button>
      )}
      {arranges && <Arrange row={row} show={show} />}
      <Released row={row} show={show} />
      {row.joined && (
        <Members
          row={row}
          list={list}
          removes={arranges && !isDirect}
          adds={mayAdd(row, arranges)}
          show={show}
          close={close}
        />
      )}
      {row.joined && !isDirect && (
        <div class="choices">
          <button type="button" class="grave" onClick={() => show("leave")}>
            {t.leave}
          </button>
        </div>
      )}
    </Dialog>
  );
}

function readersText(row: RoomRow): string {
  const t = more.value.panel;
  if (!row.joined) return t.outside;
  if (row.access === "direct") return t.direct(titleOf(row));
  const who = row.access === "closed" ? t.closed : t.open(unitName(unitOf(row)));
  const gap = words.value.house.gap;
  return who + gap + (row.past === "hidden" ? t.hidden : t.shown);
}

// To a closed room its members add, to an open one who arranges it.
const mayAdd = (row: RoomRow, arranges: boolean) =>
  !row.archived && (row.access === "closed" ? row.joined : row.access === "open" && arranges);

// Its unit's organisers arrange a room, and its maker while in it. Who made it stands in its first
// event.
function useArranges(row: RoomRow): boolean {
  const isOrganiser = organises(tree.value, me.value, unitOf(row));
  const [made, setMade] = useState(false);
  useEffect(() => {
    if (isOrganiser || !row.joined) return;
    void firstEvent(row.room).then((event) => setMade(isMaker(event, me.value.member)));
  }, [row.room, row.joined, isOrganiser]);
  return row.access !== "direct" && (isOrganiser || (row.joined && made));
}

async function firstEvent(room: number): Promise<RoomEvent | undefined> {
  const held = timelines.get(room)?.shown.get(1);
  if (held) return held;
  const reply = await link.call("history", { room, after: 0, limit: 1 });
  return reply.kind === "ok" ? (reply.result["events"] as RoomEvent[])[0] : undefined;
}

function Arrange({ row, show }: { row: RoomRow; show: (view: View) => void }) {
  const { panel: t, order } = more.value;
  const button = (view: View, label: string) => (
    <button type="button" onClick={() => show(view)}>
      {label}
    </button>
  );
  return (
    <section>
      <h3>{t.arrange}</h3>
      <div class="acts">
        {row.kind !== "alert" && button("rename", t.rename)}
        {row.kind !== "questions" && row.kind !== "alert" && button("rules", t.rules)}
        {row.archived ? button("reopen", t.reopen) : button("archive", t.archive)}
        {oversees(row) &&
          !row.archived &&
          button("read_only", row.read_only ? order.readOnlyEnd : order.readOnly)}
      </div>
    </section>
  );
}

// Asked once, when the list is opened.
function useHere(room: number): readonly number[] {
  const [here, setHere] = useState<readonly number[]>([]);
  useEffect(() => void hereIn(room).then(setHere), [room]);
  return here;
}

interface MembersProps {
  row: RoomRow;
  list: { rows: Fetched<Reader>; again: () => void };
  removes: boolean;
  adds: boolean;
  show: (view: View) => void;
  close: () => void;
}

function Members({ row, list, removes, adds, show, close }: MembersProps) {
  const t = more.value;
  const [why, setWhy] = useState("");
  const here = useHere(row.room);
  const talk = async (member: number) => {
    const done = await openDirect(member);
    if (done.ok) close();
    else setWhy(whyNot(done));
  };
  return (
    <section>
      <div class="title-line">
        <h3>{t.panel.members(row.members)}</h3>
        {adds && (
          <button type="button" onClick={() => show("add")}>
            {t.panel.add}
          </button>
        )}
      </div>
      <Trouble text={why} />
      <Fetching rows={list.rows} again={list.again} />
      {Array.isArray(list.rows) && (
        <PeopleList<Reader>
          rows={list.rows}
          empty=""
          row={(person) => (
            <>
              <Who person={person}>
                {person.muted_until !== undefined && (
                  <small>{t.order.mutedUntil(fullTime(person.muted_until))}</small>
                )}
                {here.includes(person.member) && <small class="here">{t.order.here}</small>}
              </Who>
              {person.member !== me.value.member && (
                <Ends row={row} person={person} removes={removes} show={show} talk={talk} />
              )}
            </>
          )}
        />
      )}
    </section>
  );
}

interface EndsProps extends Pick<MembersProps, "row" | "removes" | "show"> {
  person: Reader;
  talk: (member: number) => Promise<void>;
}

// What can be done about one who is in the room.
function Ends({ row, person, removes, show, talk }: EndsProps) {
  const { panel: t, order } = more.value;
  const { name, member } = person;
  const isMuted = person.muted_until !== undefined;
  const button = (label: string, of: string, act: () => void) => (
    <button type="button" class="link" aria-label={of} onClick={act}>
      {label}
    </button>
  );
  return (
    <span class="ends">
      {row.access !== "direct" &&
        person.active !== false &&
        button(t.message, t.messageTo(name), () => void talk(member))}
      {oversees(row) &&
        !row.archived &&
        (isMuted
          ? button(order.unmute, order.unmuteOf(name), () => show({ unmute: person }))
          : button(order.mute, order.muteOf(name), () => show({ mute: person })))}
      {removes && button(t.remove, t.removeOf(name), () => show({ remove: person }))}
    </span>
  );
}
