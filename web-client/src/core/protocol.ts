// The words of the wire (protocol/README.md), as types. Nothing here runs.
import type { HeldDuty } from "./organisation.ts";
import type { ReleaseEvent, ReleaseState } from "./release.ts";

export type Seq = number;

export interface Placed {
  room: number;
  seq: Seq;
  at: number;
  by: number;
  n: number;
}

export interface PostEvent extends Placed {
  kind: "post";
  text: string;
  re?: Seq;
}
export interface EditEvent extends Placed {
  kind: "edit";
  target: Seq;
  text: string;
}
export interface DeleteEvent extends Placed {
  kind: "delete";
  target: Seq;
}
export interface DeletedPostEvent extends Placed {
  kind: "deleted_post";
  del: Seq;
}
export interface DeletedEditEvent extends Placed {
  kind: "deleted_edit";
  target: Seq;
  del: Seq;
}
export interface RoomCreatedEvent extends Placed {
  kind: "room_created";
  title: string;
}
export interface PresenceEvent extends Placed {
  kind: "joined" | "left";
}
// Where the room belongs, who may come in, what newcomers see.
export type Access = "open" | "closed" | "direct";
export type Past = "shown" | "hidden";
export interface RoomRulesEvent extends Placed {
  kind: "room_rules";
  unit: number;
  type: string;
  access: Access;
  past: Past;
}
export interface RoomRenamedEvent extends Placed {
  kind: "room_renamed";
  title: string;
}
export interface RoomStateEvent extends Placed {
  kind: "room_archived" | "room_reopened";
}
// By somebody else; `why`: by_organiser, moved, erased.
export interface MemberOfRoomEvent extends Placed {
  kind: "added" | "removed";
  member: number;
  why?: string;
}
// A post with a title; the class says what is known of its readers.
export type NoticeClass = "plain" | "counted" | "must_confirm";
export interface BulletinEvent extends Placed {
  kind: "notice";
  class: NoticeClass;
  title: string;
  text: string;
}
export interface ForwardedEvent extends Placed {
  kind: "forwarded";
  text: string;
  from_room: number;
  from_by: number;
  from_at: number;
}
export interface TargetEvent extends Placed {
  kind: "recalled" | "pinned" | "unpinned";
  target: Seq;
}
export interface NoticeClosedEvent extends Placed {
  kind: "notice_closed";
  target: Seq;
  confirmed: number;
  of: number;
}
// By those who keep order in the room, with their reason.
export interface ModeratedEvent extends Placed {
  kind: "moderated";
  target: Seq;
  reason: string;
}
export interface MutedEvent extends Placed {
  kind: "muted";
  member: number;
  until: number;
  reason: string;
}
export interface UnmutedEvent extends Placed {
  kind: "unmuted";
  member: number;
}
export interface ReadOnlyEvent extends Placed {
  kind: "read_only";
  on: boolean;
  reason?: string;
}
// A step of the alert whose room this is.
export interface AlertEvent extends Placed {
  kind: "alert";
  target: Seq;
  move: "raised" | "updated" | "cancelled" | "all_clear";
  drill?: boolean;
  units?: number[];
  options?: string[];
  targeted?: number;
}
// One's own part of an alert.
export interface OwnAlert {
  room: number;
  reach: string;
  option?: number; // the place of one's answer, from 1
  answered_at?: number;
}
// A step of the question that the post at target asks.
export type QuestionMove =
  | "asked"
  | "taken"
  | "transferred"
  | "answered"
  | "solved"
  | "reopened"
  | "withdrawn"
  | "breached";
export interface QuestionEvent extends Placed {
  kind: "question";
  target: Seq;
  move: QuestionMove;
  unit?: number;
  answer?: Seq;
  clock?: "acknowledge" | "answer";
  due?: number;
  level?: number;
  reason?: string;
}
// A talk heart to heart: who asked whom, and how it stands. Its words are sealed.
export type TalkState =
  "waiting" | "talking" | "ended" | "declined" | "withdrawn" | "forgotten";
export interface TalkRow {
  room: number;
  state: TalkState;
  asker: number;
  asker_name?: string;
  listener?: number;
  unit?: number;
  asked_at: number;
  ahead?: number; // so many wait before it
  package?: string; // for those who may accept
}
export type QuestionState = "open" | "taken" | "answered" | "solved" | "withdrawn";
// How a question stands; the steps up to `moved` are in it.
export interface Question {
  room: number;
  question: Seq;
  by: number;
  at: number;
  state: QuestionState;
  asked_in: number;
  unit: number;
  co_owners: readonly number[];
  acknowledge_by: number;
  answer_by: number;
  acknowledged?: boolean;
  taken_by?: number;
  answer?: Seq;
  breaches?: number;
  late?: boolean;
  reopened?: number;
  moved: Seq;
}
// A kind this page does not know yet; it keeps its place.
export interface UnknownEvent extends Placed {
  kind: "unknown";
}

export type RoomEvent =
  | PostEvent
  | EditEvent
  | DeleteEvent
  | DeletedPostEvent
  | DeletedEditEvent
  | RoomCreatedEvent
  | PresenceEvent
  | RoomRulesEvent
  | RoomRenamedEvent
  | RoomStateEvent
  | MemberOfRoomEvent
  | BulletinEvent
  | ForwardedEvent
  | TargetEvent
  | NoticeClosedEvent
  | ModeratedEvent
  | MutedEvent
  | UnmutedEvent
  | ReadOnlyEvent
  | ReleaseEvent
  | QuestionEvent
  | AlertEvent
  | UnknownEvent;

export interface RoomRow {
  room: number;
  kind: string;
  title: string;
  initials?: string; // of the title's pinyin
  unit?: number;
  access?: Access;
  past?: Past;
  archived?: boolean;
  read_only?: boolean; // those who keep order alone speak
  release?: ReleaseState;
  muted_until?: number; // one may not speak before; it may be over
  with?: number; // the other member of a direct room, which has no title
  joined: boolean;
  members: number;
  last_seq: Seq;
  last_n: number;
  last_at: number;
  read_seq: Seq;
  read_n: number;
  position: number;
  mentions?: number; // unread posts in which one is named
}

// What is known of a post beside its words; `own` and `own_confirmed` are this member's.
export interface PostTotals {
  seq: Seq;
  reactions?: Record<string, number>;
  own?: string;
  read?: number;
  confirmed?: number;
  of?: number;
  own_confirmed?: boolean;
  closed?: boolean;
}

export interface Limits {
  frame_bytes: number;
  text_bytes: number;
  title_bytes: number;
  outbox_window: number;
  history_events: number;
  resume_intervals: number;
  resume_rooms: number;
  typing_ms: number;
  search_bytes: number;
}

export interface Me {
  member: number;
  name: string;
  organiser: boolean;
  session: string | number;
  login?: string; // by which one may come in; none: no password is set
  home?: number;
  duties?: HeldDuty[];
  presence?: boolean; // others may see when one is here
  open_reports?: number; // that wait for one
  questions?: number; // likewise
  on_duty?: boolean; // a listener who is there for talks
}

// As those see it who settle it, and its reporter a part of it.
export interface Report {
  report: number;
  room: number;
  seq: Seq;
  at: number;
  accused: number;
  reporter?: number;
  unit?: number;
  text?: string;
  reason?: string;
  outcome?: string;
  settled_at?: number;
  settled_by?: number;
  note?: string;
}

export interface Hello {
  feature_level: number;
  epoch: string;
  durability: string;
  beat_ms: number;
  now: number;
  position: number;
  me: Me;
  limits: Limits;
  reactions?: string[];
}

export type Interval = [Seq, Seq];

export interface ResumedRoom {
  room: number;
  first?: Seq;
  top?: Seq;
  complete?: boolean;
  gone?: boolean;
  rolled_back?: boolean;
}

export interface ReadMark {
  room: number;
  seq: Seq;
  n: number;
  position?: number;
}

export interface ResumeAnswer {
  epoch: string;
  position: number;
  rooms: ResumedRoom[];
  reads: ReadMark[];
}

export interface HistoryPage {
  room: number;
  events: RoomEvent[];
  about: EditEvent[];
  totals?: PostTotals[];
  questions?: Question[]; // that posts of the page ask
  top: Seq;
  at_seq?: Seq;
}

export type Action = "retry" | "fix" | "login" | "forbidden" | "stop";

// What the server refused, or that the answer was lost on the way.
export interface Refusal {
  reason: string;
  action: Action;
  retry_ms?: number;
  until?: number;
  field?: string;
  next?: number;
  consumed?: boolean;
  repeated?: boolean;
}

export type Reply =
  | { kind: "ok"; result: Record<string, unknown> }
  | { kind: "refused"; refusal: Refusal }
  | { kind: "lost" };

const known = new Set([
  "post",
  "edit",
  "delete",
  "deleted_post",
  "deleted_edit",
  "room_created",
  "joined",
  "left",
  "room_rules",
  "room_renamed",
  "room_archived",
  "room_reopened",
  "added",
  "removed",
  "notice",
  "notice_closed",
  "forwarded",
  "recalled",
  "pinned",
  "unpinned",
  "moderated",
  "muted",
  "unmuted",
  "read_only",
  "release",
  "question",
  "alert",
]);

// An event as it came: a kind we do not know keeps its place and loses the rest.
export function readEvent(raw: unknown): RoomEvent {
  const event = raw as RoomEvent;
  if (known.has(event.kind)) return event;
  const { room, seq, at, by, n } = event;
  return { room, seq, at, by, n, kind: "unknown" };
}
