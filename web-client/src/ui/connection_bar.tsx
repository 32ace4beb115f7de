// One line of plain words about the connection, only when there is something to say.
import { useEffect, useState } from "preact/hooks";
import { link } from "../app/connection.ts";
import { caughtUp, everOpen, link as linkState, updated, wentBack } from "../app/state.ts";
import { heardUpTo } from "../app/rooms.ts";
import { moment, words } from "../i18n/index.ts";
import { everyday } from "./parts.ts";

const patienceMs = 1_500; // a short break is nobody's business; with a probe before it, within 5 s
const staleMs = 600; // what is shown from before, without the server, is said sooner
const goodNewsMs = 4_000;

// In the newest release there is; without the part that knows how, as browsers do it.
const reload = () =>
  everyday()
    .then((part) => part.reload())
    .catch(() => location.reload());

export function ConnectionBar() {
  const t = words.value.link;
  const state = linkState.value;
  const open = state.name === "open";
  const [shown, setShown] = useState(false);
  const [news, setNews] = useState(false);
  useEffect(() => {
    if (state.name === "off" || state.name === "signed_out") return undefined;
    if (open) {
      if (!shown) return undefined;
      setShown(false);
      setNews(true);
      const timer = setTimeout(() => setNews(false), goodNewsMs);
      return () => clearTimeout(timer);
    }
    if (state.name === "refused") setShown(true);
    const wait = everOpen.value || heardUpTo() === 0 ? patienceMs : staleMs;
    const timer = setTimeout(() => setShown(true), wait);
    return () => clearTimeout(timer);
  }, [open, state.name === "refused"]);

  let text = "";
  if (state.name === "refused") text = t.refused;
  else if (!open && shown) {
    if (!navigator.onLine) text = t.offline;
    else if (state.name === "waiting" && state.code === 4000) text = t.stopping;
    else text = everOpen.value ? t.down : t.opening;
    if (heardUpTo() > 0) text += ` ${t.upTo(moment(heardUpTo()))}`;
  } else if (open && news) text = caughtUp.value > 0 ? t.backWith(caughtUp.value) : t.back;
  return (
    <>
      <div role="status" class={text === "" ? "bar" : open ? "bar good" : "bar told"}>
        {text}
        {state.name === "waiting" && text !== "" && (
          <button type="button" onClick={() => link.retryNow()}>
            {t.now}
          </button>
        )}
        {state.name === "refused" && (
          <button type="button" onClick={() => void reload()}>
            {t.reload}
          </button>
        )}
      </div>
      {updated.value && (
        <div role="status" class="bar told">
          {t.updated}
          <button type="button" onClick={() => void reload()}>
            {t.update}
          </button>
        </div>
      )}
      {wentBack.value && (
        <div role="alert" class="bar told">
          {t.wentBack}
          <button type="button" onClick={() => (wentBack.value = false)}>
            {t.understood}
          </button>
        </div>
      )}
    </>
  );
}
