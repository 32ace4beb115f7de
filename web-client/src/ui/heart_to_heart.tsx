// The way to a talk between two: the same place for everybody, also for who never had one.
import { route } from "../app/state.ts";
import { talksWaiting } from "../app/talks.ts";
import { words } from "../i18n/index.ts";
import { badge, most } from "./badge.tsx";
import { Heart } from "./mark.tsx";

export function HeartToHeart() {
  const t = words.value.talks;
  const waiting = talksWaiting.value.length;
  return (
    <a class="heart" href="#/talks" aria-current={route.value.talks ? "page" : undefined}>
      <span class="title">
        <Heart />
        {t.title}
      </span>
      <span class="about">{t.entryHow}</span>
      {waiting > 0 && (
        <span class="badges">{badge("badge", most(waiting), t.waiting(waiting))}</span>
      )}
    </a>
  );
}
