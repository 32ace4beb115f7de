// Many events, one drawing: what is asked for several times before the next frame is done once.
// A hidden page has no frames; there a timer does it.
const hiddenMs = 100;

export function oncePerFrame(act: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    const run = () => {
      if (!asked) return;
      asked = false;
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      act();
    };
    const frame = requestAnimationFrame(run);
    const timer = setTimeout(run, hiddenMs);
  };
}

// What can wait for it does not stand in the way of the first words, nor of the first tap on them.
const tapMs = 50;
let drawn: () => void;
export const firstDrawn = new Promise<void>((done) => (drawn = done));
export function drawing(): void {
  requestAnimationFrame(() => setTimeout(drawn, tapMs));
  setTimeout(drawn, hiddenMs);
}
