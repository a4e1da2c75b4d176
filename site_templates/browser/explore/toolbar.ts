/** What stands above a table: filter, columns, groups, choices, and ways to take it along. */
import type { Column, Data } from "./columns";
import { element } from "./element";
import { FORMS, type Form } from "./text";
import type { View } from "./view";
import { say, sayCount } from "../words";

export interface Commands {
  change(change: Partial<View>): void;
  copy(form: Form): Promise<boolean>;
  compare(): void;
}

export class Toolbar {
  readonly element: HTMLElement;
  private readonly filter = element("input", { type: "search", autocomplete: "off", spellcheck: "false", placeholder: say("Words, or val_auc > 0.9 and model = rf"), "aria-describedby": "filter-said" });
  private readonly said = element("p", { class: "small", role: "status", id: "filter-said" });
  private readonly group = element("select");
  private readonly differing = element("input", { type: "checkbox" });
  private readonly chosen = element("input", { type: "checkbox" });
  private readonly compare = element("button", { type: "button" });
  private readonly list = element("ul");
  private order: string[] = [];

  constructor(
    private readonly data: Data,
    private readonly commands: Commands,
  ) {
    this.filter.addEventListener("input", () => commands.change({ query: this.filter.value }));
    this.group.append(element("option", { value: "" }, say("nothing")));
    for (const column of data.columns) {
      if (column.key === "run" || column.variants < 2 || column.variants > 60 || column.part === "metric") continue;
      this.group.append(element("option", { value: column.key }, column.title));
    }
    this.group.addEventListener("change", () => commands.change({ group: this.group.value }));
    this.differing.addEventListener("change", () => commands.change({ onlyDiffering: this.differing.checked }));
    this.chosen.addEventListener("change", () => commands.change({ onlySelected: this.chosen.checked }));
    this.compare.addEventListener("click", () => commands.compare());
    const reset = element("button", { type: "button" }, say("Reset"));
    reset.addEventListener("click", () => commands.change({ query: "", sort: [], columns: [], group: "", baseline: "", selected: [], onlyDiffering: false, onlySelected: false, compare: false }));
    this.element = element(
      "div",
      { class: "tools", role: "group", "aria-label": say("Tools for the table of {name}", { name: data.title }) },
      element("label", { class: "filter" }, `${say("Filter")} `, this.filter),
      element("label", {}, `${say("Group by")} `, this.group),
      this.columns(),
      element("label", {}, this.differing, ` ${say("Only what differs")}`),
      element("label", {}, this.chosen, ` ${say("Only chosen runs")}`),
      this.compare,
      this.copies(),
      reset,
      this.said,
    );
  }

  /** Show a state that came from elsewhere: an address, or another control. */
  show(view: View, order: string[], shown: Set<string>, text: string, isFault: boolean): void {
    if (document.activeElement !== this.filter) this.filter.value = view.query;
    this.filter.setAttribute("aria-invalid", String(isFault));
    this.group.value = view.group;
    this.differing.checked = view.onlyDiffering;
    this.chosen.checked = view.onlySelected;
    this.chosen.disabled = !view.selected.length;
    const count = view.selected.length;
    this.compare.disabled = count < 2;
    this.compare.setAttribute("aria-pressed", String(view.compare));
    this.compare.textContent = count < 2 ? say("Choose runs to compare") : view.compare ? say("Hide comparison") : sayCount(count, "Compare {n} run", "Compare {n} runs");
    if (this.said.textContent !== text) this.said.textContent = text;
    this.showColumns(order, shown);
  }

  private columns(): HTMLElement {
    const all = element("button", { type: "button" }, say("All"));
    const few = element("button", { type: "button" }, say("As at first"));
    all.addEventListener("click", () => this.commands.change({ columns: this.data.columns.map((column) => column.key) }));
    few.addEventListener("click", () => this.commands.change({ columns: [] }));
    return element("details", { class: "menu" }, element("summary", {}, say("Columns")), element("div", { role: "region", tabindex: "0", "aria-label": say("Columns to show") }, element("p", {}, all, " ", few), this.list));
  }

  private showColumns(order: string[], shown: Set<string>): void {
    if (this.order.join("\n") !== order.join("\n")) {
      this.order = order;
      const titles = new Map(this.data.columns.map((column) => [column.key, column]));
      const active = (document.activeElement as HTMLElement | null)?.id;
      this.list.replaceChildren(...order.slice(1).map((key) => this.item(titles.get(key)!, shown)));
      if (active?.startsWith("column-")) document.getElementById(active)?.focus();
    }
    for (const box of this.list.querySelectorAll<HTMLInputElement>("input")) box.checked = shown.has(box.value);
  }

  private item(column: Column, shown: Set<string>): HTMLElement {
    const box = element("input", { type: "checkbox", value: column.key });
    box.checked = shown.has(column.key);
    box.addEventListener("change", () => {
      const boxes = [...this.list.querySelectorAll<HTMLInputElement>("input")];
      this.commands.change({ columns: [this.order[0]!, ...boxes.filter((one) => one.checked).map((one) => one.value)] });
    });
    const move = (step: number, sign: string, word: string, label: string) => {
      const button = element("button", { type: "button", id: `column-${word}-${column.key}`, "aria-label": label }, sign);
      button.addEventListener("click", () => this.move(column.key, step));
      return button;
    };
    return element("li", {}, element("label", {}, box, ` ${column.title}`), move(-1, "↑", "up", say("Move {name} up", { name: column.title })), move(1, "↓", "down", say("Move {name} down", { name: column.title })));
  }

  private move(key: string, step: number): void {
    const shown = [...this.list.querySelectorAll<HTMLInputElement>("input")].filter((box) => box.checked || box.value === key).map((box) => box.value);
    const at = shown.indexOf(key);
    const to = at + step;
    if (to < 0 || to >= shown.length) return;
    shown.splice(at, 1);
    shown.splice(to, 0, key);
    this.commands.change({ columns: [this.order[0]!, ...shown] });
  }

  private copies(): HTMLElement {
    const said = element("span", { class: "small", role: "status" });
    const buttons = FORMS.map((form) => {
      const button = element("button", { type: "button" }, form);
      button.addEventListener("click", async () => {
        said.textContent = (await this.commands.copy(form)) ? say("Copied as {form}", { form }) : say("Saved as a file");
        setTimeout(() => (said.textContent = ""), 3000);
      });
      return button;
    });
    return element("details", { class: "menu" }, element("summary", {}, say("Take along")), element("div", {}, element("p", {}, ...buttons.flatMap((button) => [button, " "])), said));
  }
}
