// What must hold, whatever the network does: read from the wire and from the server's own history,
// without the modules that are under test.
//   lost     an acknowledged word is not there, or a page lacks what it says it has
//   doubled  a word is there twice, or said to be said twice
//   order    events, rows or words out of their order
//   complete the server says `complete` and there is a hole, or the other way round
//   unasked  something of a room is told that was not asked for on this line
//   stale    a page shows what is no more so
//   unrest   it does not come to rest when the trouble is over
const resume_events = 200;
const no_rows = ["edit", "delete", "deleted_edit", "recalled", "notice_closed", "moderated"];

export class Watch {
  constructor() {
    this.wrongs = [];
    this.words = []; // every post that was said: {tag, page, number, room}
    this.answers = new Map(); // page's item -> how often it was said to be said
  }
  wrong(kind, what) {
    if (this.wrongs.length < 50) this.wrongs.push({ kind, what });
  }

  // --- On the wire ---
  begins(page) {
    page.feeds = new Map();
  }
  left(page) {
    page.feeds = undefined;
  }
  resumed(page, { room, first, top, complete, gone, rolled_back }, have) {
    if (gone || rolled_back) return this.wrong("lost", `${page.name}: room ${room} went back`);
    const had = new Set();
    for (const [low, high] of have) for (let seq = low; seq <= high; seq++) had.add(seq);
    const missing = [];
    for (let seq = first; seq <= top; seq++) if (!had.has(seq)) missing.push(seq);
    const lowest = have.length > 0 ? have[0][0] : first;
    let has_hole = false;
    for (let seq = lowest; seq < first && !has_hole; seq++) has_hole = !had.has(seq);
    const where = `${page.name}, room ${room}, [${first}, ${top}] with ${JSON.stringify(have)}`;
    if (complete === has_hole) this.wrong("complete", `${where}: complete is ${complete}`);
    if (missing.length > resume_events) this.wrong("complete", `${where}: too many are promised`);
    if (has_hole && missing.length < resume_events) {
      this.wrong("complete", `${where}: less is promised than possible`);
    }
    page.feeds?.set(room, { missing, next: top + 1 });
  }
  event(page, { room, seq }) {
    const feed = page.feeds?.get(room);
    if (!feed) return this.wrong("unasked", `${page.name} hears room ${room} seq ${seq}`);
    const due = feed.missing.length > 0 ? feed.missing.shift() : feed.next++;
    if (due !== seq) {
      this.wrong("order", `${page.name}, room ${room}: seq ${seq} comes where ${due} is due`);
    }
  }
  said(page, { id, params }) {
    const key = `${page.name} ${id}`;
    const times = (this.answers.get(key) ?? 0) + 1;
    this.answers.set(key, times);
    if (times > 1) this.wrong("doubled", `${page.name} is told twice: "${params.text}"`);
  }

  // Whether a page has heard all there is.
  is_up_to_date(page, tops) {
    if (page.link.state.name !== "open") return false;
    return [...tops].every(([room, top]) => {
      const feed = page.feeds?.get(room);
      return feed !== undefined && feed.missing.length === 0 && feed.next === top + 1;
    });
  }

  // --- At rest ---
  // log: every event of the room as it is now, seq 1 first.
  check_words(logs) {
    const places = new Map();
    for (const [room, log] of logs) {
      for (const { seq, kind, text } of log) {
        const tag = kind === "post" ? /^\[[^\]]+\]/.exec(text)?.[0] : undefined;
        if (tag === undefined) continue;
        if (places.has(tag)) this.wrong("doubled", `${tag} stands twice in room ${room}`);
        places.set(tag, seq);
      }
    }
    const last = new Map(); // page and room -> the place of its last word
    for (const { tag, page, room, is_deleted } of this.words) {
      const seq = places.get(tag);
      if (seq === undefined) {
        if (!is_deleted) this.wrong("lost", `${tag} was said and is not there`);
        continue;
      }
      const line = `${page} ${room}`;
      if (seq < (last.get(line) ?? 0)) this.wrong("order", `${tag} stands before an earlier word`);
      last.set(line, seq);
    }
  }
  check_page(page, logs) {
    for (const [room, log] of logs) {
      const line = page.lines.get(room);
      const where = `${page.name}, room ${room}`;
      if (!line) {
        this.wrong("lost", `${where} is not held`);
        continue;
      }
      this.check_line(page.modules, line, log, where);
    }
  }
  check_line({ timeline }, line, log, where) {
    const top = log.length;
    if (line.lastSeq !== top) this.wrong("lost", `${where} ends at ${line.lastSeq} and not ${top}`);
    const claimed = JSON.stringify(timeline.claim(line, 64));
    if (claimed !== JSON.stringify([[1, top]])) this.wrong("lost", `${where} claims ${claimed}`);
    const edits = new Map();
    for (const one of log) if (one.kind === "edit") edits.set(one.target, one);
    const rows = new Set(line.order);
    if (line.order.some((seq, i) => i > 0 && line.order[i - 1] >= seq)) {
      this.wrong("order", `${where}: rows are not in order`);
    }
    for (const [first, last] of line.held) {
      for (let seq = first; seq <= last; seq++) {
        const has_row = !no_rows.includes(log[seq - 1]?.kind);
        if (has_row && !rows.has(seq)) this.wrong("lost", `${where}: seq ${seq} has no row`);
      }
    }
    for (const seq of line.order) {
      const shown = line.shown.get(seq);
      const truth = log[seq - 1];
      if (shown.kind !== truth?.kind) {
        this.wrong("stale", `${where}: seq ${seq} is ${truth?.kind} and shown as ${shown.kind}`);
      } else if (truth.kind === "post") {
        const text = edits.get(seq)?.text ?? truth.text;
        if (timeline.textOf(line, shown).text === text) continue;
        this.wrong("stale", `${where}: seq ${seq} shows an old text`);
      }
    }
  }
}
