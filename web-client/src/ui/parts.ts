// What is fetched when it is first needed: the dialogs, and administration.
import { later } from "./later.tsx";

const dialogs = () => import("./dialogs.ts");

export const CreateRoom = later(() => dialogs().then((part) => part.CreateRoom));
export const MemberCard = later(() => dialogs().then((part) => part.MemberCard));
export const RoomPanel = later(() => dialogs().then((part) => part.RoomPanel));
export const Search = later(() => dialogs().then((part) => part.Search));
export const Settings = later(() => dialogs().then((part) => part.Settings));
export const Administration = later(() =>
  import("./admin/page.tsx").then((part) => part.Administration),
);
