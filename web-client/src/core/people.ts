// Words of the wire about people: invitations, and the report on a list.
export interface InvitationRow {
  invitation: string; // an id, not the secret
  by?: number;
  unit?: number;
  duty?: string;
  made_at: number;
  expires_at: number;
  uses: number;
  used: number;
  note?: string;
  state: "open" | "used_up" | "expired" | "revoked";
}

export interface InvitationWish {
  unit?: number;
  duty?: "organiser";
  uses: number;
  days: number;
  note?: string;
}

export interface RosterProblem {
  line: number;
  what: string;
  field?: string;
}
export interface RosterReport {
  made: boolean;
  problems_found: number;
  problems: RosterProblem[];
  units: string[];
  members: { line: number; name: string; member?: number; already?: boolean }[];
}
export interface RosterOptions {
  createUnits: boolean;
  dryRun: boolean;
  encoding: "" | "utf-8" | "gb18030";
}

export const rosterBytes = 1024 * 1024;

export function rosterQuery({ createUnits, dryRun, encoding }: RosterOptions): string {
  const fields = [
    ...(createUnits ? ["create_units=1"] : []),
    ...(dryRun ? ["dry_run=1"] : []),
    ...(encoding ? [`encoding=${encoding}`] : []),
  ];
  return fields.length > 0 ? `?${fields.join("&")}` : "";
}
