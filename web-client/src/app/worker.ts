// The service worker as the page sees it: registered where there may be one, asked for a new
// release after every coming back, and put in place when the person says so. Where there is none
// (plain http), the browser keeps the page itself for a day: it is asked for anew instead.
import { updated } from "./state.ts";

const againMs = 600_000; // asked for a new release at most so often
let askedAt = 0;
let registration: ServiceWorkerRegistration | undefined;

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

// Trusted Types lets a page register what a policy of it lets pass: this one file.
function scriptUrl(): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  const here = (url: string) => {
    if (url !== "/sw.js") throw new TypeError("not a script of this page");
    return url;
  };
  return (
    policies?.createPolicy("app", { createScriptURL: here }).createScriptURL("/sw.js") ?? "/sw.js"
  );
}

export function lookForUpdate(): void {
  if (Date.now() - askedAt < againMs) return;
  askedAt = Date.now();
  const look = registration
    ? registration.update()
    : "serviceWorker" in navigator
      ? register().catch(lookAtPage) // a private window, or no room: the page works without it
      : lookAtPage();
  void look.catch(() => {});
}

// What the browser keeps is made new by this, and the next start has it.
async function lookAtPage(): Promise<void> {
  const answer = await fetch("/", { cache: "no-cache" });
  const named = /src="(\/app-\w+\.js)"/.exec(await answer.text())?.[1];
  const shown = document.querySelector('script[type="module"]')!.getAttribute("src");
  if (answer.ok && named && named !== shown) updated.value = true;
}

async function register(): Promise<void> {
  registration = await navigator.serviceWorker.register(scriptUrl(), { updateViaCache: "none" });
  const look = () => {
    // The first one of a browser is no news.
    if (registration?.waiting && navigator.serviceWorker.controller) updated.value = true;
  };
  look();
  registration.addEventListener("updatefound", () => {
    registration?.installing?.addEventListener("statechange", look);
  });
}
