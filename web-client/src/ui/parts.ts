// What is fetched when it is first needed.
import { talkPart } from "../app/talks.ts";
import { later } from "./later.tsx";
import { AlarmDoorway, Doorway } from "./doorway.tsx";

export const everyday = () => import("./everyday.ts");
const outside = () => import("./outside.ts");
const soonMs = 2_000;

export const AlertActs = later(() => everyday().then((part) => part.AlertActs), { quiet: 0 });
export const AlertBoard = later(() => everyday().then((part) => part.AlertBoard));
export const Aids = later(() => everyday().then((part) => part.Aids), { quiet: 0 });
export const Comfort = later(() => everyday().then((part) => part.Comfort), { quiet: soonMs });
export const DateJump = later(() => everyday().then((part) => part.DateJump));
export const CreateRoom = later(() => everyday().then((part) => part.CreateRoom));
export const MemberCard = later(() => everyday().then((part) => part.MemberCard));
export const MessageMenu = later(() => everyday().then((part) => part.MessageMenu));
export const Mentions = later(() => everyday().then((part) => part.Mentions));
export const NotIn = later(() => everyday().then((part) => part.NotIn));
export const QuestionBoard = later(() => everyday().then((part) => part.QuestionBoard));
export const QuestionDialog = later(() => everyday().then((part) => part.QuestionDialog));
export const RoomPanel = later(() => everyday().then((part) => part.RoomPanel));
export const Search = later(() => everyday().then((part) => part.Search));
export const Settings = later(() => everyday().then((part) => part.Settings));
// Fetched long before it is needed, with the rest of what everybody gets.
export const Takeover = later(() => everyday().then((part) => part.Takeover), {
  quiet: 0,
  again: 2_000,
  meanwhile: AlarmDoorway,
});
export const Unsent = later(() => everyday().then((part) => part.Unsent), { quiet: 0 });
export const WriteNotice = later(() => everyday().then((part) => part.WriteNotice));
export const Outside = later(() => outside().then((part) => part.Outside));

// At once when the list stands there, so that it need not wait for it.
export const Room = later(() => import("./room_part.ts").then((part) => part.Room), {
  meanwhile: Doorway,
});

export const Talks = later(() => talkPart().then((part) => part.Talks), { meanwhile: Doorway });

export const Administration = later(() =>
  import("./admin/page.tsx").then((part) => part.Administration),
);
