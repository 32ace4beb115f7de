// How a member is called: in a line about them, and where a text names them.
import { nameOf } from "../app/reading.ts";
import { isolated } from "../core/text.ts";
import { words } from "../i18n/index.ts";

export const called = (member: number) => isolated(nameOf(member)) || words.value.log.someone;

// As it stands in a text; 0 = all.
export const nameIn = (member: number) =>
  member === 0 ? words.value.posts.all : nameOf(member) || words.value.log.someone;
