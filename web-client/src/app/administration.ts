// What organisers do, and what they are shown of it.
import { computed, signal } from "@preact/signals";
import type { Standing } from "../core/organisation.ts";
import { isOwner, organises, peopleBelow, receptionOf } from "../core/rights.ts";
import { type Done, act } from "./acts.ts";
import { link } from "./connection.ts";
import { countsAnew } from "./organisation.ts";
import { me, tree } from "./state.ts";

export const acted = signal(0); // lists are asked for anew after each act
export const belowCounts = computed(() => peopleBelow(tree.value));

export async function manage(method: string, params: Record<string, unknown>): Promise<Done> {
  const done = await act(method, params);
  if (done.ok) {
    acted.value++;
    void countsAnew();
  }
  return done;
}

export const mine = (): Standing => me.value;
export const mayOrganise = (unit: number) => organises(tree.value, me.value, unit);
export const mayWelcome = () => mayOrganise(receptionOf(tree.value));
export const ownsAll = () => isOwner(me.value);

export interface MadeLink {
  address: string;
  expires: number;
}

// A new link each time; nothing remembers its secret but the page that asked.
export async function makeLink(member: number): Promise<MadeLink | string> {
  const reply = await link.call("link.create", { member });
  if (reply.kind !== "ok") return reply.kind === "lost" ? "lost" : reply.refusal.reason;
  const { secret, expires_at } = reply.result as { secret: string; expires_at: number };
  return { address: `${location.origin}/#link=${secret}`, expires: expires_at };
}
