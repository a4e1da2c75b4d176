/** A group of panels with its tools: numbers come when a reader comes near, or when the address holds a view. */
import type { GroupData } from "./data";
import { Panel } from "./panel";
import { Toolbar } from "./toolbar";
import { PLAIN, written, type Across, type View } from "./view";
import { WORDS } from "./words";

const NEAR = ["pointerenter", "focusin", "touchstart"] as const;

export interface Told {
  /** Brings the numbers. */
  load(): Promise<GroupData>;
  across: Across[];
  thinned: number;
}

/** Where a group keeps its view: in the address of the page. */
export interface Kept {
  read(): View;
  write(change: Partial<View>): void;
}

export class Group {
  readonly toolbar: Toolbar;
  private readonly panels: Panel[];
  private coming: Promise<void> | undefined;

  constructor(
    private readonly box: HTMLElement,
    figures: HTMLElement[],
    private readonly told: Told,
    private readonly kept: Kept,
    private readonly onShow: (view: View) => void = () => {},
  ) {
    const commands = {
      view: () => kept.read(),
      change: (change: Partial<View>) => this.change(change),
      say: (text: string) => this.toolbar.say(text),
      near: () => this.near(),
    };
    this.panels = figures.flatMap((figure, place) => (Panel.isOne(figure) ? [new Panel(figure, place, commands)] : []));
    const offered = {
      across: ["step" as const, ...told.across],
      logAcross: this.panels.some((panel) => panel.reach > 0),
      isLog: this.panels.length > 0 && this.panels.every((panel) => panel.given.isLog),
    };
    this.toolbar = new Toolbar(offered, commands.change, () => commands.change(PLAIN), told.thinned ? WORDS.thinned(told.thinned) : "");
    NEAR.forEach((name) => box.addEventListener(name, () => void this.near(), { once: true, passive: true }));
    this.show();
  }

  get isEmpty(): boolean {
    return !this.panels.length;
  }

  /** Shows the view that the address holds. */
  show(): void {
    const view = this.kept.read();
    this.toolbar.show(view);
    this.onShow(view);
    if (written(view)) void this.near();
    this.panels.forEach((panel) => panel.show(view));
  }

  /** Gives the keyboard to a panel. */
  focus(place: number): void {
    this.panels[place]?.focus();
  }

  private change(change: Partial<View>): void {
    this.kept.write(change);
    this.show();
  }

  /** Brings the numbers, once; says so where that fails, and tries again when asked again. */
  private near(): Promise<void> {
    this.coming ??= this.told.load().then(
      (data) => {
        this.panels.forEach((panel) => panel.receive(data.panels[panel.at] ?? null));
        const view = this.kept.read();
        this.panels.forEach((panel) => panel.show(view));
        this.box.dataset["told"] = "";
      },
      () => {
        this.coming = undefined;
        this.toolbar.say(WORDS.lost);
      },
    );
    return this.coming;
  }
}
