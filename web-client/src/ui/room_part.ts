// The room as one file: it is fetched as soon as the list of rooms stands there.
// All of the first load stands behind it, so the bundler keeps that in one file (see build.mjs).
import "../main.tsx";
export { Room } from "./room.tsx";
