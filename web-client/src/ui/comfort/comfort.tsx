// Beside the rooms: links that skip, keys, the sheet about them, what is read aloud, and the word
// about a browser inside another program.
import { useEffect, useState } from "preact/hooks";
import { reading, stopReading, wakeVoices } from "../../app/aloud.ts";
import { route } from "../../app/state.ts";
import { comfort } from "../../i18n/later/comfort.ts";
import { SoundLine } from "../alerts/sound.tsx";
import { InAppNotice } from "./in_app.tsx";
import { useKeys } from "./keys.ts";
import { ShortcutSheet } from "./shortcuts.tsx";
import { Sound, Stop } from "./signs.tsx";

export function Comfort() {
  const t = comfort.value;
  const [sheet, setSheet] = useState(false);
  const [read, setRead] = useState(0); // so many times by Escape
  useKeys({ sheet: () => setSheet(true), read: () => setRead((times) => times + 1) });
  useEffect(wakeVoices, []);
  return (
    <>
      <Skip />
      <p class="spoken" role="status">
        {read > 0 && <span key={read}>{t.read}</span>}
      </p>
      <InAppNotice />
      <SoundLine />
      {reading.value !== "" && (
        <div class="aloud">
          <Sound />
          <span>{t.readingNow}</span>
          <button type="button" onClick={stopReading}>
            <Stop />
            {t.stop}
          </button>
        </div>
      )}
      {sheet && <ShortcutSheet close={() => setSheet(false)} />}
    </>
  );
}

const targets = {
  write: ".composer textarea",
  log: ".log[role=log]",
  rooms: ".rooms .room[tabindex='0']",
};

// Buttons, not anchors: the part behind # says which room one is in.
function Skip() {
  const t = comfort.value;
  const inRoom = route.value.room > 0;
  const names = (inRoom ? ["write", "log", "rooms"] : ["rooms"]) as (keyof typeof targets)[];
  const skip = (name: keyof typeof targets) =>
    document.querySelector<HTMLElement>(targets[name])?.focus();
  return (
    <div class="skip" role="navigation" aria-label={t.skipTo}>
      {names.map((name) => (
        <button key={name} type="button" onClick={() => skip(name)}>
          {t.skipTo} {t.skip[name]}
        </button>
      ))}
    </div>
  );
}
