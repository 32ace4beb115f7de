// The dialogs that everybody may open, as one file that loads when the first of them is opened.
export { MemberCard } from "./rooms/card.tsx";
export { CreateRoom } from "./rooms/create.tsx";
export { RoomPanel } from "./rooms/panel.tsx";
export { Search } from "./search.tsx";
export { Settings } from "./settings.tsx";
export { DateJump } from "./room_dialogs.tsx";
