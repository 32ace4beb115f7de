// The log of the organisation in plain sentences, latest first.
import { useEffect, useState } from "preact/hooks";
import { acted } from "../../app/administration.ts";
import { link } from "../../app/connection.ts";
import { nameOf } from "../../app/reading.ts";
import { names, tree } from "../../app/state.ts";
import { type LoggedEvent, joined, unitNames } from "../../core/organisation_log.ts";
import { rootUnit } from "../../core/organisation.ts";
import { dayName, fullTime, timeOf, words } from "../../i18n/index.ts";
import { more } from "../../i18n/later/index.ts";
import { Fetching } from "../form.tsx";

const pagesAtOnce = 5; // a page may hold nothing of one's own part: look further, not for ever

interface Read {
  events: LoggedEvent[];
  next?: number | undefined;
}

async function readFrom(before: number | undefined): Promise<Read | string> {
  const read: Read = { events: [], next: before };
  for (let page = 0; page < pagesAtOnce; page++) {
    const reply = await link.call("unit.log", {
      limit: 60,
      ...(read.next === undefined ? {} : { before: read.next }),
    });
    if (reply.kind !== "ok") return reply.kind === "lost" ? "lost" : reply.refusal.reason;
    read.events.push(...(reply.result["events"] as LoggedEvent[]));
    read.next = reply.result["next"] as number | undefined;
    if (read.next === undefined || read.events.length > 0) break;
  }
  return read;
}

export function Journal() {
  const t = more.value.log;
  const [events, setEvents] = useState<LoggedEvent[] | string | undefined>();
  const [next, setNext] = useState<number>();
  const [turn, setTurn] = useState(0);
  const take = (read: Read | string, before: readonly LoggedEvent[]) => {
    if (typeof read === "string") return setEvents(before.length > 0 ? [...before] : read);
    setEvents(joined(before, read.events));
    setNext(read.next);
  };
  useEffect(() => {
    let here = true;
    void readFrom(undefined).then((read) => here && take(read, []));
    return () => {
      here = false;
    };
  }, [turn, acted.value, tree.value.version]);
  const older = async () => take(await readFrom(next), Array.isArray(events) ? events : []);
  names.value;
  return (
    <>
      <p class="quiet">{t.how}</p>
      <Fetching rows={events} again={() => setTurn(turn + 1)} />
      {Array.isArray(events) && events.length === 0 && <p class="quiet">{t.none}</p>}
      {Array.isArray(events) && <Days events={events} />}
      {next !== undefined && (
        <button type="button" class="wide" onClick={() => void older()}>
          {t.older}
        </button>
      )}
    </>
  );
}

function Days({ events }: { events: readonly LoggedEvent[] }) {
  const days = new Map<string, LoggedEvent[]>();
  for (const event of events) {
    const day = dayName(event.at);
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  const units = unitNames(tree.value, events);
  return (
    <>
      {[...days].map(([day, rows]) => (
        <section key={day}>
          <h3>{day}</h3>
          <ul class="journal">
            {rows.map((event) => (
              <li key={event.seq}>
                <time title={fullTime(event.at)} dateTime={new Date(event.at).toISOString()}>
                  {timeOf(event.at)}
                </time>
                <span>{sentence(event, units)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function sentence(event: LoggedEvent, units: ReadonlyMap<number, string>): string {
  const t = more.value.log;
  const member = (id: number | undefined) =>
    id === undefined ? "" : id === 0 ? t.server : nameOf(id) || words.value.log.someone;
  const unit = (id: number | undefined) => {
    if (id === undefined || id === 0) return "";
    return units.get(id) || (id === rootUnit ? words.value.house.root : t.closedUnit(id));
  };
  return t.sentence(event, {
    by: member(event.by),
    member: member(event.member),
    unit: unit(event.unit),
    parent: unit(event.parent),
    from: unit(event.from),
  });
}
