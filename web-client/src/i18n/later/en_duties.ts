// The duty of a listener, in administration.
import type { DutyWords } from "./zh_duties.ts";

export const enDuties: DutyWords = {
  listener: "Listener",
  giveTitle: (unit) => `Who is to be a listener of ${unit}`,
  giveHow:
    "Listeners are asked for talks heart to heart by people of the unit and below. They manage " +
    "nothing and read nothing by it. Nobody is offered a request to a unit from those they manage.",
  listeners: "Listeners",
  give: "Appoint a listener",
  nobody: "There is no listener here yet.",
};
