/** What stands above a group of panels: scales, smoothing, what runs across, and the way back. */
import { element } from "../explore/element";
import { written, type Across, type View } from "./view";
import { WORDS } from "./words";

export interface Offered {
  /** What may run across, the steps first. */
  across: Across[];
  /** Whether anything lies where a logarithmic axis across has a place. */
  logAcross: boolean;
  /** Whether all panels are logarithmic as the page has them. */
  isLog: boolean;
}

export class Toolbar {
  readonly element: HTMLElement;
  private readonly log = element("button", { type: "button", "aria-pressed": "false" }, WORDS.log);
  private readonly logAcross = element("button", { type: "button", "aria-pressed": "false" }, WORDS.logAcross);
  private readonly smooth = element("input", { type: "range", min: "0", max: "0.99", step: "0.01", value: "0" });
  private readonly weight = element("output", {}, "0.00");
  private readonly axis = element("select");
  private readonly reset = element("button", { type: "button", disabled: true }, WORDS.reset);
  private readonly said = element("p", { class: "small", role: "status" });

  constructor(
    private readonly offered: Offered,
    change: (change: Partial<View>) => void,
    reset: () => void,
    limits: string,
  ) {
    this.log.addEventListener("click", () => change({ log: this.log.getAttribute("aria-pressed") !== "true" }));
    this.logAcross.addEventListener("click", () => change({ logAcross: this.logAcross.getAttribute("aria-pressed") !== "true" }));
    this.smooth.addEventListener("input", () => change({ smooth: Number(this.smooth.value) }));
    this.axis.append(...offered.across.map((one) => element("option", { value: one }, WORDS[one])));
    this.axis.addEventListener("change", () => change({ across: this.axis.value as Across, zoom: undefined }));
    this.reset.addEventListener("click", reset);
    const across = offered.logAcross ? [this.logAcross] : [];
    const axis = offered.across.length > 1 ? [element("label", {}, `${WORDS.axis} `, this.axis)] : [];
    const smooth = element("label", {}, `${WORDS.smooth} `, this.smooth, this.weight);
    const hint = element("p", { class: "small hint" }, `${WORDS.hint} ${limits}`);
    this.element = element("div", { class: "curve-tools", role: "group", "aria-label": WORDS.tools }, this.log, ...across, smooth, ...axis, this.reset, this.said, hint);
  }

  show(view: View): void {
    this.log.setAttribute("aria-pressed", String(view.log ?? this.offered.isLog));
    this.logAcross.setAttribute("aria-pressed", String(view.logAcross));
    this.smooth.value = String(view.smooth);
    this.weight.textContent = view.smooth.toFixed(2);
    this.axis.value = view.across;
    this.reset.disabled = !written(view);
  }

  say(text: string): void {
    this.said.textContent = text;
  }
}
