// Talks heart to heart as one file: what seals, what is kept, the page. Fetched by who goes there.
// All of the first load stands behind it, so the bundler keeps that in one file (see build.mjs).
import "../../main.tsx";
export { dropForgotten } from "../../app/talks/desk.ts";
export { Talks } from "./page.tsx";
