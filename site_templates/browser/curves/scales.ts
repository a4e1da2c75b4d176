/** Axes as `figures/scales.py` makes them: where they begin and end, ticks, and where a value lies. */

import { MINUS, NARROW, scientific } from "../numbers";

export interface Axis {
  low: number;
  high: number;
  isLog: boolean;
  ticks: { value: number; text: string }[];
}

const ROOM = 0.03;
const NEXT: Record<number, number> = { 1: 2, 2: 5, 5: 10 };

/** What is nearest to a wish, by ratio, of 1, 2, 5 times a power of ten. */
export function niceStep(wish: number): number {
  const power = 10 ** Math.floor(Math.log10(wish));
  const factor = [1, 2, 5].find((one) => wish / power < Math.sqrt(one * NEXT[one]!)) ?? 10;
  return Number((power * factor).toPrecision(12));
}

/** An axis over numbers; a tight one ends where they end, others at a tick. */
export function linear(low: number, high: number, target: number, isTight: boolean): Axis {
  if (!(high - low > Math.max(Math.abs(low), Math.abs(high)) * 1e-12)) {
    const room = Math.max(Math.abs(low), Math.abs(high)) * 0.1 || 1;
    [low, high] = [low - room, high + room];
  }
  const step = niceStep((high - low) / target);
  if (!isTight) {
    low = Math.floor(low / step + 1e-9) * step;
    high = Math.ceil(high / step - 1e-9) * step;
  }
  const ticks = [];
  for (let at = Math.ceil(low / step - 1e-6); at <= Math.floor(high / step + 1e-6); at++) {
    const value = Number((at * step).toPrecision(12));
    ticks.push({ value, text: tickText(value, step, Math.max(Math.abs(low), Math.abs(high))) });
  }
  return { low, high, isLog: false, ticks };
}

/** A logarithmic axis over positive numbers, with a little room at its ends. */
export function logarithmic(low: number, high: number, target: number): Axis {
  if (!(high > low * (1 + 1e-9))) [low, high] = [low / 2, high * 2];
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const stride = Math.max(1, Math.ceil((last - first) / (target + 1)));
  const factors = high / low >= 100 ? [1] : [1, 2, 5];
  const room = (Math.log10(high) - Math.log10(low)) * ROOM;
  const ends = [10 ** Math.max(Math.log10(low) - room, -307), 10 ** Math.min(Math.log10(high) + room, 307)] as const;
  const wanted: number[] = [];
  for (let power = first; power <= last; power += stride) wanted.push(...factors.map((factor) => Number(`${factor}e${power}`)));
  const inside = wanted.filter((tick) => tick >= ends[0] * (1 - 1e-9) && tick <= ends[1] * (1 + 1e-9));
  const places = inside.length > 1 ? inside : [...ends];
  return { low: ends[0], high: ends[1], isLog: true, ticks: places.map((value) => ({ value, text: numberText(value, 4) })) };
}

/** Where a value lies on an axis, from 0 to 1; NaN where it has no place. */
export function place(axis: Axis, value: number): number {
  if (!Number.isFinite(value) || (axis.isLog && value <= 0)) return NaN;
  if (!axis.isLog) return (value - axis.low) / (axis.high - axis.low);
  return Math.log(value / axis.low) / Math.log(axis.high / axis.low);
}

export function valueAt(axis: Axis, share: number): number {
  return axis.isLog ? axis.low * (axis.high / axis.low) ** share : axis.low + (axis.high - axis.low) * share;
}

export function numberText(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return scientific(value, digits);
  return grouped(String(Number(value.toPrecision(digits))));
}

function tickText(value: number, step: number, largest: number): string {
  if (largest >= 1e6 || step < 1e-4) return numberText(value, Math.min(Math.max(Math.ceil(Math.log10(largest / step)) + 1, 2), 12));
  return grouped(value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9))));
}

function grouped(text: string): string {
  const [whole, part] = text.replace("-", "").split(".");
  const parted = whole!.length > 4 ? whole!.replace(/\B(?=(\d{3})+$)/g, NARROW) : whole!;
  return `${text.startsWith("-") && Number(text) !== 0 ? MINUS : ""}${parted}${part ? `.${part}` : ""}`;
}
