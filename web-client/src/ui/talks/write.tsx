// Where one writes in a talk. What is not sent yet is kept sealed, like all of it.
import { useEffect, useRef, useState } from "preact/hooks";
import { note, say } from "../../app/talks/words.ts";
import { wordsMost } from "../../core/sealing.ts";
import { isBlank, utf8Bytes } from "../../core/text.ts";
import { language, whyText, words } from "../../i18n/index.ts";
import { talkWords } from "../../i18n/later/talks.ts";
import { Send } from "../mark.tsx";
import { elder } from "../theme.ts";

const draftMs = 400;
const nearEnd = 0.8;
const onTouch = () => matchMedia("(pointer: coarse)").matches;

// Kept a moment after a letter, and when the room or the page is left.
function useDraft(room: number, kept: string) {
  const [text, setText] = useState(kept);
  const last = useRef(kept);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const keep = () => {
    if (timer.current === undefined) return;
    clearTimeout(timer.current);
    timer.current = undefined;
    void note(room, { draft: last.current }).catch(() => {});
  };
  useEffect(() => {
    document.addEventListener("visibilitychange", keep);
    return () => {
      document.removeEventListener("visibilitychange", keep);
      keep();
    };
  }, [room]);
  const write = (next: string) => {
    last.current = next;
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(keep, draftMs);
  };
  // What is said takes its draft along.
  const clear = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    last.current = "";
    setText("");
  };
  return { text, write, clear };
}

export function Write({ room, draft }: { room: number; draft: string }) {
  const t = words.value;
  const { text, write, clear } = useDraft(room, draft);
  const [tried, setTried] = useState(false);
  const [why, setWhy] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  const over = utf8Bytes(text) > wordsMost;
  const send = async () => {
    if (isBlank(text)) return;
    if (over) return setTried(true);
    setTried(false);
    clear();
    area.current?.focus();
    await say(room, text).then(
      () => setWhy(""),
      () => (write(text), setWhy("other")),
    );
  };
  const key = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey) return;
    if (event.key !== "Enter" || event.shiftKey || onTouch()) return;
    event.preventDefault();
    void send();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="line">
        <textarea
          ref={area}
          rows={1}
          value={text}
          aria-label={talkWords.value.room.write}
          placeholder={talkWords.value.room.hint}
          title={onTouch() ? undefined : t.write.keys}
          enterkeyhint={onTouch() ? "enter" : "send"}
          aria-invalid={over}
          aria-describedby="talk-left"
          dir="auto"
          autocomplete="off"
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onKeyDown={key}
        />
        <button
          type="submit"
          class="send"
          aria-disabled={isBlank(text)}
          aria-label={t.write.send}
        >
          <Send />
          {elder.value && <span>{t.write.send}</span>}
        </button>
      </div>
      <p
        id="talk-left"
        class={over || why !== "" ? "counter trouble" : "counter"}
        role={tried || why !== "" ? "alert" : undefined}
      >
        {left(text)}
        {tried && over && ` ${whyText("text_too_long")}`}
        {why !== "" && whyText(why)}
      </p>
    </form>
  );
}

// The bound is in bytes; people count characters. A Chinese one takes three bytes.
function left(text: string): string {
  const t = words.value.write;
  const size = language.value === "en" ? 1 : 3;
  const bytes = utf8Bytes(text);
  if (bytes > wordsMost) return t.over(Math.ceil((bytes - wordsMost) / size));
  return bytes > wordsMost * nearEnd ? t.left(Math.floor((wordsMost - bytes) / size)) : "";
}
