// What is raised, before it is sent: whom it is for, its words, its answers. Pure.
import { type Tree, covers } from "./organisation.ts";
import { isBlank, utf8Bytes } from "./text.ts";

export const optionsMost = 6;
export const optionBytes = 60;
export const unitsMost = 200;

export interface AlertForm {
  units: readonly number[]; // what lies below them is in them
  title: string;
  text: string;
  options: readonly string[];
}

// A unit is taken with all below it: those that are in it already are not named again.
export function withUnit(tree: Tree, units: readonly number[], unit: number): number[] {
  return [...units.filter((one) => !covers(tree, unit, one)), unit];
}
export const withoutUnit = (units: readonly number[], unit: number) =>
  units.filter((one) => one !== unit);
// Whether a unit above it was chosen.
export const isWithin = (tree: Tree, units: readonly number[], unit: number) =>
  units.some((one) => one !== unit && covers(tree, one, unit));

export type Fault = "units" | "unitsMany" | "title" | "text" | "options" | "optionLong" | "same";

export const optionsOf = (options: readonly string[]) =>
  options.map((one) => one.trim()).filter((one) => one !== "");

// The first thing that keeps it from being sent.
export function faultOf(
  form: AlertForm,
  most: { title_bytes: number; text_bytes: number },
): Fault | undefined {
  if (form.units.length === 0) return "units";
  if (form.units.length > unitsMost) return "unitsMany";
  if (isBlank(form.title) || utf8Bytes(form.title.trim()) > most.title_bytes) return "title";
  if (isBlank(form.text) || utf8Bytes(form.text) > most.text_bytes) return "text";
  const options = optionsOf(form.options);
  if (options.length === 0 || options.length > optionsMost) return "options";
  if (options.some((one) => isBlank(one) || utf8Bytes(one) > optionBytes)) return "optionLong";
  return new Set(options).size < options.length ? "same" : undefined;
}
