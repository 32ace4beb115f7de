import type { SettingsWords } from "./zh_settings.ts";

const count = (n: number) => n.toLocaleString("en");
const many = (n: number, one: string, more: string) => `${count(n)} ${n === 1 ? one : more}`;

export const enSettings: SettingsWords = {
  signOut: "Sign out",
  signOutAsk: (n) =>
    n > 0
      ? `${many(n, "message has", "messages have")} not been sent and will be lost. Sign out?`
      : "Sign out on this device?",
  signOutHow: "You will need a new sign-in link to come back.",
  signOutTalks: "Your talks heart to heart cannot be read again after that, by anybody.",
  devices: "Signed-in devices",
  thisDevice: "this device",
  unnamedDevice: "A device without a name",
  since: (when: string) => `since ${when}`,
  endDevice: "Sign it out",
  endDeviceLabel: (name: string) => `Sign out ${name}`,
  endDeviceAsk: (name: string) =>
    `${name} is signed out at once and needs a new sign-in link to come back. ` +
    "Do this when a phone is lost, or when you do not know the device.",
  endDeviceFailed: "It could not be signed out. Please try again.",
  devicesFailed: "The list of devices could not be fetched. Please try again later.",
  newLink: "Sign in on another device",
  newLinkHow:
    "Open this link on the other device, or scan the code with it. It works once; do not pass it " +
    "on, and let nobody photograph it.",
  newLinkQr: "QR code of the sign-in link",
  newLinkFailed: "No link could be made. Please try again later.",
  language: "Language",
  theme: "Appearance",
  themes: { auto: "As the system", light: "Light", dark: "Dark" },
};
