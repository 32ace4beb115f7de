// What is fetched when it is first needed: the dialogs, and administration.
import { later } from "./later.tsx";

const dialogs = () => import("./dialogs.ts");

export const DateJump = later(() => dialogs().then((part) => part.DateJump));
export const CreateRoom = later(() => dialogs().then((part) => part.CreateRoom));
export const MemberCard = later(() => dialogs().then((part) => part.MemberCard));
export const RoomPanel = later(() => dialogs().then((part) => part.RoomPanel));
export const Search = later(() => dialogs().then((part) => part.Search));
export const Settings = later(() => dialogs().then((part) => part.Settings));
const posts = () => import("./posts/index.ts");
export const MessageMenu = later(() => posts().then((part) => part.MessageMenu));
export const Mentions = later(() => posts().then((part) => part.Mentions));
export const WriteNotice = later(() => posts().then((part) => part.WriteNotice));

// Fetched soon after the page is up, so that it is here also when the network is gone.
const soonMs = 2_000;
export const fetchSoon = () => void setTimeout(() => void posts().catch(() => {}), soonMs);

export const Invited = later(() => import("./invited.tsx").then((part) => part.Invited));
export const Administration = later(() =>
  import("./admin/page.tsx").then((part) => part.Administration),
);
