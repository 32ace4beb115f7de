// A one-time sign-in link of a member, as text and as a QR code.
import { useState } from "preact/hooks";
import { type MadeLink, makeLink } from "../../app/administration.ts";
import { dayName, timeOf, words } from "../../i18n/index.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Trouble } from "../form.tsx";
import { Qr } from "../qr.tsx";

export function LinkPaper({ member, name }: { member: number; name: string }) {
  const t = more.value;
  const [made, setMade] = useState<MadeLink>();
  const [why, setWhy] = useState("");
  const [copied, setCopied] = useState(false);
  const make = async () => {
    const link = await makeLink(member);
    if (typeof link === "string") setWhy(whyNot({ reason: link, field: "" }));
    else setMade(link);
  };
  const copy = async () => {
    await navigator.clipboard.writeText(made!.address);
    setCopied(true);
  };
  if (!made) {
    return (
      <>
        <button type="button" class="primary" onClick={() => void make()}>
          {t.person.linkMake}
        </button>
        <Trouble text={why} />
      </>
    );
  }
  return (
    <div class="link-paper">
      <Qr text={made.address} label={t.person.linkQr(name)} />
      <label class="field">
        <span>{t.person.link}</span>
        <input readOnly value={made.address} onFocus={(event) => event.currentTarget.select()} />
      </label>
      {"clipboard" in navigator && (
        <button type="button" onClick={() => void copy()}>
          {copied ? t.copied : t.copy}
        </button>
      )}
      <p class="quiet">{t.person.linkHow(`${dayName(made.expires)} ${timeOf(made.expires)}`)}</p>
    </div>
  );
}

export function LinkDialog(props: { member: number; name: string; close: () => void }) {
  const { member, name, close } = props;
  return (
    <Dialog title={`${more.value.person.link}${words.value.house.colon}${name}`} close={close}>
      <LinkPaper member={member} name={name} />
    </Dialog>
  );
}
