// A list of people that can be searched: by a part of the name or the initials of its pinyin.
// Long lists show a part at a time.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Reader } from "../app/people.ts";
import { me } from "../app/state.ts";
import { finds } from "../core/finding.ts";
import { more } from "../i18n/later/index.ts";
import { Field, pageRows } from "./form.tsx";
import { Seal } from "./mark.tsx";

interface Props<Row extends Reader> {
  rows: readonly Row[];
  empty: string;
  row: (person: Row) => ComponentChildren;
}

const searchFrom = 7; // fewer are seen at a glance

export function PeopleList<Row extends Reader>({ rows, empty, row }: Props<Row>) {
  const t = more.value;
  const [query, setQuery] = useState("");
  const [most, setMost] = useState(pageRows);
  const found = rows.filter(({ name, initials }) => finds(query, name, initials));
  if (rows.length === 0) return <p class="quiet">{empty}</p>;
  return (
    <>
      {rows.length >= searchFrom && (
        <Field label={t.search} hint={t.searchHint} search value={query} set={setQuery} />
      )}
      {found.length === 0 && (
        <p class="quiet" role="status">
          {t.nobody}
        </p>
      )}
      <ul class="people">
        {found.slice(0, most).map((person) => (
          <li key={person.member}>{row(person)}</li>
        ))}
      </ul>
      {found.length > most && (
        <button type="button" class="wide" onClick={() => setMost(most + pageRows)}>
          {t.more(Math.min(pageRows, found.length - most))}
        </button>
      )}
    </>
  );
}

// The seal, the name, and what stands below it.
export function Who({ person, children }: { person: Reader; children?: ComponentChildren }) {
  const t = more.value;
  return (
    <>
      <Seal name={person.name} member={person.member} />
      <span class="about">
        <bdi data-user>{person.name}</bdi>
        {person.member === me.value.member && <small class="tag">{t.me}</small>}
        {person.active === false && <small class="tag">{t.inactive}</small>}
        {children}
      </span>
    </>
  );
}
