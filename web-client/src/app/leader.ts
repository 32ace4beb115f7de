// Of several open tabs one sends. Web Locks decide where they exist; on plain http they do not,
// and a lease in the database does. Two leaders for a moment do no harm: the server answers
// repeats with the first answer. A lease is long: a page that rests need not wake up for it;
// who leaves shortens it, and who is kept waiting takes it and tells the other tabs to look again.
import { randomId } from "../core/random.ts";
import type { Kept } from "./database.ts";

const leaseMs = 10 * 60_000;
const renewMs = 4 * 60_000;
const graceMs = 6_000; // a reload comes back within it
const tellKey = "xinqiao.lease";

const tabKey = "xinqiao.tab";

// A page that is reloaded is the same tab and goes on with its lease. The name is not in the store
// while the page lives: a duplicated tab would copy it.
function takeTab(): string {
  const fresh = randomId(12);
  try {
    const kept = sessionStorage.getItem(tabKey) ?? fresh;
    sessionStorage.removeItem(tabKey);
    window.addEventListener("pagehide", () => sessionStorage.setItem(tabKey, kept));
    window.addEventListener("pageshow", () => sessionStorage.removeItem(tabKey));
    return kept;
  } catch {
    return fresh;
  }
}
let tab = ""; // taken with the first lease: the store of the session is slow to open

function tellOthers(): void {
  try {
    localStorage.setItem(tellKey, `${tab} ${Date.now()}`);
  } catch {
    // They look again by themselves.
  }
}

export class Leader {
  leads = false;
  private release: (() => void) | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private stopped = false;

  constructor(
    private readonly kept: Kept,
    private readonly name: string,
    private readonly gained: () => void,
  ) {
    if (!kept.shared) this.leads = true;
    else if (navigator.locks) void this.wait(false);
    else {
      this.timer = setInterval(() => void this.lease(), renewMs);
      window.addEventListener("storage", this.told);
      window.addEventListener("pagehide", this.leave);
      window.addEventListener("pageshow", this.look);
      void this.lease();
    }
  }

  // The leader does not act (a frozen tab): this one, which the person looks at, takes over.
  takeOver(): void {
    if (this.leads || this.stopped) return;
    if (navigator.locks) void this.wait(true);
    // A lease for a moment may take the place of any longer one; then it is made long.
    else void this.lease(1).then(() => this.lease().then(tellOthers));
  }

  stop(): void {
    this.stopped = true;
    this.leads = false;
    clearInterval(this.timer);
    window.removeEventListener("storage", this.told);
    window.removeEventListener("pagehide", this.leave);
    window.removeEventListener("pageshow", this.look);
    this.release?.();
  }

  private readonly look = () => void this.lease();
  private readonly told = ({ key }: StorageEvent) => {
    if (key !== tellKey) return;
    this.look();
    setTimeout(this.look, graceMs + 500);
  };
  private readonly leave = () => {
    if (!this.leads) return;
    void this.lease(graceMs);
    tellOthers();
  };

  private async wait(steal: boolean): Promise<void> {
    try {
      await navigator.locks.request(this.name, steal ? { steal } : {}, () => {
        if (this.stopped) return undefined;
        this.become();
        return new Promise<void>((resolve) => (this.release = resolve));
      });
    } catch {
      // Another tab took over. Stand in line again.
      this.leads = false;
      if (!this.stopped) void this.wait(false);
    }
  }

  private async lease(ms = leaseMs): Promise<void> {
    if (this.stopped) return;
    tab ||= takeTab();
    const ours = await this.kept.lease(tab, Date.now(), ms).catch(() => false);
    if (this.stopped) return;
    if (ours && !this.leads) this.become();
    else if (!ours) this.leads = false;
  }

  private become(): void {
    this.leads = true;
    this.gained();
  }
}
