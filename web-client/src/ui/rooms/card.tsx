// A member whose name one has touched: a way to talk to them alone.
import { openDirect } from "../../app/direct.ts";
import { nameOf } from "../../app/reading.ts";
import { me } from "../../app/state.ts";
import { words } from "../../i18n/index.ts";
import { more } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Trouble, useAct } from "../form.tsx";
import { Seal } from "../mark.tsx";

export function MemberCard({ member, close }: { member: number; close: () => void }) {
  const t = more.value.card;
  const name = nameOf(member) || words.value.log.someone;
  const { busy, why, run } = useAct(close);
  return (
    <Dialog title={name} close={close} named>
      <div class="card">
        <Seal name={name} member={member} />
        {member === me.value.member ? (
          <p>{t.self}</p>
        ) : (
          <div>
            <button
              type="button"
              class="primary"
              disabled={busy}
              onClick={() => void run(() => openDirect(member))}
            >
              {t.direct}
            </button>
            <p class="quiet">{t.directHow}</p>
          </div>
        )}
      </div>
      <Trouble text={why} />
    </Dialog>
  );
}
