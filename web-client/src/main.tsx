// The page begins here: appearance, then who is signed in, then the rooms.
import "./main.css";
import { render } from "preact";
import { start } from "./app/entry.ts";
import { route, stage } from "./app/state.ts";
import { words } from "./i18n/index.ts";
import { ConnectionBar } from "./ui/connection_bar.tsx";
import { Mark } from "./ui/mark.tsx";
import { RoomList } from "./ui/room_list.tsx";
import { Room } from "./ui/room.tsx";
import { applyTheme } from "./ui/settings.tsx";
import { Outside } from "./ui/signed_out.tsx";

function Page() {
  if (stage.value.name !== "in") return <Outside />;
  const room = route.value.room;
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
      <p>{words.value.rooms.pick}</p>
      <ConnectionBar />
    </section>
  );
}

applyTheme();
render(<Page />, document.getElementById("app")!);
void start();
