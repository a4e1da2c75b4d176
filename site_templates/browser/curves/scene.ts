/** A panel as shapes and ticks, for the page, for a file, and for the pointer. */
import type { Band, Line, PanelData } from "./data";
import { linear, logarithmic, place, type Axis } from "./scales";
import { smoothed } from "./smooth";
import { hiddenOn, type Across, type View } from "./view";
import { WORDS } from "./words";

export const SECONDS = { s: 1, min: 60, h: 3600, d: 86400 };

export interface Shape {
  css: string;
  /** Path data in a box of the given size. */
  d: string;
}

export interface Scene {
  x: Axis;
  y: Axis;
  /** What x is; empty for the page's own words. */
  xLabel: string;
  /** In which x is told where it is time; seconds otherwise. */
  unit: keyof typeof SECONDS;
  curves: { line: Line; x: number[]; y: number[]; raw: number[] }[];
  /** Values that a logarithmic axis up has no place for. */
  unplaced: number;
  /** Points that the axis across has no place for. */
  nowhere: number;
  shapes(width: number, height: number): Shape[];
}

/** The ends of the y axis as the page has them. */
export interface Given {
  low: number;
  high: number;
  isLog: boolean;
}

/** Whether any curve of a panel is known along something. */
export function isAlong(data: PanelData, across: Across): boolean {
  return across === "step" || data.lines.some((line) => (across === "time" ? line.times : line.epochs));
}

/** Where the points of a curve lie; NaN where that is not known. */
function along(line: Line, across: Across): number[] {
  return (across === "step" ? line.x : across === "time" ? line.times : line.epochs) ?? line.x.map(() => NaN);
}

export function sceneOf(data: PanelData, view: View, at: number, given: Given): Scene {
  const across = isAlong(data, view.across) ? view.across : "step";
  const gone = hiddenOn(view, at);
  const xsOf = (line: Line) => along(line, across);
  const known = data.lines.flatMap(xsOf).filter((one) => !view.logAcross || one > 0);
  const isLogAcross = view.logAcross && known.length > 0;
  const all = ends(known) ?? [0, 1];
  const [from, to] = [Math.max(view.zoom?.[0] ?? -Infinity, isLogAcross ? all[0] : -Infinity), view.zoom?.[1] ?? Infinity];
  const [first, last] = view.zoom && to > from ? [from, to] : all;
  const unit = across === "time" ? unitOf(last - first) : undefined;
  const scale = unit ? SECONDS[unit] : 1;
  const x = isLogAcross ? logarithmic(first / scale, last / scale, 5) : linear(first / scale, last / scale, 5, true);
  const curves = data.lines
    .filter((line) => !gone.has(line.color))
    .map((line) => ({ line, x: scale === 1 ? xsOf(line) : xsOf(line).map((one) => one / scale), y: view.smooth ? smoothed(line.y, view.smooth) : line.y, raw: line.y }));
  // A band belongs to the steps; over time it has no place.
  const bands = across !== "step" ? [] : data.bands.filter((band) => !gone.has(band.color));
  const isInside = (one: number) => one >= x.low && one <= x.high;
  const values = [
    ...curves.flatMap((curve) => [...inside(curve.x, curve.y, isInside), ...inside(curve.x, curve.raw, isInside)]),
    ...bands.flatMap((band) => [...inside(band.x, band.low, isInside), ...inside(band.x, band.high, isInside)]),
    ...data.rules.map(([, value]) => value),
  ].filter(Number.isFinite);
  const isLog = view.log ?? given.isLog;
  const y = axisOf(values, isLog, !view.zoom && !gone.size && isLog === given.isLog ? given : undefined);
  const unplaced = isLog ? curves.reduce((sum, curve) => sum + inside(curve.x, curve.raw, isInside).filter((one) => Number.isFinite(one) && one <= 0).length, 0) : 0;
  const nowhere = curves.reduce((sum, curve) => sum + curve.x.filter((one) => Number.isNaN(place(x, one))).length, 0);
  const shapes = (width: number, height: number) => drawn({ x, y, curves, bands, rules: data.rules, width, height, smooth: view.smooth });
  return { x, y, xLabel: unit ? WORDS.since[unit] : across === "epoch" ? WORDS.epoch : "", unit: unit ?? "s", curves, unplaced, nowhere, shapes };
}

function axisOf(values: number[], isLog: boolean, given: Given | undefined): Axis {
  if (isLog) {
    if (given) {
      const span = (given.high / given.low) ** (0.03 / 1.06);
      return logarithmic(given.low * span, given.high / span, 4);
    }
    const found = ends(values.filter((value) => value > 0)) ?? [1, 10];
    return logarithmic(...found, 4);
  }
  const [low, high] = given ? [given.low, given.high] : (ends(values) ?? [0, 1]);
  return linear(low, high, 4, false);
}

function unitOf(seconds: number): keyof typeof SECONDS {
  return seconds > 2 * 86400 ? "d" : seconds > 2 * 3600 ? "h" : seconds > 120 ? "min" : "s";
}

/** Lowest and highest of the finite numbers. */
export function ends(numbers: number[]): [number, number] | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const one of numbers) {
    if (!Number.isFinite(one)) continue;
    if (one < low) low = one;
    if (one > high) high = one;
  }
  return low <= high ? [low, high] : undefined;
}

function inside(x: number[], y: number[], isInside: (one: number) => boolean): number[] {
  return y.filter((_, at) => isInside(x[at]!));
}

interface Drawing {
  x: Axis;
  y: Axis;
  curves: Scene["curves"];
  bands: Band[];
  rules: PanelData["rules"];
  width: number;
  height: number;
  smooth: number;
}

function drawn({ x, y, curves, bands, rules, width, height, smooth }: Drawing): Shape[] {
  const across = (value: number) => place(x, value) * width;
  const down = (value: number) => (1 - place(y, value)) * height;
  const shapes: Shape[] = [{ css: "grid", d: y.ticks.map(({ value }) => `M0 ${short(down(value))}H${width}`).join("") }];
  for (const { color, x: at, low, high } of bands) shapes.push({ css: `band ${color}`, d: around(at.map(across), low.map(down), high.map(down)) });
  for (const { line, x: at, raw } of curves.filter((one) => smooth && !one.line.faint)) {
    shapes.push({ css: `line raw ${line.color}`, d: path(at.map(across), raw.map(down), line.held) });
  }
  for (const [, value] of rules) if (Number.isFinite(down(value))) shapes.push({ css: "base k6", d: `M0 ${short(down(value))}H${width}` });
  const deep = [...curves].sort((a, b) => Number(b.line.faint) - Number(a.line.faint) || Number(b.line.color.slice(1)) - Number(a.line.color.slice(1)));
  for (const { line, x: at, y: values } of deep) {
    const css = ["line", line.color, line.dashed ? "dashed" : "", line.faint ? "faint" : ""].filter(Boolean).join(" ");
    shapes.push({ css, d: path(at.map(across), values.map(down), line.held) });
    let last = values.length - 1;
    while (last >= 0 && !(Number.isFinite(down(values[last]!)) && at[last]! <= x.high && at[last]! >= x.low)) last--;
    if (!line.faint && last >= 0) shapes.push({ css: `end ${line.color}`, d: `M${short(across(at[last]!))} ${short(down(values[last]!))}h0` });
  }
  return shapes.filter((shape) => shape.d);
}

function path(x: number[], y: number[], isHeld: boolean): string {
  let [d, isOpen] = ["", false];
  x.forEach((left, at) => {
    const top = y[at]!;
    if (!Number.isFinite(left) || !Number.isFinite(top)) {
      isOpen = false;
      return;
    }
    if (isOpen && isHeld) d += `H${short(left)}V${short(top)}`;
    else d += `${isOpen ? "L" : "M"}${short(left)} ${short(top)}`;
    // A point between two gaps is a line without length, which a round end makes visible.
    if (!isOpen && !Number.isFinite(y[at + 1] ?? NaN)) d += "h0";
    isOpen = true;
  });
  return d;
}

/** The closed way around the space between two curves, broken where one of them has a gap. */
function around(x: number[], low: number[], high: number[]): string {
  const pieces: number[][] = [[]];
  x.forEach((left, at) => {
    if (Number.isFinite(left + low[at]! + high[at]!)) pieces[pieces.length - 1]!.push(at);
    else pieces.push([]);
  });
  const pair = (at: number, side: number[]) => `${short(x[at]!)} ${short(side[at]!)}`;
  const ring = (piece: number[]) => [...piece.map((at) => pair(at, high)), ...[...piece].reverse().map((at) => pair(at, low))];
  return pieces.filter((piece) => piece.length > 1).map((piece) => `M${ring(piece).join("L")}Z`).join("");
}

function short(value: number): string {
  return String(Math.round(Math.min(Math.max(value, -1e6), 1e6) * 100) / 100);
}
