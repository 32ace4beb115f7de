// A button that is a sign alone, or in elder mode a sign with a word beside it. The word stands in
// the label, too, so that one can call it by what one sees.
import type { ComponentType } from "preact";
import { elder } from "./theme.ts";

interface Props {
  sign: ComponentType;
  label: string;
  word?: string; // shorter than the label, if that is long
  act: () => void;
  keys?: string;
}

export function Plain({ sign: Sign, label, word = label, act, keys }: Props) {
  return (
    <button
      type="button"
      class="plain"
      aria-label={label}
      title={label}
      aria-keyshortcuts={keys}
      onClick={act}
    >
      <Sign />
      {elder.value && <span>{word}</span>}
    </button>
  );
}
