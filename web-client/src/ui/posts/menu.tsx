// What can be done with a message.
import { useEffect, useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import { link } from "../../app/connection.ts";
import { oversees } from "../../app/organisation.ts";
import { react } from "../../app/posts.ts";
import { me, reactions, roomRows, skew, timelines } from "../../app/state.ts";
import { readable } from "../../core/mentions.ts";
import { isClosed } from "../../core/questions.ts";
import type { RoomRow } from "../../core/protocol.ts";
import { isMaker } from "../../core/room_state.ts";
import type { MessageRow } from "../../core/rows.ts";
import { words } from "../../i18n/index.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { ReadAloud } from "../comfort/read_aloud.tsx";
import { Ask, Dialog } from "../dialog.tsx";
import { Confirmations } from "./confirmations.tsx";
import { ForwardTo } from "./forward.tsx";
import { ReadCount, countsReaders } from "./read_count.tsx";
import { RemovePost, ReportPost } from "./order.tsx";
import { WhoReacted } from "./who_reacted.tsx";
import { nameIn } from "../called.ts";

interface Props {
  room: number;
  row: MessageRow;
  close: () => void;
  reply: () => void;
  edit: () => void;
  remove: () => void;
}

const recallMs = 2 * 60_000;
type View = "" | "delete" | "recall" | "forward" | "who" | "missing" | "remove" | "report";

function mayPin(row: RoomRow): boolean {
  if (row.archived || row.kind === "alert") return false;
  const made = isMaker(timelines.get(row.room)?.shown.get(1), me.value.member);
  return row.access === "direct" || made || oversees(row);
}

// Where nobody simply writes.
const isQuiet = ({ kind }: RoomRow) => kind === "bulletin" || kind === "alert";
const withdraws = ({ question }: MessageRow) => question !== undefined && !isClosed(question);

export function MessageMenu(props: Props) {
  const { room, row, close, remove } = props;
  const t = words.value;
  const p = more.value.posts;
  const [view, setView] = useState<View>("");
  const [why, setWhy] = useState("");
  switch (view) {
    case "delete":
      return (
        <Ask
          title={more.value.deleteAsk}
          text={withdraws(row) ? more.value.questions.deleteHow : more.value.deleteHow}
          yes={t.act.delete}
          act={remove}
          close={close}
        />
      );
    case "recall":
      return (
        <Ask
          title={p.recallAsk}
          text={p.recallHow}
          yes={p.recall}
          act={() => void act("message.recall", { room, target: row.seq })}
          close={close}
        />
      );
    case "forward":
      return <ForwardTo room={room} seq={row.seq} close={close} />;
    case "who":
      return <WhoReacted room={room} seq={row.seq} close={close} />;
    case "missing":
      return <Confirmations room={room} seq={row.seq} close={close} />;
    case "remove":
      return <RemovePost room={room} seq={row.seq} close={close} />;
    case "report":
      return <ReportPost room={room} seq={row.seq} close={close} />;
    default:
      return <Acts {...props} show={setView} why={why} setWhy={setWhy} />;
  }
}

interface ActsProps extends Props {
  show: (view: View) => void;
  why: string;
  setWhy: (why: string) => void;
}

function Acts({ room, row, close, reply, edit, show, why, setWhy }: ActsProps) {
  const t = words.value;
  const { posts: p, order: o } = more.value;
  const place = roomRows.get(room);
  if (!place) return null;
  const then = (act: () => void) => () => {
    close();
    act();
  };
  const text = readable(row.text, nameIn);
  const copy = () => void navigator.clipboard.writeText(text);
  const isFresh = Date.now() + skew.value - row.at < recallMs;
  const isRecord = place.kind === "alert"; // its words stand as they were said
  const canForward = (place.access ?? "open") === "open";
  const asksNames = row.notice === "must_confirm" && row.known.startsWith("confirmed");
  const item = (shown: boolean, label: string, act: () => void, grave = false) =>
    shown && (
      <button type="button" class={grave ? "grave" : ""} onClick={act}>
        {label}
      </button>
    );
  return (
    <Dialog title={t.act.more} close={close}>
      <p class="excerpt" data-user dir="auto">
        {text.slice(0, 120)}
      </p>
      {row.mine && countsReaders(place) && <ReadCount room={room} seq={row.seq} />}
      {!place.archived && !isRecord && <Reactions room={room} row={row} close={close} />}
      {why !== "" && (
        <p class="trouble" role="alert">
          {whyNot({ reason: why, field: "" })}
        </p>
      )}
      <div class="menu">
        {item(!place.archived && !isQuiet(place), t.act.reply, then(reply))}
        {item("clipboard" in navigator, t.act.copy, then(copy))}
        <ReadAloud room={room} row={row} close={close} />
        {item(canForward, p.forward, () => show("forward"))}
        {item(row.reactions !== "", p.who, () => show("who"))}
        {item(asksNames && oversees(place), p.whoMissing, () => show("missing"))}
        {mayPin(place) && <Pin room={room} seq={row.seq} close={close} failed={setWhy} />}
        {item(row.mine && row.from === 0 && !isRecord, t.act.edit, then(edit))}
        {item(row.mine && isFresh && !isRecord, p.recall, () => show("recall"), true)}
        {item(!row.mine, o.report, () => show("report"))}
        {item(!row.mine && oversees(place) && !isRecord, o.removePost, () => show("remove"), true)}
        {item(row.mine && !isRecord, t.act.delete, () => show("delete"), true)}
      </div>
    </Dialog>
  );
}

function Reactions({ room, row, close }: { room: number; row: MessageRow; close: () => void }) {
  if (reactions.value.length === 0) return null;
  return (
    <div class="reactions" role="group" aria-label={more.value.posts.react}>
      {reactions.value.map((one) => (
        <button
          key={one}
          type="button"
          aria-label={one}
          aria-pressed={row.own === one}
          onClick={() => {
            close();
            void react(room, row.seq, row.own === one ? "" : one);
          }}
        >
          {one}
        </button>
      ))}
    </div>
  );
}

interface PinProps {
  room: number;
  seq: number;
  close: () => void;
  failed: (why: string) => void;
}

function Pin({ room, seq, close, failed }: PinProps) {
  const t = more.value.posts;
  const [pinned, setPinned] = useState(false);
  useEffect(() => {
    void link.call("pin.list", { room }).then((reply) => {
      if (reply.kind !== "ok") return;
      const events = reply.result["events"] as { seq: number }[];
      setPinned(events.some((event) => event.seq === seq));
    });
  }, [room, seq]);
  const change = async () => {
    const done = await act(pinned ? "pin.clear" : "pin.set", { room, target: seq });
    if (done.ok) close();
    else failed(done.reason);
  };
  return (
    <button type="button" onClick={() => void change()}>
      {pinned ? t.unpin : t.pin}
    </button>
  );
}
