// While an alert asks, neither Back nor Escape nor a dialog that opens late takes its place.
import { useLayoutEffect } from "preact/hooks";
import type { RefObject } from "preact";

interface Marked {
  alarm?: boolean;
}
const isHeld = () => (history.state as Marked | null)?.alarm === true;

// Goes back over the entry that is no longer needed: what comes of that is nobody's doing.
const own = new WeakSet<Event>();
function leave(): void {
  window.addEventListener("popstate", (event) => own.add(event), { once: true, capture: true });
  history.back();
}

// An entry of its own in the history catches Back, which is told; it is there again as long as
// `stays` says so, and goes with the last alert, unless somebody went elsewhere from there. It is
// there before the alert is painted: Back right after would leave the page.
export function useBack(back: () => void, stays: () => boolean): void {
  useLayoutEffect(() => {
    const hold = () => {
      if (!isHeld()) history.pushState({ alarm: true }, "");
    };
    const caught = (event: Event) => {
      if (!own.has(event)) back();
      if (stays()) hold();
    };
    hold();
    window.addEventListener("popstate", caught);
    return () => {
      window.removeEventListener("popstate", caught);
      if (isHeld()) leave();
    };
  }, []);
}

const others = (own: HTMLDialogElement) =>
  [...document.querySelectorAll<HTMLDialogElement>("dialog[open]")].filter((one) => one !== own);

// Modal from the first frame, and on top: browsers close a dialog by Escape whatever is said to
// them the second time, and one that opens later would lie above it.
type Place<Node> = RefObject<Node | null>;
export function useOnTop(box: Place<HTMLDialogElement>, first: Place<HTMLElement>): void {
  useLayoutEffect(() => {
    const dialog = box.current!;
    let gone = false;
    let known = others(dialog);
    const raise = () => {
      if (gone) return;
      const at = dialog.contains(document.activeElement) ? document.activeElement : null;
      if (dialog.open) dialog.close();
      dialog.showModal();
      ((at as HTMLElement | null) ?? first.current)?.focus({ preventScroll: true });
    };
    const reopen = () => {
      if (!dialog.open) raise();
    };
    const watch = new MutationObserver(() => {
      const now = others(dialog);
      const isNew = now.some((one) => !known.includes(one));
      known = now;
      if (isNew) raise();
    });
    raise();
    dialog.addEventListener("close", reopen);
    const where = { subtree: true, childList: true, attributeFilter: ["open"] };
    watch.observe(document.body, where);
    return () => {
      gone = true;
      watch.disconnect();
      dialog.removeEventListener("close", reopen);
      dialog.close();
    };
  }, []);
}
