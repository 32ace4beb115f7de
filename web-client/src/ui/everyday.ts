// The part that everybody gets a moment after the first load, as one file: the dialogs of rooms and
// posts, comfort, and what is done when all is quiet.
// All of the first load stands behind it, so the bundler keeps that in one file (see build.mjs).
import "../main.tsx";
export { reload } from "../app/reload.ts";
export { saveRooms } from "../app/shelving.ts";
export { lookAround } from "../app/afterwards.ts";
export { finds } from "../core/finding.ts";
export { AlertActs } from "./alerts/acts.tsx";
export { AlertBoard } from "./alerts/board.tsx";
export { Takeover } from "./alerts/takeover.tsx";
export { Aids } from "./comfort/aids.tsx";
export { Comfort } from "./comfort/comfort.tsx";
export { Unsent } from "./comfort/unsent.tsx";
export { NotIn } from "./not_in.tsx";
export { Mentions } from "./posts/mentions.tsx";
export { MessageMenu } from "./posts/menu.tsx";
export { takeUp } from "../app/question_acts.ts";
export { QuestionBoard } from "./questions/board.tsx";
export { QuestionDialog } from "./questions/dialogs.tsx";
export { WriteNotice } from "./posts/write_notice.tsx";
export { DateJump } from "./room_dialogs.tsx";
export { MemberCard } from "./rooms/card.tsx";
export { CreateRoom } from "./rooms/create.tsx";
export { RoomPanel } from "./rooms/panel.tsx";
export { Search } from "./search.tsx";
export { Settings } from "./settings.tsx";
