// Random ids that work without crypto.randomUUID and crypto.subtle, which plain http does not have.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// `chars` characters of base64url, six random bits each.
export function randomId(chars: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(chars));
  return Array.from(bytes, (byte) => letters[byte & 63]).join("");
}

export const newOutboxId = () => randomId(22);
export const newClaim = () => randomId(43);
