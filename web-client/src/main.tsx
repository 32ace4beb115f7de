// The page begins here: appearance, then who is signed in, then the rooms. What is known within a
// moment is drawn at once; else the threshold is.
import "../styles/main.css";
import { computed, effect } from "@preact/signals";
import { render } from "preact";
import { isAlarmed } from "./app/alerts.ts";
import { start } from "./app/entry.ts";
import { drawing } from "./app/frames.ts";
import { askEarly } from "./app/rpc.ts";
import { me, roomRows, roomsVersion, route, stage } from "./app/state.ts";
import { isTalk } from "./core/room_groups.ts";
import { firstWords, words } from "./i18n/index.ts";
import { ConnectionBar } from "./ui/connection_bar.tsx";
import { Letter } from "./ui/letter.tsx";
import { Mark } from "./ui/mark.tsx";
import { Administration, Outside, Room, Takeover, Talks } from "./ui/parts.ts";
import { RoomList } from "./ui/room_list.tsx";
import { applyTheme } from "./ui/theme.ts";

// The rooms change often, and seldom this.
const inTalk = computed(() => (roomsVersion.value, isTalk(roomRows.get(route.value.room))));

function Page() {
  return (
    <>
      <Screen />
      {isAlarmed.value && <Takeover />}
    </>
  );
}

function Screen() {
  const { name } = stage.value;
  if (name === "loading" || name === "entering")
    return <Threshold entering={name === "entering"} />;
  if (name !== "in") return <Outside />;
  const { room, admin, talks } = route.value;
  if (admin !== undefined && me.value.organiser) return <Administration at={admin} />;
  const heart = talks || inTalk.value;
  return (
    <main class={room > 0 || heart ? "inside in-room" : "inside"}>
      <RoomList />
      {heart ? <Talks room={room} /> : room > 0 ? <Room room={room} /> : <Nowhere />}
    </main>
  );
}

// Until it is known who is here.
function Threshold({ entering }: { entering: boolean }) {
  const t = words.value;
  return (
    <Letter>
      <p class="quiet" role="status">
        {entering ? t.entering : t.loading}
      </p>
    </Letter>
  );
}

function Nowhere() {
  return (
    <section class="pane nowhere">
      <Mark large />
      <p>{route.value.admin ? words.value.house.notYours : words.value.rooms.pick}</p>
      <div class="bars">
        <ConnectionBar />
      </div>
    </section>
  );
}

const momentMs = 400; // until then the mark stands there alone (index.html)
const app = document.getElementById("app")!;
applyTheme();
if (!navigator.serviceWorker?.controller) askEarly();
void start();
// Nothing was drawn yet: the list is here sooner than the mark would be.
if (stage.value.name === "in" && performance.getEntriesByType("paint").length === 0)
  app.replaceChildren();
const known = new Promise<void>((done) => {
  effect(() => void (stage.value.name !== "loading" && done()));
});
const here = Promise.all([known, route.value.room > 0 && Room.early()]);
const moment = new Promise((done) => setTimeout(done, momentMs));
void Promise.all([firstWords(), Promise.race([here, moment])]).then(() => {
  app.replaceChildren();
  render(<Page />, app);
  drawing();
});
