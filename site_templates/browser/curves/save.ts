/** A panel as a file: its points, or its picture as it is seen. */
import type { Line, PanelData } from "./data";
import type { Panel } from "./panel";
import { place } from "./scales";
import type { Scene } from "./scene";
import { WORDS } from "./words";

const [WIDTH, HEIGHT, SCALE, ROW] = [720, 400, 2, 18];
const EDGE = { left: 70, right: 24, top: 44, bottom: 44 };
const STROKES: Record<string, string> = {
  grid: 'stroke-width="1"',
  base: 'stroke-width="1.5" stroke-dasharray="5 4"',
  line: 'stroke-width="2.25" stroke-linejoin="round" stroke-linecap="round"',
  end: 'stroke-width="8" stroke-linecap="round"',
  band: 'stroke="none" fill-opacity=".2"',
};

export type Form = "CSV" | "SVG" | "PNG";

export async function save(form: Form, panel: Panel, data: PanelData, scene: Scene, plot: HTMLElement): Promise<void> {
  const name = `${panel.title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "curves"}.${form.toLowerCase()}`;
  if (form === "CSV") return hand(name, new Blob([csv(panel, data)], { type: "text/csv;charset=utf-8" }));
  const { text, height } = standalone(panel, scene, plot);
  if (form === "SVG") return hand(name, new Blob([text], { type: "image/svg+xml" }));
  const picture = await rendered(text, height);
  if (picture) hand(name, picture);
}

/** All points that the report holds, as they were recorded: one row a place on x, one column a curve. */
export function csv(panel: Panel, { lines, bands }: PanelData): string {
  const columns: [string, number[], number[]][] = lines.map((line) => [line.name, line.x, line.y]);
  const isShared = (of: (line: Line) => number[] | undefined) => of(lines[0]!) !== undefined && new Set(lines.map((line) => of(line)?.join())).size === 1;
  // What all curves share stands first, once.
  if (lines.length && isShared((line) => line.x)) {
    if (isShared((line) => line.epochs)) columns.unshift([WORDS.epoch, lines[0]!.x, lines[0]!.epochs!]);
    if (isShared((line) => line.times)) columns.unshift([WORDS.seconds, lines[0]!.x, lines[0]!.times!]);
  }
  for (const { color, x, low, high } of bands) {
    const name = lines.find((line: Line) => line.color === color)?.name ?? color;
    columns.push([WORDS.lowest(name), x, low], [WORDS.highest(name), x, high]);
  }
  const known = columns.map(([, x, y]) => new Map(x.map((one, at) => [one, y[at]!])));
  const places = [...new Set(columns.flatMap(([, x]) => x))].sort((a, b) => a - b);
  const rows = places.map((at) => [String(at), ...known.map((values) => String(values.get(at) ?? ""))]);
  return [[panel.xName, ...columns.map(([name]) => name)], ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function standalone(panel: Panel, scene: Scene, plot: HTMLElement): { text: string; height: number } {
  const style = getComputedStyle(plot);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const [ink, quiet, faint, ground] = ["--ink", "--ink-3", "--line", "--surface"].map(color) as [string, string, string, string];
  const [width, height] = [WIDTH - EDGE.left - EDGE.right, HEIGHT - EDGE.top - EDGE.bottom];
  const paths = scene.shapes(width, height).map(({ css, d }) => {
    const [kind = "", ...more] = css.split(" ");
    const key = more.find((one) => /^k\d+$/.test(one));
    const paint = kind === "grid" ? faint : kind === "base" || !key ? quiet : resolved(plot, key);
    const look = `${STROKES[kind] ?? ""}${more.includes("dashed") ? ' stroke-dasharray="6 4"' : ""}${more.includes("raw") || more.includes("faint") ? ' opacity=".4"' : ""}`;
    return `<path d="${d}" fill="${kind === "band" ? paint : "none"}" ${kind === "band" ? "" : `stroke="${paint}" `}${look}/>`;
  });
  const across = scene.x.ticks.map(({ value, text }) => `<text x="${place(scene.x, value) * width}" y="${height + 18}" text-anchor="middle" fill="${quiet}">${escaped(text)}</text>`);
  const up = scene.y.ticks.map(({ value, text }) => `<text x="-8" y="${(1 - place(scene.y, value)) * height + 4}" text-anchor="end" fill="${quiet}">${escaped(text)}</text>`);
  const named = scene.curves.filter(({ line }) => !line.faint);
  // Names that do not fit in one row make the picture higher.
  let [left, line] = [0, 0];
  const placed = named.length < 2 ? [] : named.map(({ line: { name, color: key, dashed } }) => {
    const room = 24 + name.length * 7;
    if (left && left + room > width) [left, line] = [0, line + 1];
    const at = { name, key, dashed, left, line };
    left += room;
    return at;
  });
  const more = line * ROW;
  const legend = placed.map(({ name, key, dashed, left, line }) => `<text x="${left}" y="${line * ROW - more - 10}" fill="${resolved(plot, key)}">${dashed ? "○" : "●"} ${escaped(name)}</text>`);
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT + more}" viewBox="0 0 ${WIDTH} ${HEIGHT + more}" font-family="system-ui, sans-serif" font-size="12">
<title>${escaped(panel.title)}</title>
<rect width="${WIDTH}" height="${HEIGHT + more}" fill="${ground}"/>
<clipPath id="box"><rect x="-5" y="-5" width="${width + 10}" height="${height + 10}"/></clipPath>
<text x="${EDGE.left}" y="18" font-size="14" font-weight="600" fill="${ink}">${escaped(panel.title)}</text>
<g transform="translate(${EDGE.left} ${EDGE.top + more})"><g clip-path="url(#box)">${paths.join("")}</g>${up.join("")}${across.join("")}${legend.join("")}
<text x="${width}" y="${height + 36}" text-anchor="end" fill="${quiet}">${escaped(scene.xLabel || panel.xName)}</text></g>
</svg>
`;
  return { text, height: HEIGHT + more };
}

/** The color that a class has now, in light or dark. */
function resolved(plot: HTMLElement, key: string): string {
  const probe = document.createElement("i");
  probe.className = key;
  plot.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
}

async function rendered(text: string, height: number): Promise<Blob | null> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH * SCALE, height * SCALE];
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function hand(name: string, file: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
