// The bar of words that were not sent, where there are any. The one about the connection goes
// first: without it nothing can be sent again.
import { link, unsent } from "../app/state.ts";
import { Unsent } from "./parts.ts";

export const NotSent = () =>
  unsent.value.length > 0 && link.value.name === "open" ? <Unsent /> : null;
