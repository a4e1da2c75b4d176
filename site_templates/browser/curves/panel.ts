/** One panel: drawn again as the view asks, read with pointer or keyboard, zoomed by dragging. */
import { element } from "../explore/element";
import type { PanelData } from "./data";
import { Legend } from "./legend";
import { save, type Form } from "./save";
import { numberText, place, valueAt } from "./scales";
import { isAlong, SECONDS, sceneOf, type Given, type Scene } from "./scene";
import { ALL, hiddenOn, written, type View } from "./view";
import { WORDS } from "./words";

const SVG = "http://www.w3.org/2000/svg";
const LEAST_DRAG = 0.02;
const KEYS = new Set(["ArrowLeft", "ArrowRight", "Home", "End", "+", "=", "-", "_", "Escape"]);
/** Width and height of the box that shapes lie in, as in the page's own drawings. */
const SIZE = 1000;

export interface Commands {
  view(): View;
  change(change: Partial<View>): void;
  say(text: string): void;
  /** Brings the numbers. */
  near(): Promise<void>;
}

export class Panel {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  /** The ends of the y axis as the page has them. */
  readonly given: Given;
  /** The highest place across. */
  readonly reach: number;
  private readonly plot: HTMLElement;
  private readonly outer: SVGSVGElement;
  private readonly inner: SVGSVGElement;
  private readonly axisName: HTMLElement | null;
  private readonly note = element("p", { class: "small", hidden: true });
  private readonly tip = element("span", { class: "tip", "aria-hidden": "true" });
  private readonly guide = svg("path", { class: "guide" });
  private readonly pick = svg("rect", { class: "pick", y: "0", height: String(SIZE) });
  private readonly before: { inner: Node[]; texts: Node[]; axis: string; x: string; y: string };
  private readonly taking: HTMLElement;
  private readonly legend: Legend;
  private data: PanelData | undefined;
  private scene: Scene | undefined;
  private places: number[] | undefined;
  private cursor: number | undefined;
  /** Where the pointer is; undefined while it is elsewhere. */
  private pointed: number | undefined;

  /** Whether a figure is one of curves over numbers, which come with numbers of their own. */
  static isOne(figure: HTMLElement): boolean {
    const inner = figure.querySelector<SVGSVGElement>(".plot > svg > svg[data-x]");
    return Boolean(inner?.querySelector(".line")) && !/log/.test(inner!.dataset["x"]!) && !inner!.querySelector(".bar, .point, .range");
  }

  constructor(
    private readonly figure: HTMLElement,
    readonly at: number,
    private readonly commands: Commands,
  ) {
    this.plot = figure.querySelector<HTMLElement>(".plot")!;
    this.outer = this.plot.querySelector<SVGSVGElement>(":scope > svg")!;
    this.inner = this.outer.querySelector<SVGSVGElement>(":scope > svg")!;
    this.axisName = figure.querySelector<HTMLElement>(".axis-name");
    this.title = figure.querySelector("figcaption")?.textContent?.trim() ?? "";
    const [across, up] = (this.axisName?.textContent ?? "").split(` · ${WORDS.up("")}`);
    this.xName = across || WORDS.step;
    this.yName = up ?? this.title;
    const { x = "", y = "" } = this.inner.dataset;
    const [low, high, kind] = y.split(" ");
    this.given = { low: Number(low), high: Number(high), isLog: kind === "log" };
    this.reach = Number(x.split(" ")[1]);
    const texts = [...this.outer.children].filter((one) => one !== this.inner);
    this.before = { inner: [...this.inner.childNodes], texts, axis: this.axisName?.textContent ?? "", x, y };
    this.taking = this.saving();
    figure.append(this.note, this.taking);
    Object.entries({ tabindex: "0", role: "group", "aria-label": `${WORDS.chart}: ${this.title}. ${WORDS.keys}` }).forEach(([name, value]) => this.plot.setAttribute(name, value));
    this.legend = new Legend(figure, at, () => this.data?.lines.map((line) => line.color) ?? [], commands);
    this.listen();
  }

  /** Takes its numbers; with none, it stays the drawing that it is. */
  receive(data: PanelData | null): void {
    if (!data) {
      this.taking.remove();
      return;
    }
    this.data = data;
    this.figure.classList.add("live");
    // What was read off the drawing until now.
    this.plot.querySelectorAll(".tip").forEach((tip) => tip.remove());
  }

  /** Draws what the view asks for; what the page came with where it asks for nothing. */
  show(view: View): void {
    if (!this.data) return;
    const own = { ...view, hidden: view.hidden.filter(([panel]) => panel === this.at || panel === ALL) };
    if (!isAlong(this.data, view.across)) own.across = "step";
    const scene = sceneOf(this.data, own, this.at, this.given);
    [this.scene, this.places] = [scene, undefined];
    const isPlain = !written(own);
    const { before, inner } = this;
    inner.replaceChildren(...(isPlain ? before.inner : scene.shapes(SIZE, SIZE).map(({ css, d }) => svg("path", { class: css, d }))));
    this.outer.replaceChildren(inner, ...(isPlain ? before.texts : ticksOf(scene)));
    inner.dataset["x"] = isPlain ? before.x : `${scene.x.low} ${scene.x.high}${scene.x.isLog ? " log" : ""}`;
    inner.dataset["y"] = isPlain ? before.y : `${scene.y.low} ${scene.y.high}${scene.y.isLog ? " log" : ""}`;
    inner.classList.toggle("zoomed", Boolean(own.zoom));
    if (this.axisName) this.axisName.textContent = scene.xLabel ? before.axis.replace(this.xName, scene.xLabel) : before.axis;
    // What the page itself could not place on its own logarithmic axis stands in its note.
    const unplaced = this.given.isLog && !own.zoom ? 0 : scene.unplaced;
    this.note.textContent = [unplaced && WORDS.unplaced(unplaced), scene.nowhere && WORDS.nowhere(scene.nowhere)].filter(Boolean).join(" ");
    this.note.hidden = !this.note.textContent;
    const hidden = hiddenOn(own, this.at);
    for (const color of ["k1", "k2", "k3", "k4", "k5", "k6", "k7"]) inner.classList.toggle(`no-${color}`, hidden.has(color));
    this.legend.show(hidden);
    this.unmark();
    if (this.pointed !== undefined) this.mark(this.pointed);
  }

  focus(): void {
    this.plot.focus();
  }

  private saving(): HTMLElement {
    const button = (form: Form) => {
      const made = element("button", { type: "button", "aria-label": `${WORDS.save} ${form}: ${this.title}` }, form);
      made.addEventListener("click", async () => {
        await this.commands.near();
        if (this.data) await save(form, this, this.data, this.scene!, this.plot);
      });
      return made;
    };
    return element("p", { class: "small take" }, `${WORDS.save} `, button("CSV"), " ", button("SVG"), " ", button("PNG"));
  }

  private listen(): void {
    let from: number | undefined;
    const { plot, inner, pick } = this;
    plot.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.isPrimary) from = this.share(event);
    });
    plot.addEventListener("pointermove", (event) => {
      const now = this.share(event);
      this.pointed = now;
      this.mark(now);
      if (from === undefined || Math.abs(now - from) < LEAST_DRAG) return;
      plot.setPointerCapture(event.pointerId);
      pick.setAttribute("x", String(Math.min(from, now) * SIZE));
      pick.setAttribute("width", String(Math.abs(now - from) * SIZE));
      inner.append(pick);
    });
    plot.addEventListener("pointerup", (event) => {
      const to = this.share(event);
      if (from !== undefined && Math.abs(to - from) >= LEAST_DRAG) {
        const [low, high] = [Math.min(from, to), Math.max(from, to)];
        void this.commands.near().then(() => this.zoom(low, high));
      }
      from = undefined;
      pick.remove();
    });
    plot.addEventListener("pointercancel", () => {
      from = undefined;
      pick.remove();
    });
    plot.addEventListener("pointerleave", () => {
      this.pointed = undefined;
      this.unmark();
    });
    plot.addEventListener("dblclick", () => this.commands.change({ zoom: undefined }));
    plot.addEventListener("blur", () => this.unmark());
    plot.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !KEYS.has(event.key)) return;
      event.preventDefault();
      if (this.scene) this.press(event.key, event.shiftKey, this.scene);
      else void this.commands.near().then(() => this.scene && this.press(event.key, event.shiftKey, this.scene));
    });
  }

  /** Does what a key asks for. */
  private press(key: string, isFar: boolean, scene: Scene): void {
    const places = this.inSight(scene);
    const now = this.cursor === undefined ? -1 : places.indexOf(this.cursor);
    const stride = isFar ? 10 : 1;
    const goal = { ArrowLeft: now < 0 ? places.length - 1 : now - stride, ArrowRight: now + stride, Home: 0, End: places.length - 1 }[key];
    if (goal !== undefined) {
      const to = places[Math.min(Math.max(goal, 0), places.length - 1)];
      if (to === undefined) return;
      this.mark(place(scene.x, to));
      this.commands.say(this.rows(to, scene).map(([, text]) => text).join("; "));
    } else if (key === "+" || key === "=") this.zoomBy(0.5, scene);
    else if (key === "-" || key === "_") this.zoomBy(2, scene);
    else {
      this.commands.change({ zoom: undefined });
      this.commands.say(WORDS.all);
    }
  }

  private zoomBy(factor: number, scene: Scene): void {
    const middle = this.cursor === undefined ? 0.5 : place(scene.x, this.cursor);
    const low = middle - middle * factor;
    this.zoom(low, low + factor);
  }

  /** Shows a part of what is shown; all where that would be more than there is. */
  private zoom(from: number, to: number): void {
    if (!this.data || !this.scene) return;
    const whole = sceneOf(this.data, { ...this.commands.view(), zoom: undefined }, this.at, this.given);
    const scale = SECONDS[this.scene.unit];
    const [first, last] = [whole.x.low, whole.x.high].map((end) => end * SECONDS[whole.unit]) as [number, number];
    const wanted = [from, to].map((share) => Number((valueAt(this.scene!.x, share) * scale).toPrecision(7))) as [number, number];
    const [low, high] = [Math.max(wanted[0], first), Math.min(wanted[1], last)];
    if (!(high - low > (last - first) * 1e-6)) return;
    this.commands.change({ zoom: low <= first && high >= last ? undefined : [low, high] });
    const { x, xLabel } = this.scene;
    this.commands.say(`${WORDS.range(numberText(x.low, 6), numberText(x.high, 6))} (${xLabel || this.xName})`);
  }

  private share(event: PointerEvent): number {
    const box = this.inner.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
  }

  /** Every place on x in sight where a curve has a point. */
  private inSight(scene: Scene): number[] {
    const { low, high } = scene.x;
    const all = scene.curves.filter(({ line }) => !line.faint).flatMap(({ x }) => x);
    return (this.places ??= [...new Set(all)].filter((one) => one >= low && one <= high).sort((a, b) => a - b));
  }

  private rows(at: number, scene: Scene): [css: string, text: string][] {
    const rows: [string, string][] = [["", `${scene.xLabel || this.xName} ${numberText(at, 6)}`]];
    for (const { line, x, y, raw } of scene.curves) {
      const index = line.faint ? -1 : nearest(x, at);
      if (index < 0) continue;
      const value = Number.isFinite(raw[index]!) ? numberText(raw[index]!, 6) : WORDS.none;
      const told = x[index] === at ? value : WORDS.elsewhere(value, numberText(x[index]!, 6));
      const soft = y !== raw && Number.isFinite(y[index]!) ? ` (${numberText(y[index]!, 4)})` : "";
      rows.push([line.color, `${line.name} ${told}${soft}`]);
    }
    return rows;
  }

  private mark(share: number): void {
    const places = this.scene && this.inSight(this.scene);
    if (!this.scene || !places?.length) return;
    const { x } = this.scene;
    const best = places.reduce((found, one) => (Math.abs(place(x, one) - share) < Math.abs(place(x, found) - share) ? one : found));
    const at = place(x, best);
    this.cursor = best;
    this.guide.setAttribute("d", `M${at * SIZE} 0V${SIZE}`);
    this.inner.append(this.guide);
    this.tip.replaceChildren(...this.rows(best, this.scene).map(([css, text]) => element("span", css ? { class: css } : {}, element("span", {}, text))));
    this.plot.append(this.tip);
    const box = this.inner.getBoundingClientRect();
    this.tip.classList.toggle("before", at > 0.55);
    this.tip.style.left = `${box.left - this.plot.getBoundingClientRect().left + at * box.width}px`;
  }

  private unmark(): void {
    this.guide.remove();
    this.tip.remove();
    this.pick.remove();
  }
}

/**
 * The point of a curve that lies nearest; of several at one place, as in an epoch, the last. None, -1, beyond the
 * ends of the curve.
 */
function nearest(x: number[], at: number): number {
  let [best, isBefore, isAfter] = [-1, false, false];
  x.forEach((one, index) => {
    isBefore ||= one <= at;
    isAfter ||= one >= at;
    if (!Number.isNaN(one) && (best < 0 || Math.abs(one - at) <= Math.abs(x[best]! - at))) best = index;
  });
  return isBefore && isAfter ? best : -1;
}

/** The texts beside the axes, which styles move to their places. */
export function ticksOf(scene: Scene): SVGElement[] {
  const along = scene.x.ticks.map(({ value, text }) => {
    const share = place(scene.x, value) * 100;
    const end = share > 94 ? " last" : share < 6 ? " first" : "";
    return svg("text", { class: `x${end}`, x: `${share}%`, y: "100%" }, text);
  });
  const up = scene.y.ticks.map(({ value, text }) => svg("text", { class: "y", y: `${100 - place(scene.y, value) * 100}%` }, text));
  return [...up, ...along];
}

export function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string>, text = ""): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}
