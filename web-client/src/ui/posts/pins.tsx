// What is pinned in a room, as part of its panel.
import { link } from "../../app/connection.ts";
import { useFetched } from "../../app/people.ts";
import { readPage } from "../../app/rooms.ts";
import { names, wanted } from "../../app/state.ts";
import { readable } from "../../core/mentions.ts";
import { type Post, isPost } from "../../core/timeline.ts";
import { more } from "../../i18n/later/index.ts";
import { Fetching } from "../form.tsx";
import { called, nameIn } from "../called.ts";

interface Pinned {
  post: Post;
  text: string;
}

async function pinned(room: number): Promise<Pinned[] | string> {
  const reply = await link.call("pin.list", { room });
  if (reply.kind !== "ok") return reply.kind === "lost" ? "lost" : reply.refusal.reason;
  const { events, about } = readPage(reply.result);
  const edits = new Map(about.map((edit) => [edit.target, edit.text]));
  return events.filter(isPost).map((post) => ({ post, text: edits.get(post.seq) ?? post.text }));
}

export function Pins({ room, close }: { room: number; close: () => void }) {
  names.value; // those that come in later
  const t = more.value.posts;
  const list = useFetched<Pinned>(`${room}`, () => pinned(room));
  if (!Array.isArray(list.rows) || list.rows.length === 0) {
    return typeof list.rows === "string" ? <Fetching rows={list.rows} again={list.again} /> : null;
  }
  return (
    <section>
      <h3>{t.pins}</h3>
      <div class="menu">
        {list.rows.map(({ post, text }: Pinned) => (
          <button
            key={post.seq}
            type="button"
            onClick={() => {
              close();
              wanted.value = { room, seq: post.seq };
            }}
          >
            <span class="pin" data-user>
              {post.kind === "notice" ? post.title : readable(text, nameIn).slice(0, 160)}
            </span>
            <small>{called(post.by)}</small>
          </button>
        ))}
      </div>
    </section>
  );
}
