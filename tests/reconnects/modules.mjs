// The page's pure modules (web-client/src/core), compiled for node: as they are, or with one of the
// planted bugs in them. A bug is a piece of their text and what stands in its place; one whose
// place is gone is an error.
import { build } from "esbuild";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(here, "../../web-client/src/core");

// What each of them does, and what the harness must say of it.
export const plants = {
  words_that_were_sent_are_taken_for_said: {
    file: "outbox.ts",
    right: 'else if (reply.kind === "refused") {',
    wrong:
      'else if (reply.kind === "lost") await this.keep(item, {});' +
      'else if (reply.kind === "refused") {',
    breaks: "lost",
  },
  a_repeat_gets_a_new_place: {
    file: "outbox_store.ts",
    right: "if (item.n !== undefined) continue;",
    wrong: "",
    breaks: "doubled",
  },
  the_line_is_sent_from_its_end: {
    file: "outbox_store.ts",
    right: "const line = items.filter(isWaiting).slice(0, window);",
    wrong: "const line = items.filter(isWaiting).slice(0, window).reverse();",
    breaks: "order",
  },
  an_answer_is_told_twice: {
    file: "outbox.ts",
    right: "this.world.said(item, result);",
    wrong: "this.world.said(item, result); this.world.said(item, result);",
    breaks: "doubled",
  },
  a_hole_of_one_is_no_hole: {
    file: "intervals.ts",
    right: "if (b < low - 1 || a > high + 1) {",
    wrong: "if (b < low - 2 || a > high + 2) {",
    breaks: "lost",
  },
  holes_are_not_told: {
    file: "resume.ts",
    right: "return { room: line.room, have: claim(line, intervals).map(([a, b]) => [a, b]) };",
    wrong:
      "const all = claim(line, intervals); return { room: line.room, " +
      "have: all.length ? [[all[0]![0], all[all.length - 1]![1]]] : [] };",
    breaks: "stale",
  },
  incomplete_is_taken_for_complete: {
    file: "resume.ts",
    right: "if (!complete) forgetBelow(line, first);",
    wrong: "",
    breaks: "stale",
  },
  what_is_still_to_come_is_taken_for_known: {
    file: "resume.ts",
    right: "line.known = add(line.known, 1, Math.min(first - 1, top));",
    wrong: "line.known = add(line.known, 1, top);",
    breaks: "stale",
  },
  a_line_that_was_left_is_still_heard: {
    file: "link.ts",
    right: "if (socket === this.socket) this.hear(String(event.data));",
    wrong: "this.hear(String(event.data));",
    also: {
      right: "socket.onopen = socket.onmessage = socket.onclose = null;",
      wrong: "socket.onopen = socket.onclose = null;",
    },
    breaks: "unasked",
  },
  deleted_words_stay: {
    file: "timeline.ts",
    right: "if (isPost(post)) line.shown.set(target, tombstone(post, del));",
    wrong: "",
    breaks: "stale",
  },
  rows_stand_as_they_came: {
    file: "timeline.ts",
    right: "else order.splice(indexAt(order, seq), 0, seq);",
    wrong: "else order.push(seq);",
    breaks: "order",
  },
};

function planted(name) {
  const bug = plants[name];
  return {
    name: "planted",
    setup(into) {
      into.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        let contents = readFileSync(path, "utf8");
        if (bug === undefined || basename(path) !== bug.file) return { contents, loader: "ts" };
        for (const { right, wrong } of [bug, ...(bug.also ? [bug.also] : [])]) {
          if (!contents.includes(right)) throw new Error(`${name}: ${bug.file} has no "${right}"`);
          contents = contents.replace(right, () => wrong);
        }
        return { contents, loader: "ts" };
      });
    },
  };
}

export async function load_modules(plant) {
  if (plant !== undefined && !(plant in plants)) throw new Error(`no plant ${plant}`);
  const temporary = mkdtempSync(join(tmpdir(), "xinqiao-reconnects-"));
  try {
    const names = readdirSync(folder).map((name) => name.replace(/\.ts$/, ""));
    const outfile = join(temporary, "core.mjs");
    await build({
      stdin: {
        contents: names.map((name) => `export * as ${name} from "./${name}.ts";`).join("\n"),
        resolveDir: folder,
        loader: "ts",
      },
      plugins: [planted(plant)],
      ...{ bundle: true, format: "esm", platform: "neutral", outfile, logLevel: "error" },
      mainFields: ["module", "main"],
      nodePaths: [resolve(here, "../node_modules")],
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
