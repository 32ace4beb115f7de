// A QR code, always dark on white whatever the theme: that is what scanners expect.
import { useEffect, useState } from "preact/hooks";
import type { Code } from "../app/qr.ts";

export function Qr({ text, label }: { text: string; label: string }) {
  const [code, setCode] = useState<Code>();
  useEffect(() => {
    // Where it cannot be fetched, the text beside it is enough.
    void import("../app/qr.ts").then(({ qrCode }) => setCode(qrCode(text))).catch(() => {});
  }, [text]);
  if (!code) return <div class="code" />;
  return (
    <svg class="code" role="img" aria-label={label} viewBox={`0 0 ${code.size} ${code.size}`}>
      <path d={code.path} shape-rendering="crispEdges" />
    </svg>
  );
}
