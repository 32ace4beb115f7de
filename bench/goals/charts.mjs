// Charts as SVG text: bars beside bars, and lines over a line of numbers. No script, no font and no
// picture from elsewhere; colours are the page's, so they follow light and dark. Pure functions.

export const escape = (text) =>
  String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

// Narrow, so that its words can be read on a phone.
const width = 400;

// rows: {label, bars: [{name, value, least?, most?}]}; the first bar of a row is the measured one.
// Each row has a scale of its own: bars are to be held against those beside them.
export function bar_chart(title, rows, unit) {
  const label_height = 20;
  const bar_height = 18;
  const gap = 12;
  const space = width - 150;
  const parts = [];
  let y = 8;
  for (const { label, bars } of rows) {
    const most = Math.max(...bars.map((bar) => bar.most ?? bar.value), 1e-9);
    parts.push(`<text x="0" y="${y + 13}" class="label">${escape(label)}</text>`);
    y += label_height;
    bars.forEach(({ name, value, least, most: top }, place) => {
      const long = Math.max(1, (value / most) * space);
      const kind = place === 0 ? "ours" : `other other${place}`;
      parts.push(
        `<rect x="0" y="${y}" width="${long.toFixed(1)}" height="${bar_height - 4}" rx="2" ` +
          `class="${kind}"/>`,
      );
      if (top !== undefined) {
        const [from, to] = [least, top].map((end) => ((end / most) * space).toFixed(1));
        const middle = y + (bar_height - 4) / 2;
        parts.push(`<path d="M${from} ${middle}H${to}" class="spread"/>`);
      }
      const from = Math.max(long, ((top ?? 0) / most) * space);
      parts.push(
        `<text x="${(from + 6).toFixed(1)}" y="${y + 12}" class="value">` +
          `${escape(`${name} ${number(value)} ${unit}`)}</text>`,
      );
      y += bar_height;
    });
    y += gap;
  }
  return figure(title, y, parts);
}

function figure(title, height, parts) {
  return (
    `<figure><figcaption>${escape(title)}</figcaption>` +
    `<svg viewBox="0 0 ${width} ${Math.ceil(height)}" role="img" ` +
    `aria-label="${escape(title)}">${parts.join("")}</svg></figure>`
  );
}

// About so many round numbers from 0 to `most`.
export function ticks(most, count = 4) {
  if (!(most > 0)) return [0, 1];
  const raw = most / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw);
  const all = [];
  for (let at = 0; at < most + step; at += step) all.push(Number(at.toPrecision(12)));
  return all;
}

// series: {name, points: [[x, y]]}; x_ticks: [[x, label]].
export function line_chart(title, series, { unit, x_ticks, x_label, mark }) {
  const left = 48;
  const right = width - 26;
  const top = 12;
  const bottom = 216;
  const xs = series.flatMap(({ points }) => points.map(([x]) => x));
  const ys = series.flatMap(({ points }) => points.map(([, y]) => y)).concat(mark ? [mark] : []);
  if (xs.length === 0) return "";
  const [x_least, x_most] = [Math.min(...xs), Math.max(...xs)];
  const y_ticks = ticks(Math.max(...ys));
  const y_most = y_ticks.at(-1);
  const at_x = (x) => left + ((x - x_least) / (x_most - x_least || 1)) * (right - left);
  const at_y = (y) => bottom - (y / y_most) * (bottom - top);
  const place = (x, y) => `${at_x(x).toFixed(1)} ${at_y(y).toFixed(1)}`;
  const parts = y_ticks.map(
    (y) =>
      `<path d="M${left} ${at_y(y).toFixed(1)}H${right}" class="grid"/>` +
      `<text x="${left - 6}" y="${(at_y(y) + 4).toFixed(1)}" class="tick end">${number(y)}</text>`,
  );
  const shown = x_ticks ?? ticks(x_most).map((x) => [x, number(x)]);
  for (const [x, label] of shown.filter(([x]) => x >= x_least && x <= x_most)) {
    parts.push(
      `<text x="${at_x(x).toFixed(1)}" y="${bottom + 16}" class="tick middle">` +
        `${escape(label)}</text>`,
    );
  }
  if (mark) parts.push(`<path d="M${left} ${at_y(mark).toFixed(1)}H${right}" class="mark"/>`);
  series.forEach(({ points }, which) => {
    const path = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${place(x, y)}`).join("");
    parts.push(`<path d="${path}" class="line line${which}"/>`);
  });
  parts.push(`<text x="${right}" y="${bottom + 32}" class="tick end">${escape(x_label)}</text>`);
  parts.push(legend(series, bottom + 52));
  return figure(`${title}, ${unit}`, bottom + 60, parts);
}

function legend(series, y) {
  let x = 4;
  return series
    .map(({ name }, which) => {
      const part =
        `<path d="M${x} ${y - 5}h16" class="line line${which}"/>` +
        `<text x="${x + 21}" y="${y - 1}" class="tick">${escape(name)}</text>`;
      x += 36 + name.length * 6.5;
      return part;
    })
    .join("");
}

// From lists of [share, milliseconds]: the more nines, the further to the right.
export function percentile_chart(title, series) {
  const nines = (share) => -Math.log10(Math.max(1 - share, 1e-6));
  const drawn = series.map(({ name, percentiles }) => ({
    name,
    points: percentiles.filter(([share]) => share < 1).map(([share, ms]) => [nines(share), ms]),
  }));
  const labels = [0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999];
  return line_chart(title, drawn, {
    unit: "ms",
    x_label: "of all are not later",
    x_ticks: labels.map((share) => [nines(share), `${Number((share * 100).toFixed(3))} %`]),
  });
}
