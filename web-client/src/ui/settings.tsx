// Language, appearance, devices, signing out.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { rpc } from "../app/rpc.ts";
import { signOut } from "../app/entering.ts";
import { items, me } from "../app/state.ts";
import { type Language, language, switchLanguage } from "../i18n/index.ts";
import { more } from "../i18n/later/index.ts";
import { Account } from "./account.tsx";
import { type DeviceRow, Devices, nameOf } from "./devices.tsx";
import { Ask, Dialog } from "./dialog.tsx";
import { MyReports, PresenceSwitch } from "./own_order.tsx";
import { setTheme, theme } from "./theme.ts";

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
  const unsent = items.value.length;
  if (over) return <>{over}</>;
  if (leaving) {
    return (
      <Ask
        title={t.signOut}
        text={`${t.signOutAsk(unsent)} ${t.signOutHow}`}
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
    <Dialog title={me.value.name} close={close}>
      <Look />
      <Devices key={told.times} end={setEnding} />
      {told.failed && (
        <p class="trouble" role="alert">
          {t.endDeviceFailed}
        </p>
      )}
      <PresenceSwitch />
      <NewLink />
      <div class="newlink">
        <button
          type="button"
          onClick={() => setOver(<MyReports close={() => setOver(undefined)} />)}
        >
          {more.value.order.mine}
        </button>
      </div>
      <Account opened={setOver} />
      <div class="choices">
        <button type="button" class="grave" onClick={() => setLeaving(true)}>
          {t.signOut}
        </button>
      </div>
    </Dialog>
  );
}

function Look() {
  const t = more.value.settings;
  return (
    <>
      <fieldset>
        <legend>{t.language}</legend>
        {(["zh-CN", "en"] as Language[]).map((name) => (
          <label key={name} class="choice" lang={name}>
            <input
              type="radio"
              name="language"
              checked={language.value === name}
              onChange={() => switchLanguage(name)}
            />
            {name === "en" ? "English" : "中文"}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t.theme}</legend>
        {["auto", "light", "dark"].map((name) => (
          <label key={name} class="choice">
            <input
              type="radio"
              name="theme"
              checked={theme.value === name}
              onChange={() => setTheme(name)}
            />
            {t.themes[name]}
          </label>
        ))}
      </fieldset>
    </>
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
    <div class="newlink">
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
