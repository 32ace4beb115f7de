// The part of those who are not signed in, as one file.
export { comeInBy } from "../app/entering.ts";
export { Outside } from "./signed_out.tsx";
