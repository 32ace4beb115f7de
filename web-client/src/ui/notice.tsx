// What is no message stands in the log as a quiet line.
import { me } from "../app/state.ts";
import type { NoticeRow } from "../core/rows.ts";
import { readable } from "../core/mentions.ts";
import { isTame, isolated } from "../core/text.ts";
import { fullTime, words } from "../i18n/index.ts";
import { called, nameIn } from "./called.ts";
import { drawn } from "./drawn.tsx";
import { unitName } from "./room_title.ts";

const alsoMe = (member: number) =>
  member === me.value.member ? words.value.log.me : called(member);

export function rulesText(why: string): string {
  const { access, past } = words.value.house.notice;
  const [who = "", what = ""] = why.split(" ");
  return [access[who], past[what]].filter(Boolean).join(words.value.house.comma);
}

// A step of an alert.
function alertText(step: string, by: number): string {
  const t = words.value.alerts;
  const [move = "", drill = "", targeted = "0"] = step.split(" ");
  if (move === "raised") return t.raised(drill === "drill", Number(targeted));
  if (move === "cancelled") return t.cancelled(called(by));
  return move === "all_clear" ? t.all_clear(called(by)) : t.updated(called(by));
}

// A step of a question: which, and what it says beside.
function stepText(step: string, by: number, reason: string, words_of: string): string {
  const t = words.value.questions;
  const [move = "", , unit = "0", clock = ""] = step.split(" ");
  const what = isolated(words_of === "" ? t.earlier : readable(words_of, nameIn));
  const where = Number(unit) === 0 ? "" : isolated(unitName(Number(unit)));
  switch (move) {
    case "taken":
      return t.moves.taken(called(by), what);
    case "transferred":
      return t.moves.transferred(called(by), what, where, isolated(reason));
    case "solved":
      return t.moves.solved(called(by), what);
    case "reopened":
      return t.moves.reopened(called(by), what, reason && isolated(reason));
    case "withdrawn":
      return t.moves.withdrawn(called(by), what);
    case "breached":
      return t.moves.breached(what, clock, where);
    default:
      return words.value.log.unknown;
  }
}

function noticeText({ what, by, who, title, why, quoted }: NoticeRow): string {
  const t = words.value.log;
  const n = words.value.house.notice;
  const names = who === "" ? [] : who.split(",").map((id) => alsoMe(Number(id)));
  switch (what) {
    case "room_created":
      return t.created(called(by), title);
    case "joined":
      return t.joined(called(by));
    case "left":
      return t.left(called(by));
    case "added":
      return n.added(called(by), names);
    case "removed":
      return why === "moved"
        ? n.moved(names)
        : why === "erased"
          ? n.erased(names)
          : n.removed(called(by), names);
    case "room_renamed":
      return n.renamed(called(by), title);
    case "pinned":
      return words.value.posts.pinned(called(by));
    case "unpinned":
      return words.value.posts.unpinned(called(by));
    case "muted":
      return words.value.posts.muted(called(by), names, fullTime(Number(why)), title);
    case "unmuted":
      return words.value.posts.unmuted(called(by), names);
    case "read_only":
      return words.value.posts.readOnlySet(called(by), why === "on", title);
    case "release":
      return words.value.posts.release(by === 0 ? "" : called(by), why, title);
    case "room_archived":
      return n.archived(called(by));
    case "room_reopened":
      return n.reopened(called(by));
    case "room_rules":
      return n.rules(called(by), rulesText(why));
    case "alert":
      return alertText(why, by);
    case "question":
      return stepText(why, by, title, quoted);
    case "direct":
      return n.direct;
    default:
      return t.unknown;
  }
}

export function Notice({ row }: { row: NoticeRow }) {
  const text = noticeText(row);
  return (
    <p class={isTame(text) ? "notice tame" : "notice"} data-key={row.key} data-seq={row.seq}>
      {drawn(text)}
    </p>
  );
}
