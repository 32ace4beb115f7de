// The report of a part, a JSON file that every run is added to: its totals are of all runs.
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

const sentences_most = 20; // of one case
const empty = (part) => ({ part, totals: {}, places: {}, load: {}, runs: [], violations: [] });

const add = (table, name, more) => (table[name] = (table[name] ?? 0) + more);

export class Report {
  constructor(path, { part, from, count, seed }) {
    this.path = path;
    this.whole = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : empty(part);
    if (this.whole.part !== part || !this.whole.runs) {
      throw new Error(`${path} is no report of ${part}: take it away, or say --report FILE`);
    }
    this.run = { began: new Date().toISOString(), from, count, seed };
    Object.assign(this.run, { passed: 0, failed: 0, skipped: 0 });
    this.whole.runs.push(this.run);
    this.begun = performance.now();
  }

  // The file is whole after each case: a run may be cut short at any time.
  add(found, journal) {
    const { number, place, rate, in_flight, acknowledged, failed, skipped } = found;
    const outcome = failed ? "failed" : skipped ? "skipped" : "passed";
    const { totals, places, load, violations } = this.whole;
    this.run[outcome] += 1;
    this.run.seconds = Math.round((performance.now() - this.begun) / 1000);
    add(totals, outcome, 1);
    add(totals, "acknowledged", acknowledged);
    places[place] ??= {};
    add(places[place], outcome, 1);
    if (found.outcome) add(places[place], found.outcome, 1);
    if (outcome === "passed" && rate !== undefined) {
      load.least_rate = Math.min(load.least_rate ?? rate, rate);
      load.least_in_flight = Math.min(load.least_in_flight ?? in_flight, in_flight);
      add(load, "cases", 1);
      add(load, "sum_of_rates", rate);
      load.mean_rate = Math.round(load.sum_of_rates / load.cases);
    }
    if (failed) {
      const wrong = failed.slice(0, sentences_most);
      violations.push({ run: this.run.began, ...found, wrong, failed: undefined });
      this.keep_journal(number, journal);
    }
    this.say(found, outcome);
    this.write();
  }

  say({ number, place, rate, in_flight, acknowledged, failed, skipped, outcome: what }, outcome) {
    const load = rate === undefined ? "" : `, ${rate}/s, ${in_flight} under way`;
    const ended = what ? `, ${what}` : "";
    console.log(`${number} ${place}: ${outcome}${ended}${load}, ${acknowledged} acknowledged`);
    if (skipped) console.log(`  ${skipped}`);
    for (const sentence of (failed ?? []).slice(0, sentences_most)) console.log(`  ${sentence}`);
  }

  keep_journal(number, journal) {
    if (!journal) return;
    journal.flush();
    copyFileSync(journal.path, this.path.replace(/\.json$/, `-${number}.journal.jsonl`));
  }

  write() {
    writeFileSync(`${this.path}.tmp`, `${JSON.stringify(this.whole, null, 1)}\n`);
    renameSync(`${this.path}.tmp`, this.path);
  }

  end() {
    const { passed, failed, skipped } = this.run;
    const { totals } = this.whole;
    const sum = ["passed", "failed", "skipped"].map((name) => `${totals[name] ?? 0} ${name}`);
    console.log(`of all runs: ${sum.join(", ")}; ${totals.acknowledged} words acknowledged`);
    return { passed, failed, skipped };
  }
}
