// What the forms of alerts are made of.
import { useEffect, useRef } from "preact/hooks";
import type { Done } from "../../app/acts.ts";

interface WordsProps {
  label: string;
  value: string;
  set: (text: string) => void;
  wrong: string; // the id of what says why it is wrong; "" = it is not
  focus?: boolean;
}

export function WordsField({ label, value, set, wrong, focus = false }: WordsProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (focus) area.current?.focus();
  }, []);
  return (
    <label class="field">
      <span>{label}</span>
      <textarea
        ref={area}
        rows={4}
        value={value}
        dir="auto"
        aria-invalid={wrong !== ""}
        aria-describedby={wrong || undefined}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </label>
  );
}

// A lost answer is no refusal: it may have been sent, and sent again it is not sent twice.
export const notSent = (done: Done): Done =>
  !done.ok && done.reason === "lost" ? { ...done, field: "alert" } : done;
