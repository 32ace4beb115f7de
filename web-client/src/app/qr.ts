// A QR code as the path of an SVG. A file of its own, loaded when the first code is shown.
import { encode } from "uqr";

export interface Code {
  path: string;
  size: number; // of the square, quiet border included
}

export function qrCode(text: string): Code {
  const { data, size } = encode(text, { ecc: "M", border: 3 });
  const cells = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")));
  return { path: cells.join(""), size };
}
