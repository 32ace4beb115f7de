// Writing a notice: its class, now or later; and what waits for its time.
import { useId, useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import { link } from "../../app/connection.ts";
import { useFetched } from "../../app/people.ts";
import { limits, names } from "../../app/state.ts";
import type { NoticeClass } from "../../core/protocol.ts";
import { isBlank, sendable, utf8Bytes } from "../../core/text.ts";
import { fullTime, words } from "../../i18n/index.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Choices, Ends, Fetching, Field, Trouble } from "../form.tsx";
import { called } from "../called.ts";

interface Waiting {
  notice: number;
  at: number;
  by: number;
  class: NoticeClass;
  title: string;
  text: string;
}

async function waiting(room: number): Promise<Waiting[] | string> {
  const reply = await link.call("notice.scheduled", { room });
  if (reply.kind === "ok") return reply.result["notices"] as Waiting[];
  return reply.kind === "lost" ? "lost" : reply.refusal.reason;
}

// Ties what is said to the field it is about.
function useWrong(why: string) {
  const trouble = useId();
  return { trouble, wrong: (told: string) => (why === told ? trouble : undefined) };
}

export function WriteNotice({ room, close }: { room: number; close: () => void }) {
  const t = more.value.posts;
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [of, setOf] = useState<string>("counted");
  const [when, setWhen] = useState("now");
  const [time, setTime] = useState("");
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const [turn, setTurn] = useState(0);
  const { trouble, wrong } = useWrong(why);
  const post = async (event: Event) => {
    event.preventDefault();
    const at = when === "later" ? new Date(time).getTime() : 0;
    if (isBlank(title) || utf8Bytes(title) > limits.value.title_bytes) return setWhy(t.titleBad);
    if (isBlank(text) || utf8Bytes(text) > limits.value.text_bytes) return setWhy(t.textBad);
    if (when === "later" && !(at > Date.now())) return setWhy(t.timeBad);
    setBusy(true);
    const words = { title: sendable(title.trim()), text: sendable(text) };
    const done = await act("notice.post", { room, class: of, ...words, ...(at > 0 ? { at } : {}) });
    setBusy(false);
    if (!done.ok) return setWhy(whyNot(done));
    if (at === 0) return close();
    setTitle("");
    setText("");
    setWhy("");
    setTurn(turn + 1);
  };
  return (
    <Dialog title={words.value.posts.write} close={close}>
      <form class="notice-form" onSubmit={(event) => void post(event)}>
        <Field label={t.title} value={title} set={setTitle} focus wrong={wrong(t.titleBad)} />
        <Text value={text} set={setText} wrong={wrong(t.textBad)} />
        <Choices legend={t.class} value={of} set={setOf} options={t.classes} />
        <Choices
          legend={t.when}
          value={when}
          set={setWhen}
          options={{ now: t.now, later: t.later }}
        />
        {when === "later" && (
          <label class="field">
            <span>{t.time}</span>
            <input
              type="datetime-local"
              value={time}
              aria-invalid={why === t.timeBad}
              aria-describedby={wrong(t.timeBad)}
              onInput={(event) => setTime(event.currentTarget.value)}
            />
          </label>
        )}
        <Trouble id={trouble} text={why} />
        <Ends cancel={close}>
          <button type="submit" class="primary" disabled={busy}>
            {when === "later" ? t.schedule : t.post}
          </button>
        </Ends>
      </form>
      <Scheduled room={room} turn={turn} />
    </Dialog>
  );
}

interface TextProps {
  value: string;
  set: (text: string) => void;
  wrong: string | undefined;
}

function Text({ value, set, wrong }: TextProps) {
  return (
    <label class="field">
      <span>{more.value.posts.text}</span>
      <textarea
        rows={5}
        value={value}
        dir="auto"
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </label>
  );
}

function Scheduled({ room, turn }: { room: number; turn: number }) {
  names.value; // those that come in later
  const t = more.value.posts;
  const [cancelled, setCancelled] = useState(0);
  const [why, setWhy] = useState("");
  const list = useFetched<Waiting>(`${room}`, () => waiting(room), turn + cancelled);
  const cancel = async (notice: number) => {
    const done = await act("notice.cancel", { room, notice });
    if (done.ok) setCancelled(cancelled + 1);
    else setWhy(whyNot(done));
  };
  if (Array.isArray(list.rows) && list.rows.length === 0) return null;
  return (
    <section>
      <h3>{t.waiting}</h3>
      <p class="quiet">{t.waitingHow}</p>
      <Trouble text={why} />
      <Fetching rows={list.rows} again={list.again} />
      {Array.isArray(list.rows) && (
        <ul class="scheduled">
          {list.rows.map((one) => (
            <li key={one.notice}>
              <b data-user>{one.title}</b>
              <small>{t.waits(fullTime(one.at), called(one.by))}</small>
              <button
                type="button"
                class="link"
                aria-label={t.cancelOf(one.title)}
                onClick={() => void cancel(one.notice)}
              >
                {t.cancel}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
