// The latest posts in which somebody named one.
import { link } from "../../app/connection.ts";
import { go } from "../../app/routing.ts";
import { useFetched } from "../../app/people.ts";
import { names, roomRows, wanted } from "../../app/state.ts";
import { briefTime } from "../../i18n/index.ts";
import { more } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Fetching } from "../form.tsx";
import { called } from "../called.ts";
import { titleOf } from "../room_title.ts";

interface Mention {
  room: number;
  seq: number;
  at: number;
  by: number;
}

async function mentions(): Promise<Mention[] | string> {
  const reply = await link.call("mention.list", {});
  if (reply.kind === "ok") return reply.result["mentions"] as Mention[];
  return reply.kind === "lost" ? "lost" : reply.refusal.reason;
}

export function Mentions({ close }: { close: () => void }) {
  names.value; // those that come in later
  const t = more.value.posts;
  const list = useFetched<Mention>("", mentions);
  const see = ({ room, seq }: Mention) => {
    close();
    wanted.value = { room, seq };
    go(room);
  };
  return (
    <Dialog title={t.mentionsOf} close={close}>
      <Fetching rows={list.rows} again={list.again} />
      {Array.isArray(list.rows) && list.rows.length === 0 && <p class="quiet">{t.noMentions}</p>}
      {Array.isArray(list.rows) && (
        <div class="menu">
          {list.rows.map((one) => {
            const row = roomRows.get(one.room);
            const unread = row !== undefined && one.seq > row.read_seq;
            return (
              <button
                key={`${one.room}:${one.seq}`}
                type="button"
                class={unread ? "fresh" : ""}
                onClick={() => see(one)}
              >
                <span data-user>{t.mentioned(called(one.by), row ? titleOf(row) : "")}</span>
                <time>{briefTime(one.at)}</time>
              </button>
            );
          })}
        </div>
      )}
    </Dialog>
  );
}
