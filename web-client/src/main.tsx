// The page begins here: appearance, then who is signed in, then the rooms.
import "./main.css";
import { render } from "preact";
import { start } from "./app/entry.ts";
import { me, route, stage } from "./app/state.ts";
import { firstWords, words } from "./i18n/index.ts";
import { ConnectionBar } from "./ui/connection_bar.tsx";
import { Mark } from "./ui/mark.tsx";
import { Administration } from "./ui/parts.ts";
import { RoomList } from "./ui/room_list.tsx";
import { Room } from "./ui/room.tsx";
import { Outside } from "./ui/signed_out.tsx";
import { applyTheme } from "./ui/theme.ts";

function Page() {
  if (stage.value.name !== "in") return <Outside />;
  const { room, admin } = route.value;
  if (admin !== undefined && me.value.organiser) return <Administration at={admin} />;
  return (
    <main class={room > 0 ? "inside in-room" : "inside"}>
      <RoomList />
      {room > 0 ? <Room room={room} /> : <Nowhere />}
    </main>
  );
}

function Nowhere() {
  return (
    <section class="pane nowhere">
      <Mark large />
      <p>{route.value.admin ? words.value.house.notYours : words.value.rooms.pick}</p>
      <ConnectionBar />
    </section>
  );
}

applyTheme();
void firstWords().then(() => {
  render(<Page />, document.getElementById("app")!);
  void start();
});
