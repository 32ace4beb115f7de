// Talks heart to heart: whom to ask, one's own talks, the listener's desk; or one of the talks.
import { useEffect } from "preact/hooks";
import { lacking } from "../../app/talks/book.ts";
import { me, rooms, unreadOf } from "../../app/state.ts";
import { dropForgotten } from "../../app/talks/desk.ts";
import { listTalks, talks } from "../../app/talks.ts";
import { isListener } from "../../core/organisation.ts";
import { isTalk } from "../../core/room_groups.ts";
import { briefTime, words } from "../../i18n/index.ts";
import { talkWords } from "../../i18n/later/talks.ts";
import { badge, most } from "../badge.tsx";
import { BackToRooms } from "../back.tsx";
import { ConnectionBar } from "../connection_bar.tsx";
import { lastLine } from "../last_words.ts";
import { titleOf } from "../room_title.ts";
import { Desk } from "./listener.tsx";
import { TalkRoom } from "./room.tsx";
import { Whom } from "./whom.tsx";

export function Talks({ room }: { room: number }) {
  const lacks = lacking();
  if (lacks !== "") return <Unsupported why={lacks} />;
  return room > 0 ? <TalkRoom key={room} room={room} /> : <Front />;
}

export function Unsupported({ why }: { why: "secure" | "browser" | "keeps" }) {
  const t = talkWords.value;
  return (
    <section class="pane" aria-labelledby="talks-title">
      <Head />
      <div class="sheet talks" tabIndex={0}>
        <h3>{t.unsupported.title}</h3>
        <p>{t.unsupported[why]}</p>
        <p class="help">{t.help}</p>
      </div>
      <ConnectionBar />
    </section>
  );
}

function Head() {
  return (
    <header class="head">
      <BackToRooms />
      <div class="who">
        <h2 id="talks-title">{words.value.talks.title}</h2>
      </div>
    </header>
  );
}

const lookAgain = async () => {
  if (await listTalks()) await dropForgotten().catch(() => {});
};

function Front() {
  const t = talkWords.value;
  useEffect(() => void lookAgain(), []);
  return (
    <section class="pane" aria-labelledby="talks-title">
      <Head />
      <div class="sheet talks" tabIndex={0}>
        <p>{t.desk.how}</p>
        <p class="help">{t.help}</p>
        {isListener(me.value) && <Desk />}
        <Mine />
        <Whom />
      </div>
      <ConnectionBar />
    </section>
  );
}

function Mine() {
  talks.value;
  const own = rooms.value.filter((row) => row.joined && isTalk(row) && !row.archived);
  if (own.length === 0) return null;
  return (
    <section>
      <h3>{talkWords.value.desk.mine}</h3>
      <ul class="whom">
        {own.map((row) => (
          <li key={row.room}>
            <a class="talk" href={`#/r/${row.room}`}>
              <span class="about">
                <bdi data-user>{titleOf(row)}</bdi>
                <small>{lastLine(row)}</small>
              </span>
              {unreadOf(row) > 0 &&
                badge("badge", most(unreadOf(row)), words.value.rooms.unread(unreadOf(row)))}
              <time>{briefTime(row.last_at)}</time>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
