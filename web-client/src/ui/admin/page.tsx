// Administration: the tree at the left (on a phone: first), what was picked at the right.
// All of the first load stands behind it, so the bundler keeps that in one file (see build.mjs).
import "../../main.tsx";
import type { ComponentChildren, ComponentType } from "preact";
import { acted, mayWelcome, mine, ownsAll } from "../../app/administration.ts";
import { type Fetched, peopleOf, useFetched } from "../../app/people.ts";
import { skew, tree } from "../../app/state.ts";
import { type Person, upwards } from "../../core/organisation.ts";
import { topUnits, waitingOf } from "../../core/rights.ts";
import { words } from "../../i18n/index.ts";
import { more } from "../../i18n/later/index.ts";
import { ConnectionBar } from "../connection_bar.tsx";
import { Back, Mark } from "../mark.tsx";
import { BackupScreen } from "./backups.tsx";
import { Invitations } from "./invitations.tsx";
import { Journal } from "./journal.tsx";
import { QuestionCount, Questions } from "./questions.tsx";
import { ReportCount, Reports } from "./reports.tsx";
import { RosterScreen } from "./roster.tsx";
import { UnitTree } from "./tree.tsx";
import { UnitPage } from "./unit.tsx";
import { Waiting } from "./waiting.tsx";

// What stands above the tree: a page of its own at #/admin/NAME.
export interface Section {
  name: string;
  title: () => string;
  offered: () => boolean; // to this organiser
  part: ComponentType<{ waiting: Fetched<Person>; again: () => void }>;
}
const sections: readonly Section[] = [
  { name: "waiting", title: () => more.value.waiting.title, offered: mayWelcome, part: Waiting },
  {
    name: "invitations",
    title: () => more.value.invitations.title,
    offered: () => true,
    part: Invitations,
  },
  {
    name: "roster",
    title: () => more.value.roster.title,
    offered: () => true,
    part: RosterScreen,
  },
  {
    name: "reports",
    title: () => more.value.order.reports,
    offered: () => true,
    part: Reports,
  },
  {
    name: "questions",
    title: () => more.value.questions.title,
    offered: () => true,
    part: Questions,
  },
  {
    name: "backups",
    title: () => more.value.backups.title,
    offered: ownsAll,
    part: BackupScreen,
  },
  { name: "log", title: () => more.value.log.title, offered: () => true, part: Journal },
];

export function Administration({ at }: { at: string }) {
  const [, name = "", id = ""] = at.split("/");
  const welcomes = mayWelcome();
  const { rows, again } = useFetched<Person>(
    `${welcomes}`,
    () => (welcomes ? peopleOf(0) : Promise.resolve([])),
    acted.value,
  );
  const section = sections.find((one) => one.name === name);
  const unit = name === "unit" ? Number(id) : 0;
  return (
    <main class={name === "" ? "inside admin" : "inside in-room admin"}>
      <Side name={name} unit={unit} waiting={rows} />
      {section ? (
        <Pane title={section.title()}>
          <section.part waiting={rows} again={again} />
        </Pane>
      ) : unit > 0 ? (
        <UnitPage key={unit} unit={unit} />
      ) : (
        <section class="pane nowhere">
          <Mark large />
          <p>{more.value.admin.pick}</p>
          <ConnectionBar />
        </section>
      )}
    </main>
  );
}

function Pane({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="pane" aria-labelledby="admin-title">
      <header class="head">
        <a class="plain back" href="#/admin" aria-label={more.value.admin.tree}>
          <Back />
        </a>
        <div class="who">
          <h2 id="admin-title">{title}</h2>
        </div>
      </header>
      <div class="sheet" tabIndex={0}>
        {children}
      </div>
      <ConnectionBar />
    </section>
  );
}

interface SideProps {
  name: string;
  unit: number;
  waiting: Fetched<Person>;
}

function Side({ name, unit, waiting }: SideProps) {
  const t = more.value;
  return (
    <nav class="rooms" aria-label={t.admin.title}>
      <header>
        <a class="plain" href="#/" aria-label={t.admin.back} title={t.admin.back}>
          <Back />
        </a>
        <h1>{t.admin.title}</h1>
      </header>
      <div class="scroll" tabIndex={-1}>
        <ul class="sections">
          {sections
            .filter((section) => section.offered())
            .map((section) => (
              <li key={section.name}>
                <a
                  class="section"
                  href={`#/admin/${section.name}`}
                  aria-current={section.name === name ? "page" : undefined}
                >
                  <span>{section.title()}</span>
                  {section.name === "waiting" && <WaitingCount people={waiting} />}
                  {section.name === "reports" && <ReportCount />}
                  {section.name === "questions" && <QuestionCount />}
                </a>
              </li>
            ))}
        </ul>
        <h2>{t.admin.tree}</h2>
        {tree.value.units.size === 0 ? (
          <p class="empty" role="status">
            {t.loading}
          </p>
        ) : (
          <UnitTree
            selected={unit}
            opened={topUnits(tree.value, mine()).flatMap((top) => upwards(tree.value, top))}
          />
        )}
      </div>
    </nav>
  );
}

function WaitingCount({ people }: { people: Fetched<Person> }) {
  if (!Array.isArray(people) || people.length === 0) return null;
  const now = Date.now() + skew.value;
  const late = people.filter((person: Person) => waitingOf(person, now).state === "overdue");
  return (
    <span class="badges">
      {late.length > 0 && <span class="late">{more.value.admin.overdue(late.length)}</span>}
      <span class="badge">
        <span aria-hidden="true">{people.length}</span>
        <span class="spoken">
          {words.value.house.colon + more.value.admin.people(people.length)}
        </span>
      </span>
    </span>
  );
}
