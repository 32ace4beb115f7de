// The goals of what silent members take of the server's memory: pure functions, as in goals.mjs.
import { entry, failed, not_run } from "./entry.mjs";

export const idle_most = { plain: 128, tls: 15_500, rooms: 600 }; // bytes a connection
export const packed_idle_more = 32; // bytes a connection, beyond a plain one
export const member_most = 1_024; // bytes, in 20 rooms, with the account

function idle_goals(reports) {
  const kinds = { plain: ["plain", 1], tls: ["TLS", 1], rooms: ["plain, in 20 rooms", 20] };
  return Object.entries(kinds).map(([kind, [what, rooms]]) => {
    const report = reports[`idle-${kind}`];
    const heard = report?.scenario?.rooms_of_a_member;
    return entry({
      name: `memory of an idle connection, ${what}`,
      value: report?.bytes_per_connection,
      unit: "B",
      goal: idle_most[kind],
      how:
        "resident at N less resident with nobody connected, through N; each hears " +
        (rooms === 1 ? "one room" : `${rooms} rooms`),
      why: failed(report) ?? (heard === rooms ? undefined : `failed: each heard ${heard} rooms`),
      members: report?.scenario?.members,
    });
  });
}

const held_with_nobody = (report) =>
  report?.own_nobody_kilobytes - (report?.cache_nobody_kilobytes ?? 0);

// What accounts take, by what a server with nobody connected holds more than one of a few members.
function member_goal({ "idle-rooms": rooms, "idle-few": few }) {
  const accounts =
    ((held_with_nobody(rooms) - held_with_nobody(few)) * 1_024) /
    (rooms?.scenario?.members - few?.scenario?.members);
  const value = rooms?.bytes_per_connection + accounts;
  const is_known = Number.isFinite(value);
  return entry({
    name: "memory of an idle member in 20 rooms, with the account",
    value,
    unit: "B",
    goal: member_most,
    how:
      "the line above, and what a server with nobody connected holds more than one of few, " +
      "the store's cache left out" +
      (is_known ? `: ${Math.round(accounts)} B an account` : ""),
    why: failed(rooms) ?? failed(few) ?? (is_known ? undefined : not_run),
  });
}

// What it keeps for a connection that takes compressed frames, beside one that does not.
function packed_idle_goal({ "idle-packed": packed, "idle-plain": plain }) {
  const more = packed?.bytes_per_connection - plain?.bytes_per_connection;
  return entry({
    name: "more memory of an idle connection, compressed",
    value: more,
    unit: "B",
    goal: packed_idle_more,
    how: "permessage-deflate agreed on, beyond what a plain one takes",
    why: failed(packed) ?? failed(plain) ?? (Number.isFinite(more) ? undefined : not_run),
  });
}

export const memory_goals = (reports) => [
  ...idle_goals(reports),
  member_goal(reports),
  packed_idle_goal(reports),
];
