// The devices that are signed in as this member, and a way to sign one of them out.
import { useEffect, useState } from "preact/hooks";
import { rpc } from "../app/rpc.ts";
import { deviceLabel } from "../core/device.ts";
import { dayName } from "../i18n/index.ts";
import { more } from "../i18n/later/index.ts";

export interface DeviceRow {
  session: number;
  device: string;
  started_at: number;
  this?: true;
}

export const nameOf = (row: DeviceRow) =>
  deviceLabel(row.device) || more.value.settings.unnamedDevice;

// The one in hand first, then the latest.
const inOrder = (rows: DeviceRow[]) =>
  [...rows].sort(
    (a, b) => Number(b.this ?? false) - Number(a.this ?? false) || b.started_at - a.started_at,
  );

export function Devices({ end }: { end: (row: DeviceRow) => void }) {
  const t = more.value.settings;
  const [rows, setRows] = useState<DeviceRow[] | "failed" | undefined>(undefined);
  useEffect(() => {
    void rpc("session.list", {}).then((reply) =>
      setRows(
        reply.kind === "ok" ? inOrder(reply.result["sessions"] as DeviceRow[]) : "failed",
      ),
    );
  }, []);
  return (
    <section class="devices" aria-busy={rows === undefined}>
      <h3>{t.devices}</h3>
      {rows === "failed" && (
        <p class="trouble" role="alert">
          {t.devicesFailed}
        </p>
      )}
      <ul>
        {Array.isArray(rows) && rows.map((row) => <Device key={row.session} row={row} end={end} />)}
      </ul>
    </section>
  );
}

function Device({ row, end }: { row: DeviceRow; end: (row: DeviceRow) => void }) {
  const t = more.value.settings;
  return (
    <li>
      <span class="about">
        <bdi>{nameOf(row)}</bdi>
        <small>{row.this ? t.thisDevice : t.since(dayName(row.started_at))}</small>
      </span>
      {!row.this && (
        <button type="button" aria-label={t.endDeviceLabel(nameOf(row))} onClick={() => end(row)}>
          {t.endDevice}
        </button>
      )}
    </li>
  );
}
