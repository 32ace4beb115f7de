// Inside the browser of another program: what works there, what is missing, and the way out.
import { useState } from "preact/hooks";
import { inApp } from "../../core/in_app.ts";
import { keep, read, words } from "../../i18n/index.ts";
import { comfort } from "../../i18n/later/comfort.ts";

const toldKey = "xinqiao.in_app";

// Where one is; undefined in a browser of its own.
const here = () => inApp(navigator.userAgent);

function About({ name }: { name: string }) {
  const t = comfort.value;
  return (
    <>
      <p>{t.inAppWorks}</p>
      <p>{t.inAppMissing(name)}</p>
      <p>
        {t.inAppHow}
        {words.value.house.gap}
        {t.inAppSign}
      </p>
    </>
  );
}

// Said once, until it is understood.
export function InAppNotice() {
  const where = here();
  const [told, setTold] = useState(() => where === undefined || read(toldKey) === where);
  if (told || !where) return null;
  const t = comfort.value;
  const name = t.inApp[where]!;
  return (
    <section class="slip" aria-label={t.inAppTitle(name)}>
      <h2>{t.inAppTitle(name)}</h2>
      <About name={name} />
      <button
        type="button"
        class="primary"
        onClick={() => {
          keep(toldKey, where);
          setTold(true);
        }}
      >
        {t.understood}
      </button>
    </section>
  );
}

// The same among the settings, for later.
export function InAppSection() {
  const where = here();
  if (!where) return null;
  const name = comfort.value.inApp[where]!;
  return (
    <section class="hint">
      <h3>{comfort.value.inAppTitle(name)}</h3>
      <About name={name} />
    </section>
  );
}
