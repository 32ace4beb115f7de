// The sheet of keyboard shortcuts.
import { comfort } from "../../i18n/later/comfort.ts";
import { Dialog } from "../dialog.tsx";
import { setSingleLetters, singleLetters } from "../theme.ts";

const onMac = () => /Mac|iP(hone|ad)/.test(navigator.userAgent);
const named = (key: string, mac: boolean) =>
  ({ mod: mac ? "⌘" : "Ctrl", alt: mac ? "⌥" : "Alt", shift: mac ? "⇧" : "Shift" })[key] ?? key;

function Keys({ keys }: { keys: string }) {
  const mac = onMac();
  return (
    <span class="keys">
      {keys.split("|").map((one) => (
        <span key={one}>
          {one.split(" ").map((key) => (
            <kbd key={key}>{named(key, mac)}</kbd>
          ))}
        </span>
      ))}
    </span>
  );
}

export function ShortcutSheet({ close }: { close: () => void }) {
  const t = comfort.value;
  return (
    <Dialog title={t.keys} close={close}>
      <dl class="shortcuts">
        {t.keyList.map(([keys, what]) => (
          <div key={keys}>
            <dt>{what}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
      <p class="quiet">{t.keysHow}</p>
      <label class="choice">
        <input
          type="checkbox"
          checked={singleLetters.value !== "off"}
          onChange={(event) => setSingleLetters(event.currentTarget.checked ? "" : "off")}
        />
        {t.letters}
      </label>
      <p class="quiet">{t.lettersHow}</p>
    </Dialog>
  );
}
