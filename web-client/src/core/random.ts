// Random ids that work without crypto.randomUUID and crypto.subtle, which plain http does not have.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// `chars` characters of base64url, six random bits each.
export function randomId(chars: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(chars));
  return Array.from(bytes, (byte) => letters[byte & 63]).join("");
}

export const newOutboxId = () => randomId(22);
export const newClaim = () => randomId(43);
// A UUID (version 4), as a guard of a call that nothing remembers.
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 15) | 64;
  bytes[8] = (bytes[8]! & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
