// A sheet to print and cut: one sign-in link a member, as a QR code with the name.
import { useEffect, useState } from "preact/hooks";
import { type SheetLink, linksFor } from "../../app/people_calls.ts";
import { words } from "../../i18n/index.ts";
import { more } from "../../i18n/later/index.ts";
import { Qr } from "../qr.tsx";

interface Props {
  members: readonly { member: number; name: string }[];
  done: () => void;
}

export function LinkSheet({ members, done }: Props) {
  const t = more.value.roster;
  const [links, setLinks] = useState<readonly SheetLink[]>([]);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const ended = { now: false };
    void linksFor(members, (all) => ended.now || setLinks(all), ended).then((whole) =>
      ended.now ? undefined : setFailed(!whole),
    );
    return () => {
      ended.now = true;
    };
  }, []);
  const ready = links.length === members.length;
  return (
    <section class="to-print">
      <div class="choices">
        <p role="status">{ready ? t.ready : t.making(links.length, members.length)}</p>
        <button type="button" onClick={done}>
          {t.back}
        </button>
        <button type="button" class="primary" disabled={!ready} onClick={() => window.print()}>
          {t.print}
        </button>
      </div>
      {failed && (
        <p class="trouble" role="alert">
          {t.sheetFailed}
        </p>
      )}
      <ul class="slips">
        {links.map(({ member, name, address }) => (
          <li key={member}>
            <Qr text={address} label={t.qrOf(name)} />
            <strong>{name}</strong>
            <small>
              {words.value.name} · {t.slip}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
