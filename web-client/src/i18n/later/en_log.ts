// The log of the organisation in plain sentences.
import type { LoggedEvent as Event } from "../../core/organisation_log.ts";
import type { Named } from "./zh_log.ts";

export function enLog(event: Event, { by, member, unit, parent, from }: Named): string {
  const duty = event.duty === "owner" ? "owner" : "organiser";
  switch (event.kind) {
    case "member_added":
      return `${by} added ${member}${event.organiser ? " as an owner" : ""}`;
    case "unit_created":
      return `${by} made “${event.name ?? unit}” below “${parent}”`;
    case "unit_renamed":
      return `${by} renamed a unit to “${event.name ?? unit}”`;
    case "unit_moved":
      return `${by} moved “${unit}” below “${parent}”`;
    case "unit_closed":
      return `${by} closed “${unit}”`;
    case "reception_set":
      return event.on
        ? `${by} let “${unit}” welcome newcomers`
        : `“${unit}” welcomes newcomers no more (${by})`;
    case "home_set":
      if (event.unit === 0) return `${by} took ${member} out of “${from}”; they have no unit now`;
      return event.from === 0
        ? `${by} gave ${member} a place in “${unit}”`
        : `${by} moved ${member} from “${from}” to “${unit}”`;
    case "member_welcomed":
      return `${by} welcomed ${member}`;
    case "welcome_overdue":
      return `${member} waited three days and nobody welcomed them`;
    case "duty_given":
      return `${by} made ${member} ${duty} of “${unit}”`;
    case "duty_taken":
      return `${by} took back from ${member} the duty of ${duty} of “${unit}”`;
    case "member_deactivated":
      return `${by} deactivated ${member}`;
    case "member_reactivated":
      return `${by} reactivated ${member}`;
    case "member_erased":
      return event.by === event.member ? "A member left for good" : `${by} erased a member`;
    default:
      return `${by} did something this page does not know yet; please reload`;
  }
}
