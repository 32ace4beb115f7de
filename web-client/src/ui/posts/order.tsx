// What is done about another's message: it is removed with a reason, or shown to those who keep
// order.
import { useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import { more } from "../../i18n/later/index.ts";
import { words } from "../../i18n/index.ts";
import { Dialog } from "../dialog.tsx";
import { Reason } from "../reason.tsx";

interface Props {
  room: number;
  seq: number;
  close: () => void;
}

export function RemovePost({ room, seq, close }: Props) {
  const t = more.value.order;
  return (
    <Reason
      title={t.removeTitle}
      how={t.reasonPublic}
      yes={t.removeYes}
      act={(reason) => act("message.remove", { room, target: seq, reason })}
      close={close}
    />
  );
}

export function ReportPost({ room, seq, close }: Props) {
  const t = more.value.order;
  const [done, setDone] = useState(false);
  if (done) {
    return (
      <Dialog title={t.reportTitle} close={close}>
        <p role="status">{t.reported}</p>
        <div class="choices">
          <button type="button" class="primary" onClick={close}>
            {words.value.act.close}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Reason
      title={t.reportTitle}
      how={t.reportHow}
      yes={t.report}
      act={(reason) => act("message.report", { room, seq, reason })}
      close={close}
      then={() => setDone(true)}
    />
  );
}
