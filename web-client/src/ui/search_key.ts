// Control or Command with K opens the search, wherever one is, but not over another dialog. What is
// typed while the dialog is still on its way belongs to it, and not to the field one came from.
import { useEffect } from "preact/hooks";

const patienceMs = 5_000; // a part that cannot be fetched takes no more keys
let ahead = "";
let stop = () => {};

function keepAhead(): void {
  stop();
  ahead = "";
  const key = (event: KeyboardEvent) => {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    ahead += event.key;
  };
  const input = (event: InputEvent) => {
    if (event.inputType !== "insertText") return; // what a method composes cannot be taken away
    event.preventDefault();
    ahead += event.data ?? "";
  };
  const timer = setTimeout(() => stop(), patienceMs);
  window.addEventListener("keydown", key, true);
  window.addEventListener("beforeinput", input, true);
  stop = () => {
    clearTimeout(timer);
    window.removeEventListener("beforeinput", input, true);
    window.removeEventListener("keydown", key, true);
  };
}

// What was typed so far; from now on the field of the search takes the keys.
export function takeAhead(): string {
  stop();
  const text = ahead;
  ahead = "";
  return text;
}

// For a search that begins with words from elsewhere.
export const searchFor = (text: string) => void (ahead = text);

export function useSearchKey(open: () => void): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (document.querySelector("dialog[open]")) return;
      event.preventDefault();
      keepAhead();
      open();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, []);
}
