/** What stands above a group of panels: scale, smoothing, what runs across, and the way back. */
import { element } from "../explore/element";
import type { View } from "./view";
import { written } from "./view";
import { WORDS } from "./words";

export class Toolbar {
  readonly element: HTMLElement;
  private readonly log = element("button", { type: "button", "aria-pressed": "false" }, WORDS.log);
  private readonly smooth = element("input", { type: "range", min: "0", max: "0.99", step: "0.01", value: "0" });
  private readonly weight = element("output", {}, "0.00");
  private readonly axis = element("select", {}, element("option", { value: "step" }, WORDS.step), element("option", { value: "time" }, WORDS.time));
  private readonly reset = element("button", { type: "button", disabled: true }, WORDS.reset);
  private readonly said = element("p", { class: "small", role: "status" });

  constructor(
    isTimed: boolean,
    private readonly isLog: boolean,
    change: (change: Partial<View>) => void,
    reset: () => void,
    limits: string,
  ) {
    this.log.addEventListener("click", () => change({ log: this.log.getAttribute("aria-pressed") !== "true" }));
    this.smooth.addEventListener("input", () => change({ smooth: Number(this.smooth.value) }));
    this.axis.addEventListener("change", () => change({ byTime: this.axis.value === "time", zoom: undefined }));
    this.reset.addEventListener("click", reset);
    const axis = isTimed ? [element("label", {}, `${WORDS.axis} `, this.axis)] : [];
    const smooth = element("label", {}, `${WORDS.smooth} `, this.smooth, this.weight);
    const hint = element("p", { class: "small hint" }, `${WORDS.hint} ${limits}`);
    this.element = element("div", { class: "curve-tools", role: "group", "aria-label": WORDS.tools }, this.log, smooth, ...axis, this.reset, this.said, hint);
  }

  show(view: View): void {
    this.log.setAttribute("aria-pressed", String(view.log ?? this.isLog));
    this.smooth.value = String(view.smooth);
    this.weight.textContent = view.smooth.toFixed(2);
    this.axis.value = view.byTime ? "time" : "step";
    this.reset.disabled = !written(view);
  }

  say(text: string): void {
    this.said.textContent = text;
  }
}
