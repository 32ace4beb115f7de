// What MLS takes from the browser's own WebCrypto, with nothing else along: AES-GCM; and ECDSA over
// P-256 (RFC 9420, 5.1.2: signatures in DER, points uncompressed), of which WebCrypto gives and
// takes the two numbers side by side.
import type { Signature } from "ts-mls";

const curve = { name: "ECDSA", namedCurve: "P-256" };
const scheme = { name: "ECDSA", hash: "SHA-256" };
const half = 32; // bytes of each of the two numbers

type Bytes = Uint8Array<ArrayBuffer>;
const own = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);

// SEQUENCE { INTEGER r, INTEGER s }, each as short as it can be and never negative.
export function toDer(raw: Uint8Array): Bytes {
  const numbers = [raw.subarray(0, half), raw.subarray(half)].flatMap((number) => {
    let from = 0;
    while (from < half - 1 && number[from] === 0) from++;
    const short = [...(number[from]! & 0x80 ? [0] : []), ...number.subarray(from)];
    return [2, short.length, ...short];
  });
  return new Uint8Array([0x30, numbers.length, ...numbers]);
}

// Undefined for whatever toDer does not write: one signature has one form.
export function fromDer(der: Uint8Array): Bytes | undefined {
  const raw = new Uint8Array(2 * half);
  let at = 2;
  for (const end of [half, 2 * half]) {
    const length = der[at + 1] ?? 0;
    const number = der.subarray(at + 2, at + 2 + length);
    const kept = number[0] === 0 && length > 1 ? number.subarray(1) : number;
    if (length === 0 || kept.length > half) return undefined;
    raw.set(kept, end - kept.length);
    at += 2 + length;
  }
  const again = toDer(raw);
  const same = again.length === der.length && again.every((byte, i) => byte === der[i]);
  return same ? raw : undefined;
}

export const signing: Signature = {
  async sign(signKey, message) {
    const { subtle } = crypto;
    const key = await subtle.importKey("pkcs8", own(signKey), curve, false, ["sign"]);
    return toDer(new Uint8Array(await subtle.sign(scheme, key, own(message))));
  },
  async verify(publicKey, message, signature) {
    const raw = fromDer(signature);
    if (!raw) return false;
    const { subtle } = crypto;
    const key = await subtle.importKey("raw", own(publicKey), curve, false, ["verify"]);
    return subtle.verify(scheme, key, raw, own(message));
  },
  async keygen() {
    const { subtle } = crypto;
    const pair = await subtle.generateKey(curve, true, ["sign", "verify"]);
    const [signKey, publicKey] = await Promise.all([
      subtle.exportKey("pkcs8", pair.privateKey),
      subtle.exportKey("raw", pair.publicKey),
    ]);
    return { signKey: new Uint8Array(signKey), publicKey: new Uint8Array(publicKey) };
  },
};

const cipher = "AES-GCM";
const sealWith = (key: Uint8Array, use: KeyUsage) =>
  crypto.subtle.importKey("raw", own(key), cipher, false, [use]);

export const aesGcm = {
  async encrypt(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array) {
    const how = { name: cipher, iv: own(nonce), additionalData: own(aad) };
    const sealed = crypto.subtle.encrypt(how, await sealWith(key, "encrypt"), own(plain));
    return new Uint8Array(await sealed);
  },
  async decrypt(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array) {
    const how = { name: cipher, iv: own(nonce), additionalData: own(aad) };
    const plain = crypto.subtle.decrypt(how, await sealWith(key, "decrypt"), own(sealed));
    return new Uint8Array(await plain);
  },
};
