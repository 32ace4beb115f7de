// The mark, an arc between two points, and the few signs the page needs. Drawn, never fetched.
import type { ComponentChildren } from "preact";

export function Mark({ large = false }: { large?: boolean }) {
  return (
    <svg class={large ? "mark large" : "mark"} viewBox="0 0 32 20" aria-hidden="true">
      <path d="M4 15.5C6.5 1.5 25.5 1.5 28 15.5" />
      <circle cx="4" cy="15.5" r="2.7" />
      <circle cx="28" cy="15.5" r="2.7" />
    </svg>
  );
}

export function Sign({ children }: { children: ComponentChildren }) {
  return (
    <svg class="sign" viewBox="0 0 20 20" aria-hidden="true">
      {children}
    </svg>
  );
}

export const Back = () => (
  <Sign>
    <path d="M12.5 4 6.5 10l6 6" />
  </Sign>
);
export const Plus = () => (
  <Sign>
    <path d="M10 4v12M4 10h12" />
  </Sign>
);
export const Close = () => (
  <Sign>
    <path d="m5 5 10 10M15 5 5 15" />
  </Sign>
);
export const Down = () => (
  <Sign>
    <path d="M10 4v11M5 10.5l5 5 5-5" />
  </Sign>
);
export const Send = () => (
  <Sign>
    <path d="M10 16V4.5M5 9l5-5 5 5" />
  </Sign>
);
export const More = () => (
  <Sign>
    <path d="M4.5 10h.01M10 10h.01M15.5 10h.01" class="dots" />
  </Sign>
);
export const Calendar = () => (
  <Sign>
    <path d="M3.5 5.5h13v11h-13zM3.5 9h13M7 3v4M13 3v4" />
  </Sign>
);
export const Gear = () => (
  <Sign>
    <path d="M3 6h8M15 6h2M3 14h2M9 14h8" />
    <circle cx="13" cy="6" r="2" />
    <circle cx="7" cy="14" r="2" />
  </Sign>
);
export const Alarm = () => (
  <Sign>
    <path d="M5.5 14V9.5a4.5 4.5 0 0 1 9 0V14M3.5 16.5h13M5.5 14h9" />
    <path d="M10 5V2.5M16 5l1.2-1.2M4 5 2.8 3.8" />
  </Sign>
);
export const Glass = () => (
  <Sign>
    <circle cx="9" cy="9" r="5" />
    <path d="m12.7 12.7 4 4" />
  </Sign>
);
export const People = () => (
  <Sign>
    <circle cx="7.5" cy="7" r="3" />
    <path d="M2 16.5c.4-3.4 2.6-5 5.5-5s5.1 1.6 5.5 5" />
    <path d="M13 4.4a3 3 0 0 1 0 5.2M15 12c1.7.7 2.8 2.2 3 4.5" />
  </Sign>
);
export const Tree = () => (
  <Sign>
    <path d="M10 7.5v3M4.5 13v-2.5h11V13" />
    <circle cx="10" cy="5" r="2.5" />
    <circle cx="4.5" cy="15" r="2" />
    <circle cx="15.5" cy="15" r="2" />
  </Sign>
);
// Two who sit together.
export const Heart = () => (
  <Sign>
    <path d="M3 9c0-3 2.6-5 5.7-5s5.6 2 5.6 5-2.5 5-5.6 5q-1.2 0-2.3-.4L3.5 15l.7-2.6Q3 11 3 9Z" />
    <path d="M16.2 8.6c.5.7.8 1.5.8 2.4 0 1-.4 1.9-1 2.6l.5 2.4-2.6-1.2c-.6.3-1.3.5-2 .6" />
  </Sign>
);
export const Reply = () => (
  <Sign>
    <path d="M8.5 5 4 9.5 8.5 14M4.5 9.5H11c3 0 5 2 5 5.5" />
  </Sign>
);
export const Turn = () => (
  <Sign>
    <path d="m8 6 4 4-4 4" />
  </Sign>
);

// The last character of a Chinese name, the first letter of any other.
export function Seal({ name, member }: { name: string; member: number }) {
  const letters = [...name.replace("\u2068", "").trim()];
  const han = /\p{Script=Han}/u.test(name);
  const letter = (han ? letters[letters.length - 1] : letters[0]?.toUpperCase()) ?? "·";
  return (
    <span class={`seal tone-${member % 6}`} aria-hidden="true">
      {letter}
    </span>
  );
}
