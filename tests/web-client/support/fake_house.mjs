// Section 4 of the wire, as small as it can be: what a server does with guarded calls.
export class FakeHouse {
  constructor() {
    this.boxes = new Map();
    this.taken = []; // the texts, in the order they were taken
    this.broken = 0; // how often the rules of the window were broken by the client
  }

  // verdict: "ok", a reason to retry, "final" (consumed) or "malformed" (not consumed).
  hear({ outbox, n, text }, verdict) {
    const box = this.boxes.get(outbox) ?? { last: 0, answers: new Map() };
    this.boxes.set(outbox, box);
    if (n <= box.last) {
      const first = box.answers.get(n);
      if (!first) return refused("forgotten", "stop");
      if (first.text !== text) return refused("different_body", "stop");
      return first.refused
        ? refused(first.refused, "stop", { consumed: true, repeated: true })
        : { kind: "ok", result: { ...first.result, repeated: true } };
    }
    if (n > box.last + 64) this.broken++;
    if (n > box.last + 1) return refused("hole", "retry", { next: box.last + 1 });
    if (verdict === "malformed") return refused("invalid_params", "fix");
    if (verdict === "busy") return refused("overloaded", "retry", { retry_ms: 5 });
    box.last = n;
    if (verdict === "final") {
      box.answers.set(n, { text, refused: "text_too_long" });
      return refused("text_too_long", "fix", { consumed: true });
    }
    this.taken.push(text);
    const result = { seq: this.taken.length };
    box.answers.set(n, { text, result });
    box.answers.delete(n - 64);
    return { kind: "ok", result };
  }
}

function refused(reason, action, more = {}) {
  return { kind: "refused", refusal: { reason, action, ...more } };
}
