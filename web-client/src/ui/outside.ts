// The part of those who are not signed in, as one file.
// All of the first load stands behind it, so the bundler keeps that in one file (see build.mjs).
import "../main.tsx";
export { comeInBy } from "../app/entering.ts";
export { Outside } from "./signed_out.tsx";
