// Those who have no unit yet, who waits longest first, with the clock that runs for each.
import { useEffect, useState } from "preact/hooks";
import { manage } from "../../app/administration.ts";
import type { Fetched } from "../../app/people.ts";
import { skew, tree } from "../../app/state.ts";
import type { Person } from "../../core/organisation.ts";
import { inWaitingOrder, receptionOf, waitingOf } from "../../core/rights.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Fetching, Trouble } from "../form.tsx";
import { PeopleList, Who } from "../people_list.tsx";
import { unitName } from "../room_title.ts";
import { MoveHome, PersonDialog } from "./person.tsx";

const lookMs = 30_000;

function useServerTime(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), lookMs);
    return () => clearInterval(timer);
  }, []);
  return now + skew.value;
}

type Opened = undefined | { person: Person } | { settle: Person };

export function Waiting({ waiting, again }: { waiting: Fetched<Person>; again: () => void }) {
  const t = more.value.waiting;
  const now = useServerTime();
  const [opened, setOpened] = useState<Opened>();
  const [why, setWhy] = useState("");
  const reception = receptionOf(tree.value);
  const welcome = async (member: number) => {
    const done = await manage("member.welcome", { member });
    setWhy(done.ok ? "" : whyNot(done));
  };
  const close = () => setOpened(undefined);
  return (
    <>
      <p class="quiet">
        {tree.value.units.get(reception)?.reception ? t.how(unitName(reception)) : t.noReception}
      </p>
      <Trouble text={why} />
      <Fetching rows={waiting} again={again} />
      {Array.isArray(waiting) && (
        <PeopleList<Person>
          rows={inWaitingOrder(waiting, now)}
          empty={t.none}
          row={(person) => (
            <>
              <button type="button" class="person" onClick={() => setOpened({ person })}>
                <Who person={person}>
                  <Clock person={person} now={now} />
                </Who>
              </button>
              <span class="ends">
                {person.welcome !== "welcomed" && (
                  <button
                    type="button"
                    aria-label={t.welcomeOf(person.name)}
                    onClick={() => void welcome(person.member)}
                  >
                    {t.welcome}
                  </button>
                )}
                <button
                  type="button"
                  aria-label={t.settleOf(person.name)}
                  onClick={() => setOpened({ settle: person })}
                >
                  {t.settle}
                </button>
              </span>
            </>
          )}
        />
      )}
      {opened && "person" in opened && <PersonDialog person={opened.person} close={close} />}
      {opened && "settle" in opened && <MoveHome person={opened.settle} close={close} />}
    </>
  );
}

function Clock({ person, now }: { person: Person; now: number }) {
  const { waiting: t, duration } = more.value;
  const state = waitingOf(person, now);
  const since = duration(now - state.since);
  if (state.state === "welcomed") return <small class="well">{t.welcomed(since)}</small>;
  if (state.due === 0) return <small>{t.waitsOnly(since)}</small>;
  if (state.state === "overdue") {
    return <small class="late">{t.overdue(since, duration(now - state.due))}</small>;
  }
  return <small>{t.waits(since, duration(state.due - now))}</small>;
}
