// Loads the page anew, in the newest release there is.
const patienceMs = 3_000;

export async function reload(): Promise<void> {
  try {
    const held = await navigator.serviceWorker?.getRegistration();
    if (held?.waiting) {
      const changed = new Promise((done) => {
        navigator.serviceWorker.addEventListener("controllerchange", done);
        setTimeout(done, patienceMs);
      });
      held.waiting.postMessage("now");
      await changed;
    } else if (held) {
      // The server does not take this page, and no newer one is here: it is asked for one.
      await held.unregister();
    }
  } catch {
    // Without a service worker a reload asks the server anyhow.
  }
  location.reload();
}
