// The service worker: the page starts from what it kept, with or without a network. It keeps the
// files of one release and nothing else: no data of anybody, no answer of the server. A new release
// is fetched beside the old one and waits until the person says so, or all tabs are closed.
export {};
declare const FILES: readonly string[]; // of this release, by their names with hashes
declare const RELEASE: string;

interface Extended extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetched extends Extended {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  addEventListener(name: "install" | "activate", act: (event: Extended) => void): void;
  addEventListener(name: "fetch", act: (event: Fetched) => void): void;
  addEventListener(name: "message", act: (event: MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}
const worker = globalThis as unknown as Worker;
const prefix = "xinqiao-page-";
const name = prefix + RELEASE;

// What another release has under the same name is the same, where the name has a hash.
const hashed = /-\w{8,}\.(js|css)$/;
async function take(cache: Cache, path: string): Promise<void> {
  const held = hashed.test(path) ? await caches.match(path, { ignoreVary: true }) : undefined;
  const answer = held ?? (await fetch(path));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  await cache.put(path, answer);
}

// The first data is asked for by the page itself when it has nothing kept to show, and the mark
// stands in only while a network is waited for. A page of another release than the files has come
// in between: later.
async function takePage(cache: Cache): Promise<void> {
  const answer = await fetch("/", { cache: "no-cache" });
  const text = await answer.text();
  if (!answer.ok || !FILES.some((path) => text.includes(`src="${path}"`)))
    throw new Error("the page is of another release");
  const page = text
    .replace(/<link rel="preload" href="\/boot"[^>]*>\n?/, "")
    .replace(/<main class="outside first">.*<\/main>/, "");
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  await cache.put("/", new Response(page, { headers }));
}

async function fill(): Promise<void> {
  const cache = await caches.open(name);
  await Promise.all([takePage(cache), ...FILES.map((path) => take(cache, path))]);
}

async function tidy(): Promise<void> {
  for (const other of await caches.keys())
    if (other.startsWith(prefix) && other !== name) await caches.delete(other);
  await worker.clients.claim();
}

async function kept(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(name);
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request);
}

worker.addEventListener("install", (event) => event.waitUntil(fill()));
worker.addEventListener("activate", (event) => event.waitUntil(tidy()));
worker.addEventListener("message", (event) => {
  if (event.data === "now") void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (pathname === "/" ? request.mode === "navigate" : FILES.includes(pathname))
    event.respondWith(kept(pathname, request));
});
