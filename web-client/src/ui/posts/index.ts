// The dialogs about posts, as one file that loads when the first of them is opened.
export { Mentions } from "./mentions.tsx";
export { MessageMenu } from "./menu.tsx";
export { WriteNotice } from "./write_notice.tsx";
