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

function Sign({ children }: { children: ComponentChildren }) {
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
export const Glass = () => (
  <Sign>
    <circle cx="9" cy="9" r="5" />
    <path d="m12.7 12.7 4 4" />
  </Sign>
);
export const Door = () => (
  <Sign>
    <path d="M11 3.5H4.5v13H11M8.5 10h8M13.5 7l3 3-3 3" />
  </Sign>
);
export const Reply = () => (
  <Sign>
    <path d="M8.5 5 4 9.5 8.5 14M4.5 9.5H11c3 0 5 2 5 5.5" />
  </Sign>
);
