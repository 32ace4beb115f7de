// The room of a talk: how it stands, what the two said, and what one can do.
import { useEffect, useState } from "preact/hooks";
import type { Done } from "../../app/acts.ts";
import { nameOf } from "../../app/reading.ts";
import { seen } from "../../app/reads.ts";
import { link, ready, roomRows, roomsVersion } from "../../app/state.ts";
import { end, forget, withdrawRequest } from "../../app/talks/desk.ts";
import { talks } from "../../app/talks.ts";
import { type Shown, catchUp, hide, show, shown } from "../../app/talks/words.ts";
import { type Talk, isOver, maySay } from "../../core/talking.ts";
import { words } from "../../i18n/index.ts";
import { talkWords } from "../../i18n/later/talks.ts";
import { BackToRooms } from "../back.tsx";
import { ConnectionBar } from "../connection_bar.tsx";
import { NotIn } from "../parts.ts";
import { NotSent } from "../not_sent.tsx";
import { titleOf } from "../room_title.ts";
import { SureOfTalk } from "./before.tsx";
import { Lines } from "./lines.tsx";
import { SafetyNumber } from "./number.tsx";
import { Unsupported } from "./page.tsx";
import { Write } from "./write.tsx";

type Opened = "" | "number" | "withdraw" | "end" | "forget";

// What is kept is shown at once; what is not known here is fetched whenever the room has more.
function useWords(room: number): Shown | "failed" | undefined {
  const top = roomRows.get(room)?.last_seq ?? 0;
  const open = link.value.name === "open" && ready.value;
  useEffect(() => {
    void show(room);
    return hide;
  }, [room]);
  useEffect(() => {
    if (open) void catchUp(room).catch(() => {});
  }, [room, top, open]);
  return shown.value;
}

// What stands before a person's eyes is read.
function useRead(room: number, talk: Talk | undefined): void {
  const row = roomRows.get(room);
  const upTo = talk?.room === room ? talk.upTo : 0;
  useEffect(() => {
    const look = () => {
      if (row && document.visibilityState === "visible" && upTo >= row.last_seq)
        seen(room, row.last_seq, row.last_n);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [room, upTo, row?.last_seq]);
}

export function TalkRoom({ room }: { room: number }) {
  roomsVersion.value;
  const [opened, setOpened] = useState<Opened>("");
  const known = useWords(room);
  const row = roomRows.get(room);
  useRead(room, known === "failed" ? undefined : known?.talk);
  if (known === "failed") return <Unsupported why="keeps" />;
  if (!row?.joined) return <NotIn room={room} row={row} />;
  const here = known?.talk.room === room && known.talk.upTo > 0 ? known : undefined;
  const close = () => setOpened("");
  const other = nameOf(here?.talk.other || row.with || 0) || words.value.log.someone;
  return (
    <section class="pane" aria-labelledby="room-name">
      <Head title={titleOf(row)} talk={here?.talk} open={setOpened} />
      {here ? <Middle {...here} open={setOpened} /> : <Opening />}
      <ConnectionBar />
      <NotSent />
      {here && <Below talk={here.talk} open={setOpened} />}
      {opened === "number" && here?.talk.sealing && (
        <SafetyNumber talk={here.talk} name={other} end={() => setOpened("end")} close={close} />
      )}
      <Asked opened={opened} room={room} close={close} />
    </section>
  );
}

function Opening() {
  return (
    <div class="middle">
      <p class="log empty" role="status">
        {talkWords.value.opening}
      </p>
    </div>
  );
}

function Asked({ opened, room, close }: { opened: Opened; room: number; close: () => void }) {
  const t = talkWords.value.room;
  const asks: Partial<Record<Opened, [string, string, string, () => Promise<Done>]>> = {
    withdraw: [t.withdrawTitle, t.withdrawHow, t.withdraw, () => withdrawRequest(room)],
    end: [t.endTitle, t.endHow, t.end, () => end(room)],
    forget: [t.forgetTitle, t.forgetHow, t.forget, () => forget(room)],
  };
  const asked = asks[opened];
  if (!asked) return null;
  const [title, text, yes, act] = asked;
  return <SureOfTalk {...{ title, text, yes, act, close }} />;
}

interface HeadProps {
  title: string;
  talk: Talk | undefined;
  open: (what: Opened) => void;
}

function Head({ title, talk, open }: HeadProps) {
  const t = talkWords.value.room;
  return (
    <header class="head">
      <BackToRooms />
      <div class="who">
        <h2 id="room-name" data-user dir="auto">
          {title}
        </h2>
        {talk?.sealing && (
          <p>
            {t.sealed} · {talk.compared ? t.compared : t.notCompared}
          </p>
        )}
      </div>
      {talk?.sealing && (
        <button
          type="button"
          class="head-act"
          aria-label={t.number}
          onClick={() => open("number")}
        >
          {t.numberShort}
        </button>
      )}
      {talk?.state === "talking" && (
        <button type="button" class="head-act" aria-label={t.end} onClick={() => open("end")}>
          {t.endShort}
        </button>
      )}
    </header>
  );
}

function Middle({ talk, lines, open }: Shown & { open: (what: Opened) => void }) {
  const t = talkWords.value;
  if (talk.state === "forgotten") {
    return (
      <div class="sheet talks" tabIndex={0}>
        <h3>{t.room.forgotten}</h3>
        <p class="tombstone">{t.room.forgottenHow}</p>
      </div>
    );
  }
  if (talk.state === "waiting") return <Waiting talk={talk} open={open} />;
  return (
    <>
      {talk.lacks && (
        <div class="lacks" role="note">
          <h3>{talk.lacks === "device" ? t.room.lacksDevice : t.room.lacksWelcome}</h3>
          <p>{talk.lacks === "device" ? t.room.lacksDeviceHow : t.room.lacksWelcomeHow}</p>
        </div>
      )}
      <Lines talk={talk} lines={lines} />
    </>
  );
}

// The place in the line is what the server counts, never a time.
function Waiting({ talk, open }: { talk: Talk; open: (what: Opened) => void }) {
  const t = talkWords.value;
  const ahead = talks.value.get(talk.room)?.ahead ?? 0;
  return (
    <div class="sheet talks" tabIndex={0}>
      <h3>{t.room.waitTitle}</h3>
      <p class="place" role="status">
        {t.room.place(ahead)}
      </p>
      <p>{talk.lacks ? t.room.lacksDeviceHow : t.room.waitHow}</p>
      <p class="help">{t.help}</p>
      <p>
        <button type="button" onClick={() => open("withdraw")}>
          {t.room.withdraw}
        </button>
      </p>
    </div>
  );
}

function Below({ talk, open }: { talk: Talk; open: (what: Opened) => void }) {
  const t = talkWords.value.room;
  if (maySay(talk)) return <Write room={talk.room} draft={talk.draft ?? ""} />;
  if (talk.state === "forgotten") {
    return (
      <div class="bar told over">
        <a href="#/talks">{t.again}</a>
      </div>
    );
  }
  if (!isOver(talk)) return null;
  const how = { ended: t.ended, declined: t.declined, withdrawn: t.withdrawn };
  return (
    <div class="bar told over">
      <p role="status">{how[talk.state as keyof typeof how]}</p>
      <button type="button" class="grave" onClick={() => open("forget")}>
        {t.forget}
      </button>
      <a href="#/talks">{t.again}</a>
    </div>
  );
}
