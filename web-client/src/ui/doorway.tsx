// What stands in the place of a room while its part of the page is fetched: whither, and back.
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
