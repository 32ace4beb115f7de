// Talks between two, sealed by MLS (RFC 9420) so that the server never has a word: who asks makes a
// key package, who listens makes the group of the two from it, the asker joins by the welcome. No
// commit follows. Pure: every step gives back the whole state, to be kept before what it sealed
// leaves (app/talks/book.ts), and takes a state that was given back once. Text in, text out: what
// the library empties after use is never what somebody holds.
import {
  type ClientState,
  createGroup,
  decodeGroupState,
  encodeGroupState,
  joinGroup,
} from "ts-mls/clientState.js";
import { defaultClientConfig } from "ts-mls/clientConfig.js";
import { createCommit } from "ts-mls/createCommit.js";
import { createApplicationMessage } from "ts-mls/createMessage.js";
import type { CiphersuiteImpl } from "ts-mls/crypto/ciphersuite.js";
import { makeHashImpl } from "ts-mls/crypto/implementation/default/makeHashImpl.js";
import { makeKdfImpl } from "ts-mls/crypto/implementation/default/makeKdfImpl.js";
import { makeGenericHpke } from "ts-mls/crypto/implementation/hpke.js";
import { generateKeyPackage } from "ts-mls/keyPackage.js";
import { defaultLifetime } from "ts-mls/lifetime.js";
import { type MLSMessage, decodeMlsMessage, encodeMlsMessage } from "ts-mls/message.js";
import { processPrivateMessage } from "ts-mls/processMessages.js";
import { emptyPskIndex } from "ts-mls/pskIndex.js";
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { aesGcm, signing } from "./web_crypto.ts";

// The two suites that RFC 9420 has for 128 bits differ in their curve. WebCrypto has P-256
// everywhere, X25519 and Ed25519 in newer browsers alone.
const suiteName = "MLS_128_DHKEMP256_AES128GCM_SHA256_P256";

let made: Promise<CiphersuiteImpl> | undefined;
async function makeSuite(): Promise<CiphersuiteImpl> {
  const kdf = new HkdfSha256();
  const kem = new DhkemP256HkdfSha256();
  const algorithm = {
    kem: "DHKEM-P256-HKDF-SHA256",
    kdf: "HKDF-SHA256",
    aead: "AES128GCM",
  } as const;
  return {
    name: suiteName,
    hash: makeHashImpl(crypto.subtle, "SHA-256"),
    kdf: makeKdfImpl(kdf),
    hpke: await makeGenericHpke(
      algorithm,
      aesGcm,
      new CipherSuite({ kem, kdf, aead: new Aes128Gcm() }),
    ),
    signature: signing,
    rng: { randomBytes: (n) => crypto.getRandomValues(new Uint8Array(n)) },
  };
}
const suite = () => (made ??= makeSuite());

const utf8 = (text: string) => new TextEncoder().encode(text);
const plain = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (text: string) => fromBase64url(text) ?? new Uint8Array();

// So many bytes more than the words are sealed with them at most: a signature, a frame.
const besideWords = 128;
// What is sealed is as long as the next multiple: a yes and a no look alike.
const padding = 256;
// Words that are longer are not sealed: what comes of them fits into the wire.
export const wordsMost = 15_000; // bytes of UTF-8

export interface Package {
  package: string; // for everybody
  secrets: string; // for nobody
}

// What the two know of each other: members by their ids, which the sealed words carry.
export interface Pair {
  room: number;
  me: number;
  other: number;
}

export interface Sealing {
  group: string; // MLS: keys, and which of them are used up
  said: number; // own words sealed so far
}

export type Opened =
  | { ok: true; state: Sealing; text: string; n: number } // n: the other's count of own words
  | { ok: false; why: "replayed" | "damaged" };

export async function makePackage(me: number): Promise<Package> {
  const cs = await suite();
  const credential = { credentialType: "basic", identity: utf8(String(me)) } as const;
  const capabilities = {
    versions: ["mls10" as const],
    ciphersuites: [suiteName as typeof cs.name],
    extensions: [],
    proposals: [],
    credentials: ["basic" as const],
  };
  const { publicPackage, privatePackage: keys } = await generateKeyPackage(
    credential,
    capabilities,
    defaultLifetime, // a request waits as long as it waits
    [],
    cs,
  );
  const secrets = [keys.initPrivateKey, keys.hpkePrivateKey, keys.signaturePrivateKey];
  return {
    package: packed({
      version: "mls10",
      wireformat: "mls_key_package",
      keyPackage: publicPackage,
    }),
    secrets: secrets.map(toBase64url).join("."),
  };
}

const packed = (message: MLSMessage) => toBase64url(encodeMlsMessage(message));

function unpacked<Format extends MLSMessage["wireformat"]>(text: string, format: Format) {
  const bytes = bytesOf(text);
  const [message, length] = decodeMlsMessage(bytes, 0) ?? [];
  if (message?.wireformat !== format || length !== bytes.length) return undefined;
  return message as Extract<MLSMessage, { wireformat: Format }>;
}

function ownKeys({ package: text, secrets }: Package) {
  const keyPackage = unpacked(text, "mls_key_package")!.keyPackage;
  const [initPrivateKey, hpkePrivateKey, signaturePrivateKey] = secrets.split(".").map(bytesOf);
  return [
    keyPackage,
    {
      initPrivateKey: initPrivateKey!,
      hpkePrivateKey: hpkePrivateKey!,
      signaturePrivateKey: signaturePrivateKey!,
    },
  ] as const;
}

// Begins with the talk it is for, so that a welcome to one is none to another.
const groupName = (room: number) => `xinqiao talk ${room} `;

// By who listens. Undefined where the package is not one of the asker's, whole and well signed.
export async function beginGroup(pair: Pair, theirs: string) {
  try {
    const cs = await suite();
    const { keyPackage } = unpacked(theirs, "mls_key_package")!;
    const [own, keys] = ownKeys(await makePackage(pair.me));
    const salt = toBase64url(cs.rng.randomBytes(16));
    const begun = await createGroup(utf8(groupName(pair.room) + salt), own, keys, [], cs);
    const { newState, welcome } = await createCommit(
      { state: begun, cipherSuite: cs },
      {
        extraProposals: [{ proposalType: "add", add: { keyPackage } }],
        ratchetTreeExtension: true,
      },
    );
    if (!welcome || !isOfTheTwo(newState, pair)) return undefined;
    return {
      state: kept(newState, 0),
      welcome: packed({ version: "mls10", wireformat: "mls_welcome", welcome }),
    };
  } catch {
    return undefined;
  }
}

// By who asked. Undefined where the welcome is to somebody else, or from another than the listener.
export async function joinBy(pair: Pair, own: Package, text: string): Promise<Sealing | undefined> {
  try {
    const { welcome } = unpacked(text, "mls_welcome")!;
    const [keyPackage, keys] = ownKeys(own);
    const state = await joinGroup(welcome, keyPackage, keys, emptyPskIndex, await suite());
    return isOfTheTwo(state, pair) ? kept(state, 0) : undefined;
  } catch {
    return undefined;
  }
}

function isOfTheTwo(state: ClientState, { room, me, other }: Pair): boolean {
  const inIt = state.ratchetTree.flatMap((node) => {
    if (node?.nodeType !== "leaf") return [];
    const { credential } = node.leaf;
    return credential.credentialType === "basic" ? [plain(credential.identity)] : ["?"];
  });
  const wanted = [me, other].map(String).sort();
  return (
    inIt.length === 2 &&
    inIt.sort().every((member, i) => member === wanted[i]) &&
    plain(state.groupContext.groupId).startsWith(groupName(room))
  );
}

// The epoch before the other came in is over; what would open it is not kept.
const kept = (state: ClientState, said: number): Sealing => ({
  group: toBase64url(encodeGroupState({ ...state, historicalReceiverData: new Map() })),
  said,
});

function taken(state: Sealing, padUntilLength = padding): ClientState {
  const [group] = decodeGroupState(bytesOf(state.group), 0)!;
  const paddingConfig = { kind: "padUntilLength", padUntilLength } as const;
  return { ...group, clientConfig: { ...defaultClientConfig, paddingConfig } };
}

// The key is used up with it: the state that comes back is kept before the words leave.
export async function seal(state: Sealing, text: string) {
  const n = state.said + 1;
  const content = utf8(`${n}\n${text}`);
  const length = Math.ceil((content.length + besideWords) / padding) * padding;
  const group = taken(state, length);
  const { newState, privateMessage, consumed } = await createApplicationMessage(
    group,
    content,
    await suite(),
  );
  const next = kept(newState, n);
  for (const secret of consumed) secret.fill(0);
  const sealed = packed({ version: "mls10", wireformat: "mls_private_message", privateMessage });
  return { state: next, sealed };
}

// Words of the other. The state stays as it was where they are none.
export async function open(state: Sealing, sealed: string): Promise<Opened> {
  try {
    const { privateMessage } = unpacked(sealed, "mls_private_message")!;
    const group = taken(state);
    const result = await processPrivateMessage(
      group,
      privateMessage,
      emptyPskIndex,
      await suite(),
      () => "reject",
    );
    if (result.kind !== "applicationMessage") return { ok: false, why: "damaged" };
    const [, n, text] = /^(\d{1,15})\n([^]*)$/.exec(plain(result.message)) ?? [];
    if (n === undefined || text === undefined) return { ok: false, why: "damaged" };
    const next = kept(result.newState, state.said);
    for (const secret of result.consumed) secret.fill(0);
    return { ok: true, state: next, text, n: Number(n) };
  } catch (error) {
    // The library's own words for a key that was used: tests hold it to them.
    const used = error instanceof Error && error.message === "Desired gen in the past";
    return { ok: false, why: used ? "replayed" : "damaged" };
  }
}

const groupsShown = 12;
const digits = 5;

// What both compare, by another way than this one: RFC 9420, 8.7. Who stood between the two would
// have made two groups, and could not make their numbers the same.
export async function safetyNumber(state: Sealing): Promise<string[]> {
  const { epochAuthenticator } = taken(state).keySchedule;
  const label = utf8("xinqiao safety number");
  const input = new Uint8Array([...label, ...epochAuthenticator]);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-512", input));
  return Array.from({ length: groupsShown }, (_, i) => {
    const part = hash.subarray(i * digits, (i + 1) * digits);
    const number = part.reduce((sum, byte) => (sum * 256 + byte) % 100_000, 0);
    return String(number).padStart(digits, "0");
  });
}
