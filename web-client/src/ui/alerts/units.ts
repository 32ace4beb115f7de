// How a unit is called in the figures of an alert, which outlive the tree they were counted in.
import { more } from "../../i18n/later/index.ts";
import { unitName } from "../room_title.ts";

export const unitOfRoll = (unit: number) =>
  unit === 0 ? more.value.alerts.roll.homeless : unitName(unit) || more.value.alerts.roll.goneUnit;
