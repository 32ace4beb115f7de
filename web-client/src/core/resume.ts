// The rules of resume (protocol/README.md section 5): what to ask, what the answer does to a
// timeline, and which own words a server that went back in time has lost.
import { add } from "./intervals.ts";
import type { Interval, PostEvent, ResumedRoom, Seq } from "./protocol.ts";
import { type Timeline, claim, forgetBelow, textOf } from "./timeline.ts";

export interface ResumeRequest {
  room: number;
  have: Interval[];
}

export function ask(line: Timeline, intervals: number): ResumeRequest {
  return { room: line.room, have: claim(line, intervals).map(([a, b]) => [a, b]) };
}

// The answer for one room, before its events arrive. False where the room is gone.
export function resumed(line: Timeline, answer: ResumedRoom): boolean {
  if (answer.gone) return false;
  const { first = 1, top = 0, complete = true } = answer;
  // What lies below a hole may have been edited or deleted unseen. It is read anew when looked at,
  // so for the next resume it counts as known.
  if (!complete) forgetBelow(line, first);
  line.known = add(line.known, 1, Math.min(first - 1, top));
  return true;
}

// A word of ours that the server no longer has.
export interface LostWord {
  room: number;
  seq: Seq;
  at: number;
  text: string;
  re?: Seq;
}

function word(line: Timeline, post: PostEvent): LostWord {
  const { room, seq, at } = post;
  const lost: LostWord = { room, seq, at, text: textOf(line, post).text };
  return post.re === undefined ? lost : { ...lost, re: post.re };
}

export function ownPosts(line: Timeline, me: number): PostEvent[] {
  return line.order
    .map((seq) => line.shown.get(seq)!)
    .filter((event): event is PostEvent => event.kind === "post" && event.by === me);
}

// Own posts beyond the end of a server that went back.
export function lostBeyond(line: Timeline, me: number, top: Seq): LostWord[] {
  return ownPosts(line, me)
    .filter((post) => post.seq > top)
    .map((post) => word(line, post));
}

// Own posts whose place another event has taken, judged when that event arrives.
export function lostTo(
  before: Timeline,
  me: number,
  event: { seq: Seq; at: number; by: number; kind: string },
) {
  const mine = before.shown.get(event.seq);
  if (mine?.kind !== "post" || mine.by !== me) return undefined;
  const same =
    event.by === me &&
    event.at === mine.at &&
    (event.kind === "post" || event.kind === "deleted_post");
  return same ? undefined : word(before, mine);
}
