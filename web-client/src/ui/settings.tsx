// Language, appearance, devices, signing out.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { rpc } from "../app/rpc.ts";
import { signOut } from "../app/entering.ts";
import { items, me } from "../app/state.ts";
import { talks } from "../app/talks.ts";
import { comfort } from "../i18n/later/comfort.ts";
import { more } from "../i18n/later/index.ts";
import { Account } from "./account.tsx";
import { SoundSwitch } from "./alerts/sound.tsx";
import { InAppSection } from "./comfort/in_app.tsx";
import { Look } from "./comfort/look.tsx";
import { ShortcutSheet } from "./comfort/shortcuts.tsx";
import { type DeviceRow, Devices, nameOf } from "./devices.tsx";
import { Ask, Dialog } from "./dialog.tsx";
import { MyReports, PresenceSwitch } from "./own_order.tsx";
import { Qr } from "./qr.tsx";

export function Settings({ close }: { close: () => void }) {
  const t = more.value.settings;
  const [leaving, setLeaving] = useState(false);
  const [ending, setEnding] = useState<DeviceRow | undefined>(undefined);
  const [told, setTold] = useState({ times: 0, failed: false });
  const endDevice = async (session: number) => {
    const reply = await rpc("session.end", { session });
    setTold({ times: told.times + 1, failed: reply.kind !== "ok" });
  };
  const [over, setOver] = useState<ComponentChildren>();
  const back = () => setOver(undefined);
  const unsent = items.value.length;
  if (over) return <>{over}</>;
  const hasTalks = talks.value.size > 0;
  if (leaving) {
    return (
      <Ask
        title={t.signOut}
        text={[t.signOutAsk(unsent), t.signOutHow, ...(hasTalks ? [t.signOutTalks] : [])].join(" ")}
        yes={t.signOut}
        act={() => void signOut()}
        close={close}
      />
    );
  }
  if (ending) {
    const { session } = ending;
    return (
      <Ask
        title={t.endDeviceLabel(nameOf(ending))}
        text={t.endDeviceAsk(nameOf(ending))}
        yes={t.endDevice}
        act={() => void endDevice(session)}
        close={() => setEnding(undefined)}
      />
    );
  }
  return (
    <Dialog title={me.value.name} close={close} named>
      <InAppSection />
      <Look />
      <SoundSwitch />
      <Devices key={told.times} end={setEnding} />
      {told.failed && (
        <p class="trouble" role="alert">
          {t.endDeviceFailed}
        </p>
      )}
      <NewLink />
      <PresenceSwitch />
      <Account opened={setOver} />
      <div class="menu">
        <button type="button" onClick={() => setOver(<MyReports close={back} />)}>
          {more.value.order.mine}
        </button>
        <button type="button" onClick={() => setOver(<ShortcutSheet close={back} />)}>
          {comfort.value.keys}
        </button>
      </div>
      <div class="choices">
        <button type="button" class="grave" onClick={() => setLeaving(true)}>
          {t.signOut}
        </button>
      </div>
    </Dialog>
  );
}

function NewLink() {
  const t = more.value.settings;
  const [made, setMade] = useState("");
  const [failed, setFailed] = useState(false);
  const make = async () => {
    const reply = await rpc("link.create", {});
    setFailed(reply.kind !== "ok");
    if (reply.kind === "ok") setMade(`${location.origin}/#link=${String(reply.result["secret"])}`);
  };
  return (
    <div class="link-paper">
      {made === "" && (
        <button type="button" onClick={() => void make()}>
          {t.newLink}
        </button>
      )}
      {made !== "" && (
        <>
          <label for="new-link">{t.newLink}</label>
          <input
            id="new-link"
            readOnly
            value={made}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Qr text={made} label={t.newLinkQr} />
          <p class="quiet">{t.newLinkHow}</p>
        </>
      )}
      {failed && (
        <p class="trouble" role="alert">
          {t.newLinkFailed}
        </p>
      )}
    </div>
  );
}
