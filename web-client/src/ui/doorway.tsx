// What stands in the place of a room while its part of the page is fetched: whither, and back; and
// in the place of an alert.
import { faced } from "../app/alerts.ts";
import { roomRows, roomsVersion } from "../app/state.ts";
import { words } from "../i18n/index.ts";
import { BackToRooms } from "./back.tsx";
import { titleOf } from "./room_title.ts";

export function Doorway({ room }: { room: number }) {
  roomsVersion.value;
  const row = roomRows.get(room);
  return (
    <section class="pane" aria-busy="true" aria-label={words.value.house.later.opening}>
      <header class="head">
        <BackToRooms />
        <div class="who">
          <h2 data-user dir="auto">
            {row ? titleOf(row) : ""}
          </h2>
        </div>
      </header>
    </section>
  );
}

export function AlarmDoorway() {
  const row = faced.value[0]?.heard.row;
  if (!row) return null;
  return (
    <p class="later trouble" role="alert">
      <b>{words.value.alerts.kind(row.drill)}</b> <bdi data-user>{row.title}</bdi>
    </p>
  );
}
