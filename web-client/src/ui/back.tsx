// On a phone, where a room covers the list: back to it.
import { words } from "../i18n/index.ts";
import { Back } from "./mark.tsx";
import { elder } from "./theme.ts";

export function BackToRooms() {
  const t = words.value.rooms;
  return (
    <a class="plain back" href="#/" aria-label={t.back}>
      <Back />
      {elder.value && <span>{t.backWord}</span>}
    </a>
  );
}
