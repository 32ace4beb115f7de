// Naming somebody while writing: what follows an `@` is completed with the members of the room.
// In the field stands the name; what is sent carries the token (core/mentions.ts).
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { everyRow } from "../app/connection.ts";
import { oversees } from "../app/organisation.ts";
import type { Reader } from "../app/people.ts";
import { nameOf } from "../app/reading.ts";
import { me, roomRows } from "../app/state.ts";
import { beingNamed, namedIn, readable, tokens } from "../core/mentions.ts";
import { words } from "../i18n/index.ts";
import { everyday } from "./parts.ts";

const shown = 6;
const listId = "room-naming";
const optionId = (index: number) => `${listId}-${index}`;

// As a text is edited: a name that is not known stays a token.
const inField = (member: number) => (member === 0 ? words.peek().posts.all : nameOf(member));
export const editable = (text: string) => readable(text, inField);

async function membersOf(room: number): Promise<Reader[]> {
  const rows = await everyRow<Reader>("room.members", { room }, "members");
  return typeof rows === "string" ? [] : rows.filter(({ active }) => active !== false);
}

// By a part of the name; by the initials of its pinyin as well, when that part of the page is here.
let finds = (query: string, name: string, _initials?: string) => name.includes(query);
const findsOne = (query: string, { name, initials }: Reader) => finds(query, name, initials);

const fetchFinds = () =>
  void everyday()
    .then((part) => (finds = part.finds))
    .catch(() => {});

interface Field {
  room: number;
  text: string;
  write: (text: string) => void;
  area: { current: HTMLTextAreaElement | null };
}

export function useNaming({ room, text, write, area }: Field) {
  const [people, setPeople] = useState<readonly Reader[]>([]);
  const [at, setAt] = useState<{ from: number; query: string }>();
  const [chosen, setChosen] = useState(0);
  const asked = useRef(0);
  const caret = useRef(-1);

  const named = text.includes("@");
  useEffect(() => {
    if (!named || asked.current === room) return;
    asked.current = room;
    fetchFinds();
    void membersOf(room).then((rows) => {
      if (rows.length === 0) asked.current = 0; // no network: asked for again with the next @
      setPeople(rows);
    });
  }, [room, named]);
  // Before the next key: the caret must not go back over what is typed meanwhile.
  useLayoutEffect(() => {
    if (caret.current < 0) return;
    area.current?.setSelectionRange(caret.current, caret.current);
    caret.current = -1;
  }, [text]);

  const row = roomRows.get(room);
  const all: Reader[] = row && oversees(row) ? [{ member: 0, name: words.value.posts.all }] : [];
  const found = at
    ? [...all, ...people]
        .filter((one) => one.member !== me.value.member && findsOne(at.query, one))
        .slice(0, shown)
    : [];
  const take = ({ name }: Reader) => {
    const end = at!.from + 1 + at!.query.length;
    const next = `${text.slice(0, at!.from)}@${name} `;
    caret.current = next.length;
    setAt(undefined);
    write(next + text.slice(end));
    area.current?.focus();
  };
  // Whether the key was for the list.
  const onKey = (event: KeyboardEvent): boolean => {
    if (found.length === 0 || event.isComposing || event.keyCode === 229) return false;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setChosen((chosen + step + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") take(found[chosen]!);
    else if (event.key === "Escape") setAt(undefined);
    else return false;
    event.preventDefault();
    return true;
  };
  const look = (field: HTMLTextAreaElement) => {
    setAt(beingNamed(field.value, field.selectionStart));
    setChosen(0);
  };
  // `before`: what an edit began with; those it names are known without the list.
  const encode = (written: string, before = "") => {
    const known = new Map(namedIn(before, inField));
    for (const { member, name } of [...all, ...people]) known.set(name, member);
    return tokens(written, known);
  };
  const field =
    found.length === 0
      ? {}
      : {
          "aria-autocomplete": "list" as const,
          "aria-controls": listId,
          "aria-activedescendant": optionId(chosen),
        };
  return { found, chosen, take, onKey, look, encode, field };
}

interface ListProps {
  found: readonly Reader[];
  chosen: number;
  take: (person: Reader) => void;
}

export function Naming({ found, chosen, take }: ListProps) {
  if (found.length === 0) return null;
  return (
    <ul class="naming" id={listId} role="listbox" aria-label={words.value.posts.suggestions}>
      {found.map((person, i) => (
        <li
          key={person.member}
          id={optionId(i)}
          role="option"
          aria-selected={i === chosen}
          data-user
          onMouseDown={(event) => event.preventDefault()} // the field keeps its caret
          onClick={() => take(person)}
        >
          @{person.name}
        </li>
      ))}
    </ul>
  );
}
