// A part of the page that is fetched when it is first needed, with its style. While it is not here
// one line says so; a part that cannot be fetched (no network, or a new release of the server) can
// be asked for again.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { words } from "../i18n/index.ts";

let style: Promise<void> | undefined;

function loadStyle(): Promise<void> {
  style ??= new Promise<void>((done, fail) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = LATER_STYLE;
    link.onload = () => done();
    link.onerror = () => {
      link.remove();
      style = undefined;
      fail(new Error("the style did not load"));
    };
    document.head.append(link);
  });
  return style;
}

const patienceMs = 300; // what is here sooner needs no word

const laterMs = 30_000;

interface How<Props> {
  quiet?: number; // says nothing of being fetched; begins when so many ms have passed
  again?: number; // ms after which a quiet part that could not be fetched is asked for again
  meanwhile?: ComponentType<Props>; // stands in its place
}

// `early` fetches the part before it is shown.
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { quiet, again = laterMs, meanwhile: Meanwhile }: How<Props> = {},
) {
  let Part: ComponentType<Props> | undefined;
  const fetched = async () => {
    const [found] = await Promise.all([load(), loadStyle()]);
    Part = found;
  };
  function Later(props: Props) {
    const [state, setState] = useState<"" | "slow" | "failed" | "here">(Part ? "here" : "");
    const fetchPart = () => {
      const slow = setTimeout(() => setState("slow"), patienceMs);
      fetched()
        .then(() => setState("here"))
        .catch(() => {
          if (quiet === undefined) setState("failed");
          else setTimeout(fetchPart, again);
        })
        .finally(() => clearTimeout(slow));
    };
    useEffect(() => {
      if (!Part) setTimeout(fetchPart, quiet ?? 0);
      else if (state !== "here") setState("here"); // it came between the drawing and this
    }, []);
    if (Part) return <Part {...props} />;
    if (quiet !== undefined) return Meanwhile ? <Meanwhile {...props} /> : null;
    return (
      <>
        {Meanwhile && <Meanwhile {...props} />}
        {state !== "" && <Line failed={state === "failed"} again={fetchPart} />}
      </>
    );
  }
  return Object.assign(Later, { early: () => fetched().catch(() => {}) });
}

function Line({ failed, again }: { failed: boolean; again: () => void }) {
  const t = words.value.house.later;
  if (!failed) {
    return (
      <p class="later" role="status">
        {t.opening}
      </p>
    );
  }
  return (
    <div class="later" role="alert">
      <p>{t.failed}</p>
      <button type="button" onClick={again}>
        {t.again}
      </button>
      <button type="button" onClick={() => location.reload()}>
        {t.reload}
      </button>
    </div>
  );
}
