// How the page starts: with what this browser keeps, with the session there is, or outside; and how
// it lets go. Coming in from outside stands in entering.ts, which is fetched for it.
import { effect } from "@preact/signals";
import { keep, read, spoken, words } from "../i18n/index.ts";
import { faced, watchAlerts } from "./alerts.ts";
import { link, watchBrowser, whenWaiting } from "./connection.ts";
import { firstDrawn } from "./frames.ts";
import { forgetTree } from "./organisation.ts";
import "./posts.ts"; // what is told of posts is heard before a room is open
import { forgetNames } from "./reading.ts";
import { begin, endRooms } from "./rooms.ts";
import { readRoute } from "./routing.ts";
import { type Boot, boot, rpc } from "./rpc.ts";
import { closeSending, openSending } from "./sending.ts";
import { closeShelf, openShelf, showKept, showSketch } from "./shelf.ts";
import { everOpen, limits, me, ready, route, stage, unreadTotal, wentBack } from "./state.ts";

export const attemptKey = "xinqiao.entering";
// The person signed out here: "yes", or "ending" while the server may not have heard of it.
export const outKey = "xinqiao.out";

const quietMs = 1_000; // what can wait does not stand in the way of the first words
const afterwards = () =>
  import("../ui/everyday.ts").then((part) => part.lookAround()).catch(() => {});
const hasTicket = () => /^#(link|join|first)=/.test(location.hash);
const comeInBy = () => import("../ui/outside.ts").then((part) => part.comeInBy());

export async function start(): Promise<void> {
  const ticket = hasTicket();
  if (!ticket) readRoute();
  watchBrowser();
  watchAlerts();
  window.addEventListener("hashchange", () => (hasTicket() ? void comeInBy() : readRoute()));
  effect(() => {
    const unread = unreadTotal.value;
    const alarm = faced.value[0]?.heard.row;
    if (!spoken.value) return;
    const t = words.value;
    const begins = alarm ? `${t.alerts.kind(alarm.drill)} · ` : unread > 0 ? `(${unread}) ` : "";
    document.title = begins + t.name;
  });
  effect(() => {
    if (ready.value) setTimeout(() => void afterwards(), quietMs);
  });
  effect(() => {
    // Ended from elsewhere: what was read here is not kept. What was written waits.
    if (stage.value.name === "out" && stage.value.why !== "") closeShelf(true);
  });
  if (ticket || read(attemptKey)) await comeInBy();
  else if (read(outKey)) await stayOut();
  else await comeAsBefore();
}

// The list stands there as it was while the database is asked for the rest.
async function comeAsBefore(): Promise<void> {
  const { room, admin } = route.peek();
  if (room === 0 && admin === undefined && showSketch()) {
    stage.value = { name: "in" };
    openSending(firstDrawn); // a draft is asked for as soon as a room is opened
    await firstDrawn;
  }
  if (await showKept()) await comeBack();
  else await comeIn();
}

// With what is kept, before the server is heard. If it cannot be reached as the member one was, the
// first data tells why.
async function comeBack(): Promise<void> {
  goIn();
  const judge = async () => {
    if (everOpen.peek() || (await boot()) !== "signed_out") return;
    await letGo(false);
    stage.value = { name: "out", why: "ended" };
  };
  whenWaiting(judge);
  // The page as the server gives it has asked for the first data already.
  if (!navigator.serviceWorker?.controller) void firstDrawn.then(judge);
}

export async function comeIn(): Promise<void> {
  const data = await boot();
  if (data === "unreachable") stage.value = { name: "unreachable" };
  else if (data === "signed_out") {
    closeShelf(true); // of a sketch without its database, too
    endRooms();
    stage.value = { name: "out", why: "" };
  } else await settle(data);
}

export async function settle(data: Boot): Promise<void> {
  await letGo(false);
  keep(outKey, "");
  me.value = data.me;
  limits.value = { ...limits.value, ...data.limits };
  begin(data, Array.isArray(data.rooms) ? data.rooms : data.rooms.rooms);
  goIn();
}

let stay = 0; // another each time that one goes in or out

// The rooms are shown first; who writes before the databases are open waits for them.
function goIn(): void {
  stage.value = { name: "in" };
  openSending(firstDrawn);
  openShelf(firstDrawn);
  const mine = ++stay;
  void firstDrawn.then(() => mine === stay && link.start());
}

// Signed out stays signed out, also when the server could not be told at once.
export async function stayOut(): Promise<void> {
  if (read(outKey) === "ending") {
    const reply = await rpc("session.end", {});
    if (reply.kind !== "lost") keep(outKey, "yes");
  }
  stage.value = { name: "out", why: "" };
}

export async function letGo(forget: boolean): Promise<void> {
  stay++;
  link.stop();
  closeShelf(forget);
  await closeSending(forget);
  endRooms();
  forgetNames();
  forgetTree();
  everOpen.value = false;
  wentBack.value = false;
}
