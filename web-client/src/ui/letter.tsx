// The sheet of whoever is not in, or not yet.
import type { ComponentChildren } from "preact";
import { words } from "../i18n/index.ts";
import { Mark } from "./mark.tsx";

export function Letter({
  children,
  below,
}: {
  children: ComponentChildren;
  below?: ComponentChildren;
}) {
  const t = words.value;
  return (
    <main class="outside">
      <section class="letter">
        <Mark large />
        <h1>{t.name}</h1>
        <p class="motto">{t.motto}</p>
        {children}
      </section>
      {below}
    </main>
  );
}
