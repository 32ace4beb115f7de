// Backups: what there is, and a button that makes another. While one is being made it is asked for
// again until it is there.
import { useEffect, useState } from "preact/hooks";
import { type Backups, askBackups } from "../../app/backups.ts";
import { fullTime } from "../../i18n/index.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Trouble } from "../form.tsx";
import { ReleaseByNumber } from "../rooms/release.tsx";

const againMs = 1_000;
const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

function sizeOf(bytes: number): string {
  const { size } = more.value.backups;
  if (bytes < mebibyte) return size(Math.ceil(bytes / kibibyte).toString(), "KiB");
  return size((bytes / mebibyte).toFixed(1), "MiB");
}

export function BackupScreen() {
  const t = more.value.backups;
  const [now, setNow] = useState<Backups>();
  const [why, setWhy] = useState("");
  const ask = async (method: "GET" | "POST") => {
    const answer = await askBackups(method);
    if (typeof answer === "string") return setWhy(whyNot({ reason: answer, field: "" }));
    setWhy("");
    setNow(answer);
  };
  useEffect(() => {
    void ask("GET");
  }, []);
  useEffect(() => {
    if (!now?.running) return;
    const timer = window.setTimeout(() => void ask("GET"), againMs);
    return () => clearTimeout(timer);
  }, [now]);
  return (
    <>
      <p class="quiet">{t.how}</p>
      <Trouble text={why} />
      {now && !now.set_up && <p class="trouble">{t.notSetUp}</p>}
      {now?.set_up && (
        <div class="choices">
          <button
            type="button"
            class="primary"
            disabled={now.running}
            onClick={() => void ask("POST")}
          >
            {now.running ? t.running : t.make}
          </button>
        </div>
      )}
      {now?.failed && (
        <p class="trouble" role="alert">
          {t.failed} <span lang="en">{now.failed}</span>
        </p>
      )}
      {now?.set_up && (
        <section aria-live="polite">
          <h3>{t.list}</h3>
          {now.backups.length === 0 && <p class="quiet">{t.none}</p>}
          <ul class="invitations backups">
            {now.backups.map(({ name, made, bytes }) => (
              <li key={name}>
                <span class="about">
                  {fullTime(new Date(made).getTime())}
                  <small>
                    {name} · {sizeOf(bytes)}
                  </small>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <DirectRooms />
    </>
  );
}

// What two said to each other alone is in every backup, and in an export only if two owners say so.
function DirectRooms() {
  const t = more.value.order;
  const [asks, setAsks] = useState(false);
  if (asks) return <ReleaseByNumber close={() => setAsks(false)} />;
  return (
    <section>
      <h3>{t.releaseDirect}</h3>
      <p class="quiet">{t.releaseDirectHow}</p>
      <div class="acts">
        <button type="button" onClick={() => setAsks(true)}>
          {t.releaseDirect}
        </button>
      </div>
    </section>
  );
}
