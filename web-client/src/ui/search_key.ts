// Control or Command with K opens the search, wherever one is, but not over another dialog.
import { useEffect } from "preact/hooks";

export function useSearchKey(open: () => void): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (document.querySelector("dialog[open]")) return;
      event.preventDefault();
      open();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, []);
}
