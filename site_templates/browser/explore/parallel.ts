/** Parallel coordinates as a control: a brush on an axis writes into the filter, the filter lights up lines. */
import type { Column } from "./columns";
import { askedOf, missingCondition, nameOf, rangeCondition, withCondition, wordsCondition } from "./conditions";

const SVG = "http://www.w3.org/2000/svg";
/** Part of the height that values take; below lies what is not recorded. */
const BOTTOM = 0.86;
/** Where the place of what is not recorded begins. */
const FOOT = 0.93;
const WIDTH = 28;
const LEAST_PX = 4;

export class Parallel {
  private readonly axes: Axis[];
  private readonly lines: [number, SVGPathElement][];
  private query = "";

  constructor(region: Element, columns: Column[], write: (query: string) => void) {
    this.lines = [...region.querySelectorAll<SVGPathElement>("path[data-row]")].map((path) => [Number(path.dataset["row"]), path]);
    this.axes = [...region.querySelectorAll<SVGSVGElement>("svg.axis-of")]
      .flatMap((svg) => {
        const column = columns.find(({ key }) => key === svg.dataset["column"]);
        if (!column) return [];
        return [new Axis(svg, nameOf(column.key, columns), isWhole(column), (name, condition) => write(withCondition(this.query, name, condition)))];
      });
  }

  show(query: string, rows: Iterable<number>): void {
    this.query = query;
    const shown = new Set(rows);
    for (const [row, path] of this.lines) path.classList.toggle("out", !shown.has(row));
    for (const axis of this.axes) axis.show(query);
  }
}

class Axis {
  private readonly low: number;
  private readonly high: number;
  private readonly isLog: boolean;
  private readonly words: string[] | null;
  private readonly brush = shape("rect", { class: "brush", x: "-7", width: "14", visibility: "hidden" });
  private from: number | null = null;
  private isMissing = false;

  constructor(
    svg: SVGSVGElement,
    private readonly name: string,
    private readonly isWhole: boolean,
    private readonly write: (name: string, condition: string) => void,
  ) {
    const { low, high, log, words } = svg.dataset;
    this.low = Number(low);
    this.high = Number(high);
    this.isLog = log !== undefined;
    this.words = words ? (JSON.parse(words) as string[]) : null;
    const hit = shape("rect", { class: "hit", x: String(-WIDTH / 2), width: String(WIDTH), y: "0", height: `${BOTTOM * 100}%` });
    const part = (event: PointerEvent) => {
      const box = hit.getBoundingClientRect();
      const at = (event.clientY - box.top) / box.height;
      // The ends themselves are hard to hit.
      return at < 0.03 ? 0 : at > 0.97 ? 1 : at;
    };
    hit.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      (document.activeElement as HTMLElement | null)?.blur();
      hit.setPointerCapture(event.pointerId);
      this.from = part(event);
      event.preventDefault();
    });
    hit.addEventListener("pointermove", (event) => {
      if (this.from !== null) this.draw(this.from, part(event));
    });
    hit.addEventListener("pointerup", (event) => {
      if (this.from === null) return;
      const [top, end] = [this.from, part(event)].sort((one, other) => one - other) as [number, number];
      this.from = null;
      const isClick = (end - top) * hit.getBoundingClientRect().height < LEAST_PX;
      this.write(this.name, isClick ? "" : this.condition(1 - end, 1 - top));
    });
    hit.addEventListener("pointercancel", () => {
      this.from = null;
      this.draw(0, 0);
    });
    svg.append(hit, this.brush);
    if (svg.dataset["missing"] !== undefined) svg.append(this.foot());
  }

  /** The place of what is not recorded: a click asks for it, another takes that away. */
  private foot(): SVGRectElement {
    const foot = shape("rect", { class: "hit", x: String(-WIDTH / 2), width: String(WIDTH), y: `${FOOT * 100}%`, height: `${(1 - FOOT) * 100 + 4}%` });
    foot.addEventListener("click", () => {
      (document.activeElement as HTMLElement | null)?.blur();
      this.write(this.name, this.isMissing ? "" : missingCondition(this.name));
    });
    return foot;
  }

  /** Show what the filter asks of this axis. */
  show(query: string): void {
    if (this.from !== null) return;
    const asked = askedOf(query, this.name);
    this.isMissing = asked?.isMissing ?? false;
    if (!asked) return this.draw(0, 0);
    if (this.isMissing) return this.draw(FOOT / BOTTOM, 1.02 / BOTTOM);
    if (this.words) {
      const places = (asked.words ?? []).map((word) => this.words!.indexOf(word)).filter((at) => at >= 0);
      if (!places.length) return this.draw(0, 0);
      const [first, last] = [Math.min(...places), Math.max(...places) + 1];
      return this.draw(1 - last / this.words.length, 1 - first / this.words.length);
    }
    const [low, high] = asked.words ? [Number(asked.words[0]), Number(asked.words[0])] : [asked.low, asked.high];
    this.draw(1 - this.place(high), 1 - this.place(low));
  }

  /** The condition for the stretch between two parts of the axis, from below. */
  private condition(low: number, high: number): string {
    if (this.words) {
      const count = this.words.length;
      const kept = this.words.filter((_, at) => (at + 0.5) / count >= low && (at + 0.5) / count <= high);
      return kept.length ? wordsCondition(this.name, kept) : "";
    }
    const [from, to] = [this.value(low), this.value(high)];
    if (!this.isWhole) return rangeCondition(this.name, from, to);
    // Between two whole numbers there is nothing: the nearest is meant.
    const nearest = Math.round((from + to) / 2);
    return rangeCondition(this.name, Math.min(Math.ceil(from), nearest), Math.max(Math.floor(to), nearest));
  }

  private value(part: number): number {
    const value = this.isLog ? this.low * (this.high / this.low) ** part : this.low + (this.high - this.low) * part;
    // As exact as the hand is, and no longer than a reader wants to read.
    const step = this.isLog ? value / 100 : (this.high - this.low) / 200;
    const digits = Math.ceil(Math.log10(Math.abs(value) / step || 1));
    return Number(value.toPrecision(Math.min(Math.max(digits, 1), 12)));
  }

  private place(value: number): number {
    const part = this.isLog ? Math.log(Math.max(value, Number.MIN_VALUE) / this.low) / Math.log(this.high / this.low) : (value - this.low) / (this.high - this.low);
    return Math.min(Math.max(part, 0), 1);
  }

  private draw(one: number, other: number): void {
    const [top, end] = [one, other].sort((first, second) => first - second) as [number, number];
    this.brush.setAttribute("visibility", end > top || (one === other && one > 0) ? "visible" : "hidden");
    this.brush.setAttribute("y", `${top * BOTTOM * 100}%`);
    this.brush.setAttribute("height", `${Math.max((end - top) * BOTTOM * 100, 0.8)}%`);
  }
}

function isWhole(column: Column): boolean {
  return column.values.every((value) => value === null || Number.isInteger(Number(value)));
}

function shape(tag: "rect", attributes: Record<string, string>): SVGRectElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
