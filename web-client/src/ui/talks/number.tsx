// The safety number, as digits to read out: the same on both sides, or somebody is in between.
import { useEffect, useState } from "preact/hooks";
import { note } from "../../app/talks/words.ts";
import { safetyNumber } from "../../core/sealing.ts";
import type { Talk } from "../../core/talking.ts";
import { words } from "../../i18n/index.ts";
import { talkWords } from "../../i18n/later/talks.ts";
import { Dialog } from "../dialog.tsx";

interface Props {
  talk: Talk;
  name: string;
  end: () => void;
  close: () => void;
}

export function SafetyNumber({ talk, name, end, close }: Props) {
  const t = talkWords.value.number;
  const [groups, setGroups] = useState<string[]>([]);
  const [differs, setDiffers] = useState(false);
  const { sealing, room } = talk;
  useEffect(() => {
    if (sealing) void safetyNumber(sealing).then(setGroups);
  }, []);
  const settle = (compared: boolean) => {
    void note(room, { compared });
    if (compared) close();
    else setDiffers(true);
  };
  if (differs) {
    return (
      <Dialog title={t.otherTitle} close={close}>
        <p role="alert">{t.otherHow}</p>
        <div class="choices">
          <button type="button" onClick={close}>
            {words.value.act.close}
          </button>
          {talk.state === "talking" && (
            <button type="button" class="grave" onClick={end}>
              {talkWords.value.room.end}
            </button>
          )}
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t.title} close={close}>
      <p data-user>{t.how(name)}</p>
      <ol class="digits" aria-label={t.digits}>
        {groups.map((group, i) => (
          <li key={i}>{group}</li>
        ))}
      </ol>
      {talk.compared && <p class="quiet">{t.sameAgain}</p>}
      <div class="choices">
        <button type="button" onClick={() => settle(false)}>
          {t.other}
        </button>
        <button type="button" class="primary" onClick={() => settle(true)}>
          {t.same}
        </button>
      </div>
    </Dialog>
  );
}
