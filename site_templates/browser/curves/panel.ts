/** One panel: drawn again as the view asks, read with pointer or keyboard, zoomed by dragging. */
import { element } from "../explore/element";
import type { PanelData } from "./data";
import { save } from "./save";
import { numberText, place, valueAt } from "./scales";
import { isTimed, sceneOf, type Given, type Scene } from "./scene";
import { PLAIN, written, type View } from "./view";
import { WORDS } from "./words";
import { say } from "../words";

const SVG = "http://www.w3.org/2000/svg";
const LEAST_DRAG = 0.02;

export interface Commands {
  view(): View;
  change(change: Partial<View>): void;
  say(text: string): void;
}

export class Panel {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly isTimed: boolean;
  readonly isLog: boolean;
  private readonly plot: HTMLElement;
  private readonly outer: SVGSVGElement;
  private readonly inner: SVGSVGElement;
  private readonly axisName: HTMLElement | null;
  private readonly note = element("p", { class: "small", hidden: true });
  private readonly tip = element("span", { class: "tip", "aria-hidden": "true" });
  private readonly guide = svg("path", { class: "guide" });
  private readonly pick = svg("rect", { class: "pick", y: "0", height: "100" });
  private readonly given: Given;
  private readonly before: { inner: Node[]; texts: Node[]; axis: string; x: string; y: string };
  private cursor: number | undefined;
  private scene: Scene;

  constructor(
    private readonly figure: HTMLElement,
    readonly data: PanelData,
    private readonly at: number,
    private readonly commands: Commands,
  ) {
    this.plot = figure.querySelector<HTMLElement>(".plot")!;
    this.outer = this.plot.querySelector<SVGSVGElement>(":scope > svg")!;
    this.inner = this.outer.querySelector<SVGSVGElement>(":scope > svg")!;
    this.axisName = figure.querySelector<HTMLElement>(".axis-name");
    this.title = figure.querySelector("figcaption")?.textContent?.trim() ?? "";
    const [across, up] = (this.axisName?.textContent ?? "").split(` · ${say("up: {label}", { label: "" })}`);
    this.xName = across || WORDS.step;
    this.yName = up ?? this.title;
    const { x = "", y = "" } = this.inner.dataset;
    const [low, high, kind] = y.split(" ");
    this.given = { low: Number(low), high: Number(high), isLog: kind === "log" };
    this.isLog = this.given.isLog;
    this.isTimed = isTimed(data);
    const texts = [...this.outer.children].filter((one) => one !== this.inner);
    this.before = { inner: [...this.inner.childNodes], texts, axis: this.axisName?.textContent ?? "", x, y };
    this.scene = sceneOf(data, PLAIN, at, this.given);
    figure.classList.add("live");
    figure.append(this.note, this.saving());
    Object.entries({ tabindex: "0", role: "group", "aria-label": `${WORDS.chart}: ${this.title}. ${WORDS.keys}` }).forEach(([name, value]) => this.plot.setAttribute(name, value));
    this.listen();
    this.legend();
  }

  /** Draws what the view asks for; what the page came with where it asks for nothing. */
  show(view: View): void {
    const own = { ...view, hidden: view.hidden.filter(([panel]) => panel === this.at) };
    if (!view.byTime || !this.isTimed) own.byTime = false;
    this.scene = sceneOf(this.data, own, this.at, this.given);
    const isPlain = !written(own);
    const { scene, before, inner } = this;
    inner.replaceChildren(...(isPlain ? before.inner : scene.shapes(100, 100).map(({ css, d }) => svg("path", { class: css, d }))));
    this.outer.replaceChildren(inner, ...(isPlain ? before.texts : this.ticks()));
    inner.dataset["x"] = isPlain ? before.x : `${scene.x.low} ${scene.x.high}`;
    inner.dataset["y"] = isPlain ? before.y : `${scene.y.low} ${scene.y.high}${scene.y.isLog ? " log" : ""}`;
    inner.classList.toggle("zoomed", Boolean(own.zoom));
    if (this.axisName) this.axisName.textContent = scene.xLabel ? before.axis.replace(this.xName, scene.xLabel) : before.axis;
    // What the page itself could not place on its own logarithmic axis stands in its note.
    const unplaced = this.isLog && !own.zoom ? 0 : scene.unplaced;
    this.note.hidden = !unplaced;
    this.note.textContent = unplaced ? WORDS.unplaced(unplaced) : "";
    const hidden = new Set(own.hidden.map(([, color]) => color));
    for (const color of ["k1", "k2", "k3", "k4", "k5", "k6", "k7"]) inner.classList.toggle(`no-${color}`, hidden.has(color));
    for (const button of this.buttons()) button.setAttribute("aria-pressed", String(!hidden.has(colorOf(button))));
    this.unmark();
  }

  private ticks(): SVGElement[] {
    const along = this.scene.x.ticks.map(({ value, text }) => {
      const share = place(this.scene.x, value) * 100;
      const end = share > 94 ? " last" : share < 6 ? " first" : "";
      return svg("text", { class: `x${end}`, x: `${share}%`, y: "100%", dy: "1.5em" }, text);
    });
    const up = this.scene.y.ticks.map(({ value, text }) => svg("text", { class: "y", x: "0", dx: "-7", y: `${100 - place(this.scene.y, value) * 100}%`, dy: ".32em" }, text));
    return [...up, ...along];
  }

  private saving(): HTMLElement {
    const button = (form: "CSV" | "SVG" | "PNG") => {
      const made = element("button", { type: "button", "aria-label": `${WORDS.save} ${form}: ${this.title}` }, form);
      made.addEventListener("click", () => void save(form, this, this.scene, this.plot));
      return made;
    };
    return element("p", { class: "small take" }, `${WORDS.save} `, button("CSV"), " ", button("SVG"), " ", button("PNG"));
  }

  private buttons(): HTMLButtonElement[] {
    return [...this.figure.querySelectorAll<HTMLButtonElement>(".legend button")];
  }

  private legend(): void {
    for (const button of this.buttons()) {
      const color = colorOf(button);
      const others = () => this.commands.view().hidden.filter(([panel]) => panel !== this.at);
      const alone = () => {
        const rest = [...new Set(this.data.lines.map((line) => line.color))].filter((one) => one !== color);
        const isAlone = this.hidden().size === rest.length && !this.hidden().has(color);
        const hidden = isAlone ? [] : rest.map((one): [number, string] => [this.at, one]);
        this.commands.change({ hidden: [...others(), ...hidden] });
      };
      button.addEventListener("click", (event) => {
        if (event.altKey) return alone();
        const now = this.hidden();
        if (!now.delete(color)) now.add(color);
        this.commands.change({ hidden: [...others(), ...[...now].sort().map((one): [number, string] => [this.at, one])] });
      });
      button.addEventListener("dblclick", alone);
      button.addEventListener("keydown", (event) => {
        if (event.key.toLowerCase() !== "i" || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        alone();
      });
      button.setAttribute("aria-keyshortcuts", "I");
    }
  }

  private hidden(): Set<string> {
    return new Set(this.commands.view().hidden.filter(([panel]) => panel === this.at).map(([, color]) => color));
  }

  private listen(): void {
    let from: number | undefined;
    const { plot, inner, pick } = this;
    plot.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.isPrimary) from = this.share(event);
    });
    plot.addEventListener("pointermove", (event) => {
      const now = this.share(event);
      this.mark(now);
      if (from === undefined || Math.abs(now - from) < LEAST_DRAG) return;
      plot.setPointerCapture(event.pointerId);
      pick.setAttribute("x", String(Math.min(from, now) * 100));
      pick.setAttribute("width", String(Math.abs(now - from) * 100));
      inner.append(pick);
    });
    plot.addEventListener("pointerup", (event) => {
      const to = this.share(event);
      if (from !== undefined && Math.abs(to - from) >= LEAST_DRAG) this.zoom(Math.min(from, to), Math.max(from, to));
      from = undefined;
      pick.remove();
    });
    plot.addEventListener("pointercancel", () => {
      from = undefined;
      pick.remove();
    });
    plot.addEventListener("pointerleave", () => this.unmark());
    plot.addEventListener("dblclick", () => this.commands.change({ zoom: undefined }));
    plot.addEventListener("blur", () => this.unmark());
    plot.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.key(event.key, event.shiftKey)) return;
      event.preventDefault();
    });
  }

  /** Does what a key asks for; false for a key that is not ours. */
  private key(key: string, isFar: boolean): boolean {
    const places = this.places();
    const now = this.cursor === undefined ? -1 : places.indexOf(this.cursor);
    const stride = isFar ? 10 : 1;
    const goal = { ArrowLeft: now < 0 ? places.length - 1 : now - stride, ArrowRight: now + stride, Home: 0, End: places.length - 1 }[key];
    if (goal !== undefined) {
      const to = places[Math.min(Math.max(goal, 0), places.length - 1)];
      if (to === undefined) return true;
      this.mark(place(this.scene.x, to));
      this.commands.say(this.rows(to).map(([, text]) => text).join("; "));
    } else if (key === "+" || key === "=") this.zoomBy(0.5);
    else if (key === "-" || key === "_") this.zoomBy(2);
    else if (key === "Escape") {
      this.commands.change({ zoom: undefined });
      this.commands.say(WORDS.all);
    } else return false;
    return true;
  }

  private zoomBy(factor: number): void {
    const middle = this.cursor === undefined ? 0.5 : place(this.scene.x, this.cursor);
    const low = middle - middle * factor;
    this.zoom(low, low + factor);
  }

  /** Shows a part of what is shown; all where that would be more than there is. */
  private zoom(from: number, to: number): void {
    const whole = sceneOf(this.data, { ...this.commands.view(), zoom: undefined }, this.at, this.given);
    const scale = this.seconds();
    const [first, last] = [whole.x.low, whole.x.high].map((end) => end * this.seconds(whole)) as [number, number];
    const wanted = [from, to].map((share) => Number((valueAt(this.scene.x, share) * scale).toPrecision(7))) as [number, number];
    const [low, high] = [Math.max(wanted[0], first), Math.min(wanted[1], last)];
    if (!(high - low > (last - first) * 1e-6)) return;
    this.commands.change({ zoom: low <= first && high >= last ? undefined : [low, high] });
    this.commands.say(`${WORDS.range(numberText(this.scene.x.low, 6), numberText(this.scene.x.high, 6))} (${this.scene.xLabel || this.xName})`);
  }

  /** Seconds in one of the x axis, where that is time. */
  private seconds(scene = this.scene): number {
    const unit = Object.entries(WORDS.since).find(([, label]) => label === scene.xLabel)?.[0];
    return { s: 1, min: 60, h: 3600, d: 86400 }[unit ?? "s"] ?? 1;
  }

  private share(event: PointerEvent): number {
    const box = this.inner.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
  }

  /** Every place on x in sight where a curve has a point. */
  private places(): number[] {
    const { low, high } = this.scene.x;
    const all = this.scene.curves.filter(({ line }) => !line.faint).flatMap(({ x }) => x);
    return [...new Set(all)].filter((one) => one >= low && one <= high).sort((a, b) => a - b);
  }

  private rows(at: number): [css: string, text: string][] {
    const rows: [string, string][] = [["", `${this.scene.xLabel || this.xName} ${numberText(at, 6)}`]];
    for (const { line, x, y, raw } of this.scene.curves) {
      const index = line.faint ? -1 : x.indexOf(at);
      if (index < 0) continue;
      const value = Number.isFinite(raw[index]!) ? numberText(raw[index]!, 6) : WORDS.none;
      const soft = y !== raw && Number.isFinite(y[index]!) ? ` (${numberText(y[index]!, 4)})` : "";
      rows.push([line.color, `${line.name} ${value}${soft}`]);
    }
    return rows;
  }

  private mark(share: number): void {
    const places = this.places();
    if (!places.length) return;
    const shares = places.map((one) => place(this.scene.x, one));
    const best = shares.reduce((found, one, index) => (Math.abs(one - share) < Math.abs(shares[found]! - share) ? index : found), 0);
    const at = shares[best]!;
    this.cursor = places[best];
    this.guide.setAttribute("d", `M${at * 100} 0V100`);
    this.inner.append(this.guide);
    this.tip.replaceChildren(...this.rows(places[best]!).map(([css, text]) => element("span", css ? { class: css } : {}, element("span", {}, text))));
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

function colorOf(button: HTMLElement): string {
  return [...(button.closest("li")?.classList ?? [])].find((name) => /^k\d$/.test(name)) ?? "";
}

function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string>, text = ""): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}
