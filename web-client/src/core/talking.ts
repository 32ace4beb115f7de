// A talk as one's own device has it: the steps of its room folded one by one, in their order, into
// what is kept of it, and lines. A step that cannot be what it says, because it was changed, told
// twice or made up, is said to be that in its place, and is never shown as words. Pure.
import type { TalkState } from "./protocol.ts";
import { type Package, type Sealing, joinBy, open } from "./sealing.ts";

export interface Talk {
  room: number;
  me: number;
  asker: number; // 0: not known yet
  other: number; // likewise
  state: TalkState;
  own?: Package | undefined; // of who asked, until somebody accepts
  sealing?: Sealing | undefined;
  welcome?: string | undefined; // of who accepts, by which it knows its own acceptance again
  lacks?: "device" | "welcome"; // why there is no key: made elsewhere, or what came is not good
  upTo: number; // the steps up to this one are in it
  heard: number; // the other's count of words, of those that came
  compared?: boolean; // the person compared the safety number, and it was the same
  draft?: string;
}

// What a line says when there are no words to it.
export type Trouble = "damaged" | "replayed" | "no_key" | "elsewhere";

export interface Line {
  id?: number; // where it is kept
  seq: number; // 0: the server does not have it yet
  at: number;
  mine: boolean;
  text?: string;
  why?: Trouble;
  late?: boolean; // words that were said before others that came sooner
  missing?: number; // so many of the other's words did not come before these
  sealed?: string; // one's own, until it is told
  handed?: boolean; // to the outbox
}

// A step as the wire tells it.
export interface Step {
  seq: number;
  at: number;
  by: number;
  kind: string;
  move?: string;
  package?: string;
  welcome?: string;
  sealed?: string;
}

export const newTalk = (room: number, me: number): Talk => ({
  ...{ room, me, asker: 0, other: 0, state: "waiting", upTo: 0, heard: 0 },
});

export interface Folded {
  talk: Talk;
  line?: Line | undefined; // new, or one that was there and is changed
}

// `waiting`: one's own lines that were not told yet. `asked`: packages made on this device.
export async function fold(
  talk: Talk,
  step: Step,
  waiting: readonly Line[],
  asked: readonly Package[],
): Promise<Folded> {
  if (step.seq <= talk.upTo) return { talk };
  const next = { ...talk, upTo: step.seq };
  if (step.kind !== "talk" || next.state === "forgotten") return { talk: next };
  switch (step.move) {
    case "asked":
      return { talk: begun(next, step, asked) };
    case "accepted":
      return { talk: await accepted(next, step) };
    case "sealed":
      return step.by === next.me ? ownWords(next, step, waiting) : theirWords(next, step);
    case "ended":
    case "declined":
    case "withdrawn":
      return { talk: { ...next, state: step.move } };
    case "forgotten":
      return { talk: forgotten(next) };
    default:
      return { talk: next };
  }
}

function begun(talk: Talk, step: Step, asked: readonly Package[]): Talk {
  const mine = step.by === talk.me;
  const own = talk.own ?? asked.find((one) => one.package === step.package);
  const fits = !mine || (own !== undefined && own.package === step.package);
  return {
    ...talk,
    asker: step.by,
    other: mine ? talk.other : step.by,
    ...(mine && fits ? { own } : {}),
    ...(fits ? {} : { lacks: "device" as const, own: undefined }),
  };
}

async function accepted(talk: Talk, step: Step): Promise<Talk> {
  const { own, welcome, ...rest } = { ...talk, state: "talking" as const };
  if (step.by === talk.me) {
    const fits = rest.sealing !== undefined && welcome === step.welcome;
    return fits ? rest : { ...rest, sealing: undefined, lacks: "device" };
  }
  const other = step.by;
  if (!own) return { ...rest, other, lacks: rest.lacks ?? "device" };
  const { room, me } = talk;
  const sealing = await joinBy({ room, me, other }, own, step.welcome ?? "");
  return sealing ? { ...rest, other, sealing } : { ...rest, other, lacks: "welcome" };
}

function ownWords(talk: Talk, step: Step, waiting: readonly Line[]): Folded {
  const { seq, at } = step;
  const line = waiting.find((one) => one.sealed === step.sealed);
  if (!line) return { talk, line: { seq, at, mine: true, why: "elsewhere" } };
  const { sealed: _, handed: __, ...said } = line;
  return { talk, line: { ...said, seq, at } };
}

async function theirWords(talk: Talk, step: Step): Promise<Folded> {
  const place = { seq: step.seq, at: step.at, mine: false };
  if (!talk.sealing) return { talk, line: { ...place, why: "no_key" } };
  const opened = await open(talk.sealing, step.sealed ?? "");
  if (!opened.ok) return { talk, line: { ...place, why: opened.why } };
  const { state, text, n } = opened;
  const late = n <= talk.heard;
  const missing = n - talk.heard - 1;
  return {
    talk: { ...talk, sealing: state, heard: Math.max(talk.heard, n) },
    line: { ...place, text, ...(late ? { late } : missing > 0 ? { missing } : {}) },
  };
}

// Nothing that opens anything is left.
export function forgotten({ room, me, asker, other, upTo }: Talk): Talk {
  return { ...newTalk(room, me), asker, other, upTo, state: "forgotten" };
}

// The lines as they were said: what waits comes last.
export const inOrder = (lines: readonly Line[]): Line[] =>
  [...lines].sort((a, b) => place(a) - place(b) || (a.id ?? 0) - (b.id ?? 0));
const place = ({ seq }: Line) => (seq === 0 ? Infinity : seq);

export const maySay = (talk: Talk) => talk.state === "talking" && talk.sealing !== undefined;
export const isOver = ({ state }: Talk) =>
  state === "ended" || state === "declined" || state === "withdrawn";
