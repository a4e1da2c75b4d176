/** The curves of a group of panels, from the text that the page carries (`figures/curve_data.py`). */

export interface Line {
  name: string;
  /** Class of the color, as in the drawing and in the legend. */
  color: string;
  x: number[];
  /** Seconds since the first point of the group. */
  times: number[] | undefined;
  y: number[];
  faint: boolean;
  dashed: boolean;
  held: boolean;
}

export interface Band {
  color: string;
  x: number[];
  low: number[];
  high: number[];
}

export interface PanelData {
  lines: Line[];
  bands: Band[];
  rules: [name: string, value: number][];
}

export interface GroupData {
  /** About how many points each curve has left; 0 for all. */
  thinned: number;
  /** To how many digits some numbers are told; 0 where all are exact. */
  digits: number;
  panels: (PanelData | null)[];
}

type Row = number[] | { from: number; by: number; n: number };
type Sent = (number | string | null)[] | Packed;
interface Packed {
  /** The numbers are so many places behind the point; else the bits of floats. */
  e?: number;
  low: number;
  width: number;
  signs: string;
}
type Flag = 0 | 1;
interface SentGroup {
  x: Row[];
  t?: { start: number; unit: number; rows: number[][] };
  thinned: number;
  digits?: number;
  panels: ({
    lines: [name: string, color: number, x: number, t: number, y: Sent, ...flags: Flag[]][];
    bands?: [color: number, x: number, low: Sent, high: Sent][];
    rules?: [string, number][];
  } | null)[];
}

export function received(text: string): GroupData {
  const sent = JSON.parse(text) as SentGroup;
  const rows = sent.x.map((row) => (Array.isArray(row) ? row : Array.from({ length: row.n }, (_, at) => row.from + row.by * at)));
  const clocks = (sent.t?.rows ?? []).map((deltas) => {
    let now = 0;
    return deltas.map((delta) => Number(((now += delta) * sent.t!.unit).toPrecision(12)));
  });
  const panels = sent.panels.map((panel) =>
    panel && {
      lines: panel.lines.map(([name, color, x, t, y, faint, dashed, held]): Line => ({
        name,
        color: `k${color + 1}`,
        x: rows[x]!,
        times: clocks[t],
        y: numbers(y),
        faint: faint === 1,
        dashed: dashed === 1,
        held: held === 1,
      })),
      bands: (panel.bands ?? []).map(([color, x, low, high]) => ({ color: `k${color + 1}`, x: rows[x]!, low: numbers(low), high: numbers(high) })),
      rules: panel.rules ?? [],
    },
  );
  return { thinned: sent.thinned, digits: sent.digits ?? 0, panels };
}

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function numbers(sent: Sent): number[] {
  if (Array.isArray(sent)) return sent.map((one) => (one === null ? NaN : Number(one)));
  const { e, low, width, signs } = sent;
  const whole = Array.from({ length: signs.length / width }, (_, at) => {
    let above = 0;
    for (let place = at * width; place < (at + 1) * width; place++) above = above * 64 + SIGNS.indexOf(signs[place]!);
    return low + above;
  });
  return e === undefined ? [...new Float32Array(Int32Array.from(whole).buffer)] : whole.map((one) => Number(`${one}e-${e}`));
}
