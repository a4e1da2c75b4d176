/** The curves of a group of panels, from the numbers that its script brings (`figures/curve_data.py`). */

export interface Line {
  name: string;
  /** What the records call it. */
  metric: string;
  /** Class of the color, as in the drawing and in the legend. */
  color: string;
  x: number[];
  /** Seconds since the first point of the group. */
  times: number[] | undefined;
  /** NaN where none was recorded. */
  epochs: number[] | undefined;
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
  /** What lies across where it is not the steps; empty for these. */
  across: string;
  isLog: boolean;
}

export interface GroupData {
  /** About how many points each curve has left; 0 for all. */
  thinned: number;
  panels: (PanelData | null)[];
}

type Row = (number | null)[] | Regular | { of: (number | null)[]; n: number[] };
type Regular = { from: number; by: number; n: number };
type Sent = (number | null)[] | Packed;
interface Packed {
  /** The lowest bits of the column. */
  low: string;
  shift: number;
  width: number;
  signs: string;
}
type Flag = 0 | 1;
export interface SentGroup {
  x: Row[];
  t?: { start: number; unit: number; rows: (number[] | Regular)[] };
  thinned: number;
  panels: ({
    lines: [name: string, metric: string | 0, color: number, x: number, t: number, epochs: number, y: Sent, ...flags: Flag[]][];
    bands?: [color: number, x: number, low: Sent, high: Sent][];
    rules?: [string, number][];
    across?: string;
    log?: 1;
  } | null)[];
}

export function received(sent: SentGroup): GroupData {
  const rows = sent.x.map(row);
  const clocks = (sent.t?.rows ?? []).map((ticks) => {
    let now = 0;
    const whole = Array.isArray(ticks) ? ticks.map((delta) => (now += delta)) : row(ticks);
    return whole.map((one) => Number((one * sent.t!.unit).toPrecision(12)));
  });
  const panels = sent.panels.map((panel) =>
    panel && {
      lines: panel.lines.map(([name, metric, color, x, t, epochs, y, faint, dashed, held]): Line => ({
        name,
        metric: metric || name,
        color: `k${color + 1}`,
        x: rows[x]!,
        times: clocks[t],
        epochs: rows[epochs],
        y: numbers(y),
        faint: faint === 1,
        dashed: dashed === 1,
        held: held === 1,
      })),
      bands: (panel.bands ?? []).map(([color, x, low, high]) => ({ color: `k${color + 1}`, x: rows[x]!, low: numbers(low), high: numbers(high) })),
      rules: panel.rules ?? [],
      across: panel.across ?? "",
      isLog: panel.log === 1,
    },
  );
  return { thinned: sent.thinned, panels };
}

function row(sent: Row): number[] {
  if (Array.isArray(sent)) return sent.map((one) => one ?? NaN);
  if ("from" in sent) return Array.from({ length: sent.n }, (_, at) => sent.from + sent.by * at);
  return sent.of.flatMap((one, at) => Array<number>(sent.n[at]!).fill(one ?? NaN));
}

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PLACE = new Map([...SIGNS].map((sign, at) => [sign, at]));
/** Signs that a number holds exactly, with more of them in front. */
const TAIL = 5;

/** Values to the last bit. */
function numbers(sent: Sent): number[] {
  if (Array.isArray(sent)) return sent.map((one) => one ?? NaN);
  const { low, shift, width, signs } = sent;
  const [base, by] = [BigInt(low), BigInt(shift)];
  const bits = new BigUint64Array(signs.length / width);
  for (let at = 0; at < bits.length; at++) {
    let [front, tail] = [0, 0];
    for (let place = 0; place < width; place++) {
      const sign = PLACE.get(signs[at * width + place]!)!;
      if (place < width - TAIL) front = front * 64 + sign;
      else tail = tail * 64 + sign;
    }
    bits[at] = base + (((BigInt(front) << 30n) + BigInt(tail)) << by);
  }
  return [...new Float64Array(bits.buffer)];
}
