// Whether alerts sound here: a wish that is kept, and honest about what the browser allows.
import { isArmed, isTouched, tryIt, wanted, wish } from "../../app/alarm.ts";
import { more } from "../../i18n/later/index.ts";

export function SoundSwitch() {
  const t = more.value.alerts.sound;
  return (
    <div class="alarm-sound">
      <label class="choice">
        <input
          type="checkbox"
          checked={wanted.value}
          onChange={({ currentTarget }) => void wish(currentTarget.checked)}
        />
        {t.title}
      </label>
      <p class="quiet">{t.how}</p>
      <p class="line-of">
        <span role="status">{wanted.value ? (isArmed.value ? t.armed : t.notArmed) : t.off}</span>
        <button type="button" onClick={() => void tryIt()}>
          {t.tryIt}
        </button>
      </p>
    </div>
  );
}

// After a reload, until the page is touched: then it is armed, or cannot be, which the switch says.
export function SoundLine() {
  if (!wanted.value || isArmed.value || isTouched.value) return null;
  return (
    <p class="slip sound-line" role="status">
      {more.value.alerts.sound.waits}
    </p>
  );
}
