// Lists that the server tells page by page.
import { link } from "./connection.ts";

// A list that comes in pages, or the reason why it could not be had.
export async function everyRow<Row>(
  method: string,
  params: Record<string, unknown>,
  name: string,
): Promise<Row[] | string> {
  const rows: Row[] = [];
  for (let after: unknown = undefined; ;) {
    const reply = await link.call(method, after === undefined ? params : { ...params, after });
    if (reply.kind !== "ok") return reply.kind === "lost" ? "lost" : reply.refusal.reason;
    rows.push(...(reply.result[name] as Row[]));
    after = reply.result["next"];
    if (after === undefined) return rows;
  }
}
