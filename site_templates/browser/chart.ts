/**
 * Values under the pointer, and series to hide, on the charts of a page. What is shown is read off the drawing,
 * to a thousandth of the axis, and says so; the numbers themselves stand in the table below. Curves whose
 * numbers lie beside the page are shown by `curves/`, once these have loaded.
 */

import { MINUS, scientific } from "./numbers";
import { localized, say } from "./words";

interface Axis {
  low: number;
  high: number;
  isLog: boolean;
}

interface Curve {
  color: string;
  name: string;
  points: [number, number][];
}

/** Width and height of the box that shapes lie in. */
const SIZE = 1000;

export function chart(drawing: SVGSVGElement): void {
  const x = axis(drawing.dataset["x"]);
  const y = axis(drawing.dataset["y"]);
  const figure = drawing.closest<HTMLElement>("figure");
  const plot = drawing.closest<HTMLElement>(".plot");
  if (!x || !y || !figure || !plot) return;
  const entries = [...figure.querySelectorAll<HTMLElement>(".legend li")];
  entries.filter((entry) => entry.querySelector("svg path")).forEach((entry) => switchable(entry, drawing));
  const curves = curvesOf(drawing, entries);
  if (!curves.length) return;
  const guide = document.createElementNS("http://www.w3.org/2000/svg", "path");
  guide.setAttribute("class", "guide");
  // No div: the plot makes room for its axes by having none in it.
  const tip = document.createElement("span");
  tip.className = "tip";
  tip.setAttribute("aria-hidden", "true");
  const places = [...new Set(curves.flatMap((curve) => curve.points.map(([at]) => at)))].sort((a, b) => a - b);
  plot.addEventListener("pointermove", (event) => {
    // Where the curves came as numbers, another script shows these.
    if (figure.classList.contains("live")) return leave();
    const box = drawing.getBoundingClientRect();
    const at = nearest(places, ((event.clientX - box.left) / box.width) * SIZE);
    guide.setAttribute("d", `M${at} 0V${SIZE}`);
    drawing.append(guide);
    const rows = curves.flatMap((curve) => row(curve, at, y, drawing));
    tip.replaceChildren(line("", say("at {place}", { place: number(value(x, at)) })), ...rows);
    plot.append(tip);
    const left = box.left - plot.getBoundingClientRect().left + (at / SIZE) * box.width;
    tip.classList.toggle("before", at > 0.55 * SIZE);
    tip.style.left = `${left}px`;
  });
  plot.addEventListener("pointerleave", leave);
  function leave(): void {
    guide.remove();
    tip.remove();
  }
}

function axis(text: string | undefined): Axis | undefined {
  const [low, high, kind] = (text ?? "").split(" ");
  return low && high ? { low: Number(low), high: Number(high), isLog: kind === "log" } : undefined;
}

/** The value at a place along an axis. */
function value({ low, high, isLog }: Axis, at: number): number {
  return isLog ? low * (high / low) ** (at / SIZE) : low + ((high - low) * at) / SIZE;
}

function curvesOf(drawing: SVGSVGElement, entries: HTMLElement[]): Curve[] {
  return [...drawing.querySelectorAll<SVGPathElement>("path.line:not(.faint)")].map((path) => {
    const color = [...path.classList].find((name) => /^k\d$/.test(name)) ?? "";
    const own = entries.filter((entry) => entry.classList.contains(color) && entry.querySelector("svg path"));
    const name = own[0]?.querySelector("span")?.firstChild?.textContent?.trim() ?? "";
    return { color, name, points: pointsOf(path.getAttribute("d") ?? "") };
  });
}

/** The points of a path: each piece begins at a place, from where it goes by steps. */
function pointsOf(d: string): [number, number][] {
  return d.split("M").slice(1).flatMap((piece) => {
    const numbers = (piece.match(/-?\d+/g) ?? []).map(Number);
    let [left, top] = [0, 0];
    // A point alone is followed by a line without length.
    return Array.from({ length: numbers.length >> 1 }, (_, at): [number, number] => [(left += numbers[2 * at]!), (top += numbers[2 * at + 1]!)]);
  });
}

function nearest(places: number[], at: number): number {
  return places.reduce((best, place) => (Math.abs(place - at) < Math.abs(best - at) ? place : best), places[0]!);
}

function row(curve: Curve, at: number, y: Axis, drawing: SVGSVGElement): HTMLElement[] {
  const point = curve.points.find(([place]) => place === at);
  if (!point || drawing.classList.contains(`no-${curve.color}`)) return [];
  return [line(curve.color, `${curve.name ? `${curve.name} ` : ""}≈ ${number(value(y, SIZE - point[1]))}`)];
}

function line(color: string, text: string): HTMLElement {
  const made = document.createElement("span");
  if (color) made.className = color;
  const words = document.createElement("span");
  words.textContent = text;
  made.append(words);
  return made;
}

function number(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return scientific(value, 3);
  return localized(String(Number(value.toPrecision(4))).replace("-", MINUS));
}

/** Makes an entry of the legend a switch for the series of its color. */
function switchable(entry: HTMLElement, drawing: SVGSVGElement): void {
  const color = [...entry.classList].find((name) => /^k\d$/.test(name));
  if (!color) return;
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-pressed", "true");
  button.append(...entry.childNodes);
  entry.append(button);
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(!drawing.classList.toggle(`no-${color}`)));
  });
}
