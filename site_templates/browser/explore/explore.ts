// Makes the table of all runs one to sort, filter, group, choose from and compare. Loads where there is one.
import { received, type Column, type Data, type SentData } from "./columns";
import { comparison, sideBySide } from "./compare";
import { keepOnly, makeGrid, type Grid } from "./grid";
import { Overlay } from "./overlay";
import { Painter } from "./paint";
import { Parallel } from "./parallel";
import { parse, QueryError, type Test } from "./query";
import { written as asText, type Form } from "./text";
import { Toolbar } from "./toolbar";
import { beside, read, written, type View } from "./view";
import { grouped, say, sayCount } from "../words";

declare global {
  interface Window {
    rrTable?: (sent: SentData) => void;
  }
}

const MOST_COLUMNS = 24;
/** Way from this page to the report's first folder: this script lies in `assets/`. */
const root = (document.currentScript as HTMLScriptElement).src.replace(/assets\/[^/]*$/, "");

class Explorer {
  private readonly grid: Grid;
  private readonly painter: Painter;
  private readonly toolbar: Toolbar;
  private readonly rowOf: Map<string, number>;
  private readonly beside = document.createElement("div");
  private readonly overlay: Overlay;
  private readonly parallel: Parallel | null;
  private view: View = read(location.hash);
  private fault = "";

  constructor(
    region: HTMLElement,
    private readonly data: Data,
  ) {
    this.grid = makeGrid(data);
    this.rowOf = new Map(data.ids.map((id, at) => [id, at]));
    this.toolbar = new Toolbar(data, {
      change: (change) => this.change(change),
      copy: (form) => this.copy(form),
      compare: () => this.change({ compare: !this.view.compare }),
    });
    this.painter = new Painter(region, data, this.grid, {
      sort: (key, add) => this.change({ sort: nextSort(this.view.sort, key, add, this.column(key)) }),
      select: (id, isSelected) => this.change({ selected: isSelected ? [...this.view.selected, id] : this.view.selected.filter((one) => one !== id) }),
      selectAll: (isSelected) => this.change({ selected: isSelected ? this.shownRows().map((row) => data.ids[row]!) : [] }),
      pin: (id) => this.change({ baseline: id }),
      toggle: (group) => {
        this.grid.setExpanded((open) => ({ ...(open === true ? {} : open), [group]: !(open === true || open[group]) }));
        this.painter.paint(this.view.baseline);
      },
    });
    const lines = document.querySelector(".parallel");
    this.parallel = lines && new Parallel(lines, data.columns, (query) => this.change({ query }));
    region.before(this.toolbar.element);
    this.overlay = new Overlay(data, root);
    (region.nextElementSibling?.matches("p.small") ? region.nextElementSibling : region).after(this.beside, this.overlay.element);
    addEventListener("hashchange", () => {
      const view = read(location.hash);
      if (written(view) === written(this.view)) return;
      this.view = view;
      this.apply();
    });
    this.apply();
  }

  private column(key: string): Column {
    return this.data.columns.find((column) => column.key === key)!;
  }

  private change(change: Partial<View>): void {
    this.view = { ...this.view, ...change };
    if (this.view.selected.length < 2) this.view.compare = false;
    if (!this.view.selected.length) this.view.onlySelected = false;
    const text = beside(location.hash, written(this.view));
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    this.apply();
  }

  private apply(): void {
    const { view, data, grid } = this;
    const chosen = new Set(view.selected);
    const query = this.test(view.query);
    keepOnly(grid, (row) => query(row) && (!view.onlySelected || chosen.has(data.ids[row]!)));
    const shown = this.shownColumns();
    const others = data.columns.map((column) => column.key).filter((key) => !shown.includes(key));
    grid.setColumnOrder([...shown, ...others]);
    grid.setColumnVisibility(Object.fromEntries(others.map((key) => [key, false])));
    grid.setSorting(view.sort.filter((key) => this.column(bare(key))).map((key) => ({ id: bare(key), desc: key.startsWith("-") })));
    grid.setGrouping(view.group && this.column(view.group) ? [view.group] : []);
    grid.setRowSelection(Object.fromEntries(view.selected.map((id) => [id, true as const])));
    this.painter.paint(view.baseline);
    const count = this.shownRows().length;
    this.parallel?.show(view.query, this.shownRows());
    const more = data.more ? `; ${sayCount(data.more, "{n} more column stands in files/runs.csv", "{n} more columns stand in files/runs.csv")}` : "";
    const total = `${sayCount(data.ids.length, "{shown} of {n} run", "{shown} of {n} runs", { shown: grouped(count) })}${more}`;
    this.toolbar.show(view, [...shown, ...others], new Set(shown), this.fault ? say("The filter is not understood: {fault}", { fault: this.fault }) : total, Boolean(this.fault));
    const rows = view.selected.map((id) => this.rowOf.get(id)).filter((row) => row !== undefined);
    const baseline = this.rowOf.get(view.baseline) ?? -1;
    const beside = view.compare && rows.length > 1 ? sideBySide(rows, baseline) : [];
    this.beside.replaceChildren(...(beside.length ? [comparison(data, beside, baseline)] : []));
    this.overlay.show(beside);
  }

  /** While a filter is being written, the last one that was understood holds. */
  private test(query: string): Test {
    try {
      this.fault = "";
      this.last = parse(query, this.data);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      this.fault = error.message;
    }
    return this.last;
  }
  private last: Test = () => true;

  private shownColumns(): string[] {
    const { view, data } = this;
    const known = new Set(data.columns.map((column) => column.key));
    const first = data.columns.filter((column) => column.variants > 1 || column.part !== "setting").slice(0, MOST_COLUMNS);
    const wanted = view.columns.length ? view.columns.filter((key) => known.has(key)) : first.map((column) => column.key);
    if (!wanted.includes("run")) wanted.unshift("run");
    if (!view.onlyDiffering) return wanted;
    const rows = view.selected.length > 1 ? view.selected.map((id) => this.rowOf.get(id)!) : this.shownRows();
    return wanted.filter((key) => key === "run" || new Set(rows.map((row) => this.column(key).values[row] ?? null)).size > 1);
  }

  /** The rows that meet the filter, in the order of the table. */
  private shownRows(): number[] {
    return this.grid.getSortedRowModel().flatRows.filter((row) => !row.getIsGrouped()).map((row) => row.original.at);
  }

  private async copy(form: Form): Promise<boolean> {
    const columns = this.shownColumns().map((key) => this.column(key));
    const rows = this.view.selected.length ? this.view.selected.map((id) => this.rowOf.get(id)!) : this.shownRows();
    const text = asText(form, columns, rows);
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const link = document.createElement("a");
      link.href = `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
      link.download = `runs.${{ Markdown: "md", LaTeX: "tex", CSV: "csv" }[form]}`;
      link.click();
      return false;
    }
  }
}

function bare(key: string): string {
  return key.replace(/^-/, "");
}

/** A first press sorts the better end up, a second turns it round, a third lets go. */
function nextSort(sort: string[], key: string, add: boolean, column: Column): string[] {
  const first = column.better === "higher" ? `-${key}` : key;
  const second = first.startsWith("-") ? key : `-${key}`;
  const now = sort.find((one) => bare(one) === key);
  const next = now === undefined ? [first] : now === first ? [second] : [];
  if (!add) return next;
  const at = sort.findIndex((one) => bare(one) === key);
  return at < 0 ? [...sort, ...next] : [...sort.slice(0, at), ...next, ...sort.slice(at + 1)];
}

const region = document.querySelector<HTMLElement>("[data-rows]");
if (region) {
  window.rrTable = (sent) => void new Explorer(region, received(sent));
  const script = document.createElement("script");
  script.src = region.dataset["rows"]!;
  document.head.append(script);
}

