// A count beside a name: short for the eye, in words for the ear.
export const most = (n: number) => (n > 999 ? "999+" : String(n));

export const badge = (kind: string, text: string, said: string) => (
  <span class={kind} role="img" aria-label={said}>
    {text}
  </span>
);
