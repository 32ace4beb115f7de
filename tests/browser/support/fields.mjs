// Every field of the page that a person can write into, by the file that draws it and in the order
// it stands there; and the page's own source, so that none is forgotten.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../../../web-client/src/", import.meta.url));
const part = "of whoever draws it"; // a piece that stands in no place of its own

export const fields = {
  "ui/account.tsx": ["one's own name"],
  "ui/admin/invitations.tsx": ["how often invited", "for how long", "a note on an invitation"],
  "ui/admin/listeners.tsx": ["who is to be a listener"],
  "ui/admin/person.tsx": ["a unit to hold a duty in", "a unit for a person"],
  "ui/admin/person_acts.tsx": ["a person renamed"],
  "ui/admin/pickers.tsx": [part, part],
  "ui/admin/reports.tsx": ["a note on a report"],
  "ui/admin/tree.tsx": ["a unit looked for"],
  "ui/admin/unit.tsx": ["a person of a unit"],
  "ui/admin/unit_acts.tsx": ["a new unit", "a unit renamed", "a unit to move below"].concat(
    ["who is to hold a duty", "a new person"],
  ),
  "ui/admin/waiting.tsx": ["who waits"],
  "ui/alerts/moves.tsx": ["what is said of an alert"],
  "ui/alerts/pieces.tsx": [part],
  "ui/alerts/raise.tsx": ["the title of an alert", "the words of an alert", "an answer to it"],
  "ui/composer.tsx": ["a message"],
  "ui/form.tsx": [part, part, part],
  "ui/invited.tsx": ["the name of who is invited", "the login of who is invited"],
  "ui/password.tsx": [part, part, "the password before", "one's own login"],
  "ui/people_list.tsx": [part],
  "ui/posts/confirmations.tsx": ["who confirmed"],
  "ui/posts/forward.tsx": ["a room to forward to"],
  "ui/posts/order.tsx": ["why a message is removed", "why it is reported"],
  "ui/posts/who_reacted.tsx": ["who reacted"],
  "ui/posts/write_notice.tsx": ["the title of a notice", "its words"],
  "ui/questions/dialogs.tsx": ["why a question is passed on", "what is not solved"],
  "ui/reason.tsx": [part],
  "ui/room_list.tsx": ["a room looked for"],
  "ui/rooms/add.tsx": ["who is let in"],
  "ui/rooms/create.tsx": ["a new room"],
  "ui/rooms/order.tsx": ["why somebody is muted", "why organisers alone speak"],
  "ui/rooms/panel.tsx": ["a room renamed", "a member of a room"],
  "ui/rooms/release.tsx": ["why a room is exported", "why a direct room is", "its number"],
  "ui/search.tsx": ["words looked for"],
  "ui/signed_out.tsx": ["a login", "a password", "a link that was pasted"],
  "ui/talks/write.tsx": ["words to one alone"],
};
export const places = Object.values(fields)
  .flat()
  .filter((place) => place !== part);

// What draws a field. The list of names in the composer is called Naming, too.
const drawn = ["Field", "WordsField", "Naming(?! \\{)", "Reason", "UnitPicker"].concat(
  ["PersonPicker", "PeopleList", "PasswordFields"],
);
const pieces = new RegExp(`<(${drawn.join("|")})\\b`, "g");
const own = /<(input|textarea)\b[^]*?\/>/g;
// What the browser lets nobody write words into, and what only shows.
const wordless = /type="(radio|checkbox|file|date|datetime-local)"|\breadOnly\b/;

// How many fields each file of the page draws.
export function drawnFields() {
  const files = readdirSync(source, { recursive: true }).filter((name) => name.endsWith(".tsx"));
  const counts = files.map((name) => {
    const text = readFileSync(join(source, name), "utf8").replace(/^\s*\/\/.*$/gm, "");
    const inputs = [...text.matchAll(own)].filter(([tag]) => !wordless.test(tag));
    return [name, inputs.length + [...text.matchAll(pieces)].length];
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0).sort());
}
