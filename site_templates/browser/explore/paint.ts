/** Draws the table: its head, and of its rows only those in sight. */
import { isNumeric, said, signed, type Column, type Data } from "./columns";
import { breakable, element } from "./element";
import type { Grid } from "./grid";
import { comparedOf, lookOf, marksOf, verdict, type Marks } from "./marks";
import { say, sayCount } from "../words";

export interface Actions {
  sort(key: string, add: boolean): void;
  select(id: string, isSelected: boolean): void;
  selectAll(isSelected: boolean): void;
  pin(id: string): void;
  toggle(group: string): void;
}

/** A row as it is drawn: a run, or a group of them. */
type Row = ReturnType<Grid["getRowModel"]>["rows"][number];

const ABOVE = 12;
const ALL_AT_ONCE = 150;
const MOST_PRINTED = 2000;
const LONGEST_TEXT = 48;
/** Of a run's name on a phone, where a line has room for no more. */
const NARROW_TITLE = 16;
const SIGNS: Record<string, string> = {
  finished: "M3 8.5l3.2 3.2L13 4.8",
  failed: "M4 4l8 8M12 4l-8 8",
  killed: "M4 4h8v8H4z",
  running: "M5 3.5l7 4.5-7 4.5z",
  unknown: "M3 8h10",
};

export class Painter {
  private readonly table = element("table");
  private readonly head = element("thead");
  private readonly body = element("tbody");
  private readonly columnsOf: Map<string, Column>;
  private columns: Column[] = [];
  private rows: Row[] = [];
  private marks = new Map<string, Marks>();
  private compared = new Set<number>();
  private baseline = -1;
  private rowHeight = 36;
  private first = -1;
  private last = -1;
  private isPrinting = false;
  private readonly narrow = matchMedia("(max-width: 46rem)");

  constructor(
    private readonly region: HTMLElement,
    private readonly data: Data,
    private readonly grid: Grid,
    private readonly actions: Actions,
  ) {
    this.columnsOf = new Map(data.columns.map((column) => [column.key, column]));
    this.table.append(this.head, this.body);
    region.classList.add("explored");
    region.replaceChildren(this.table);
    let isAsked = false;
    region.addEventListener("scroll", () => {
      if (isAsked) return;
      isAsked = true;
      requestAnimationFrame(() => {
        isAsked = false;
        this.window();
      });
    });
    new ResizeObserver(() => this.window()).observe(region);
    this.narrow.addEventListener("change", () => this.redraw());
    addEventListener("beforeprint", () => this.print(true));
    addEventListener("afterprint", () => this.print(false));
  }

  /** Draw everything again, from the grid's state. */
  paint(baseline: string): void {
    this.columns = this.grid.getVisibleLeafColumns().map((column) => this.columnsOf.get(column.id)!);
    this.rows = this.grid.getRowModel().rows;
    this.baseline = baseline ? this.data.ids.indexOf(baseline) : -1;
    const shown = this.grid.getFilteredRowModel().flatRows.map((row) => row.original.at);
    this.compared = comparedOf(this.data, shown);
    this.marks = new Map(this.columns.map((column) => [column.key, marksOf(column, this.compared)]));
    this.table.setAttribute("aria-rowcount", String(this.rows.length + 1));
    this.paintHead();
    this.first = this.last = -1;
    this.window();
  }

  private print(isPrinting: boolean): void {
    this.isPrinting = isPrinting;
    this.redraw();
  }

  private redraw(): void {
    this.first = this.last = -1;
    this.window();
  }

  private paintHead(): void {
    const sorting = this.grid.atoms.sorting.get();
    const cells = this.columns.map((column, at) => {
      const place = sorting.findIndex((one) => one.id === column.key);
      const sorted = sorting[place];
      const direction = sorted ? (sorted.desc ? "descending" : "ascending") : "none";
      const button = element("button", { type: "button", "data-key": column.key, title: column.title }, ...breakable(column.title));
      button.addEventListener("click", (event) => this.actions.sort(column.key, event.shiftKey));
      const head = element("th", { scope: "col", "aria-sort": direction, class: isNumeric(column) ? "num" : "" });
      if (at === 0) head.append(this.selectAll());
      head.append(button);
      if (sorted) head.append(element("span", { class: "order", "aria-hidden": "true" }, sorted.desc ? " ▼" : " ▲", sorting.length > 1 ? String(place + 1) : ""));
      if (column.note) head.append(element("small", {}, ` ${column.note}`));
      return head;
    });
    const focused = (document.activeElement as HTMLElement | null)?.closest("thead") ? (document.activeElement as HTMLElement).dataset["key"] : undefined;
    this.head.replaceChildren(element("tr", { "aria-rowindex": "1" }, ...cells));
    if (focused) this.head.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  private selectAll(): HTMLElement {
    const box = element("input", { type: "checkbox", "aria-label": say("Select all rows that are shown") });
    box.checked = this.grid.getIsAllRowsSelected();
    box.indeterminate = !box.checked && this.grid.getIsSomeRowsSelected();
    box.addEventListener("change", () => this.actions.selectAll(box.checked));
    return box;
  }

  /** Draw the rows in sight, if others are in sight than were drawn. */
  private window(): void {
    const count = this.rows.length;
    const isAll = count <= ALL_AT_ONCE || this.isPrinting;
    const top = isAll ? 0 : Math.max(0, Math.floor(this.region.scrollTop / this.rowHeight) - ABOVE);
    const inSight = Math.ceil((this.region.clientHeight || 600) / this.rowHeight) + 2 * ABOVE;
    const first = Math.max(0, Math.min(top, count - inSight));
    const last = isAll ? Math.min(count, this.isPrinting ? MOST_PRINTED : count) : Math.min(count, first + inSight);
    if (first === this.first && last === this.last) return;
    [this.first, this.last] = [first, last];
    const drawn: HTMLElement[] = this.baseline >= 0 ? [this.run(this.baseline, 1, true)] : [];
    if (first > 0) drawn.push(this.space(first));
    for (let at = first; at < last; at++) {
      const row = this.rows[at]!;
      drawn.push(row.getIsGrouped() ? this.groupRow(row, at + 2) : this.run(row.original.at, at + 2, false));
    }
    if (last < count) drawn.push(this.space(count - last));
    const focused = (document.activeElement as HTMLElement | null)?.closest("tbody") === this.body ? (document.activeElement as HTMLElement).id : "";
    this.body.replaceChildren(...drawn);
    if (focused) (document.getElementById(focused) ?? this.region).focus({ preventScroll: true });
    const height = this.body.querySelector<HTMLElement>("tr:not(.space)")?.offsetHeight;
    if (height && Math.abs(height - this.rowHeight) > 0.5) {
      this.rowHeight = height;
      for (const space of this.body.querySelectorAll<HTMLElement>(".space")) space.style.height = `${Number(space.dataset["rows"]) * height}px`;
    }
  }

  private space(rows: number): HTMLElement {
    const row = element("tr", { class: "space", "aria-hidden": "true", "data-rows": String(rows) });
    row.style.height = `${rows * this.rowHeight}px`;
    return row;
  }

  private run(at: number, index: number, isBaseline: boolean): HTMLElement {
    const id = this.data.ids[at]!;
    const isSelected = Boolean(this.grid.atoms.rowSelection.get()[id]);
    const row = element("tr", { "aria-rowindex": String(index), class: isBaseline ? "base" : isSelected ? "selected" : "" });
    this.columns.forEach((column, place) => row.append(place ? this.cell(column, at, isBaseline) : this.heading(column, at, isBaseline)));
    return row;
  }

  private heading(column: Column, at: number, isBaseline: boolean): HTMLElement {
    const id = this.data.ids[at]!;
    const title = said(column, column.values[at]!);
    const head = element("th", { scope: "row" });
    if (!isBaseline) {
      const box = element("input", { type: "checkbox", id: `select-${at}`, "aria-label": say("Select {name}", { name: title }) });
      box.checked = Boolean(this.grid.atoms.rowSelection.get()[id]);
      box.addEventListener("change", () => this.actions.select(id, box.checked));
      head.append(box);
    }
    const page = this.data.pages[at];
    const shown = cutInside(title, this.narrow.matches ? NARROW_TITLE : LONGEST_TEXT);
    head.append(page ? element("a", { href: page, title, id: `run-${isBaseline ? "base" : at}` }, shown) : element("span", { title }, shown));
    const isPinned = this.baseline === at;
    const pin = element("button", { type: "button", class: "pin", id: `pin-${isBaseline ? "base" : at}`, "aria-pressed": String(isPinned), "aria-label": say("Compare all with {name}", { name: title }), title: isPinned ? say("Baseline; press to let go") : say("Compare all with this") });
    pin.addEventListener("click", () => this.actions.pin(isPinned ? "" : id));
    head.append(pin);
    return head;
  }

  private cell(column: Column, at: number, isBaseline: boolean): HTMLElement {
    const value = column.values[at] ?? null;
    const text = said(column, value);
    if (column.kind === "status") return element("td", {}, status(String(value ?? "unknown"), text));
    const marks = this.marks.get(column.key)!;
    const look = lookOf(marks, value, this.compared.has(at));
    const cell = element("td", { class: [isNumeric(column) ? "num" : "", look].filter(Boolean).join(" ") }, cut(text));
    if (text.length > LONGEST_TEXT) cell.title = text;
    if (look === "best" || look === "second") cell.append(element("span", { class: "hide" }, look === "best" ? ` (${say("best")})` : ` (${say("second best")})`));
    const base = this.baseline >= 0 ? column.values[this.baseline] : null;
    if (column.part === "metric" && !isBaseline && typeof base === "number" && typeof value === "number") {
      const difference = value - base;
      cell.append(element("small", { class: verdict(column, difference) }, ` ${signed(difference, column.places ?? 0)}`));
    }
    return cell;
  }

  private groupRow(row: Row, index: number): HTMLElement {
    const column = this.columnsOf.get(row.groupingColumnId!)!;
    const count = row.getLeafRows().length;
    const isOpen = row.getIsExpanded();
    const button = element("button", { type: "button", class: "open", id: `group-${row.id}`, "aria-expanded": String(isOpen) }, `${column.title}: ${said(column, (row.groupingValue as string | number | undefined) ?? null)}`);
    button.addEventListener("click", () => this.actions.toggle(row.id));
    const drawn = element("tr", { class: "group", "aria-rowindex": String(index) }, element("th", { scope: "row" }, button, element("small", {}, ` ${sayCount(count, "{n} run", "{n} runs")}`)));
    for (const one of this.columns.slice(1)) {
      const mean = isNumeric(one) && one.kind !== "time" ? row.getValue(one.key) : undefined;
      const text = typeof mean === "number" && Number.isFinite(mean) ? said(one, one.part === "setting" ? Number(mean.toPrecision(4)) : mean) : "";
      drawn.append(element("td", { class: isNumeric(one) ? "num" : "" }, text, ...(text && count > 1 ? [element("small", {}, ` ${say("mean")}`)] : [])));
    }
    return drawn;
  }
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}

/** Names of runs begin alike and differ at their ends. */
function cutInside(text: string, most: number): string {
  const end = Math.ceil(most * 0.6);
  return text.length <= most ? text : `${text.slice(0, most - end - 1)}…${text.slice(-end)}`;
}

function status(name: string, text: string): HTMLElement {
  const mark = element("span", { class: `status s-${name}` });
  const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  sign.setAttribute("viewBox", "0 0 16 16");
  sign.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SIGNS[name] ?? SIGNS["unknown"]!);
  sign.append(path);
  mark.append(sign, text);
  return mark;
}
