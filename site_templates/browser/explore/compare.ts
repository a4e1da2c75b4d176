/** Chosen runs side by side: a column a run, a row a setting or number, what differs first. */
import { isNumeric, said, signed, type Column, type Data } from "./columns";
import { element } from "./element";
import { comparedOf, lookOf, marksOf, verdict } from "./marks";
import { say, sayCount } from "../words";

export const MOST_RUNS = 12;

/** The chosen runs, behind the baseline where that is not among them. */
export function sideBySide(rows: number[], baseline: number): number[] {
  return baseline >= 0 && !rows.includes(baseline) ? [baseline, ...rows] : rows;
}

/** A table of runs; only the first of very many stand in it, and it says so. */
export function comparison(data: Data, shown: number[], baseline: number): HTMLElement {
  const runs = shown.slice(0, MOST_RUNS);
  const base = baseline >= 0 ? baseline : runs[0]!;
  const compared = comparedOf(data, runs);
  const heads = runs.map((row) => heading(data, row, row === base));
  const body = element("tbody");
  const about = data.columns.filter((column) => column.key !== "run");
  const differing = about.filter((column) => new Set(runs.map((row) => column.values[row] ?? null)).size > 1);
  const same = about.filter((column) => !differing.includes(column));
  for (const [part, title] of [["setting", say("Settings")], ["metric", say("Numbers")], ["run", say("About the run")]] as const) {
    const columns = differing.filter((column) => column.part === part);
    if (columns.length) body.append(element("tr", { class: "part" }, element("th", { scope: "rowgroup", colspan: String(runs.length + 1) }, title)));
    for (const column of columns) body.append(line(column, runs, base, compared));
  }
  const table = element("table", {}, element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say("What differs")), ...heads)), body);
  const region = element("div", { class: "card scroll wide", tabindex: "0", role: "region", "aria-label": say("Chosen runs side by side") }, table);
  const more = shown.length - runs.length;
  const notes = [
    sayCount(same.length, "{n} column is the same in all of them or not recorded.", "{n} columns are the same in all of them or not recorded."),
    more > 0 ? sayCount(more, "{n} more run is chosen; at most {most} stand side by side.", "{n} more runs are chosen; at most {most} stand side by side.", { most: MOST_RUNS }) : "",
    say("Small numbers: difference from the baseline."),
  ];
  return element("section", { id: "side-by-side" }, element("h2", {}, say("Side by side")), region, element("p", { class: "small" }, notes.filter(Boolean).join(" ")));
}

function heading(data: Data, row: number, isBase: boolean): HTMLElement {
  const title = String(data.columns[0]!.values[row] ?? data.ids[row]);
  const page = data.pages[row];
  const name = page ? element("a", { href: page }, title) : title;
  return element("th", { scope: "col" }, name, ...(isBase ? [element("small", {}, ` ${say("baseline")}`)] : []));
}

function line(column: Column, runs: number[], base: number, compared: Set<number>): HTMLElement {
  const marks = marksOf(column, compared);
  const drawn = element("tr", {}, element("th", { scope: "row" }, column.title, ...(column.note ? [element("small", {}, ` ${column.note}`)] : [])));
  for (const row of runs) {
    const value = column.values[row] ?? null;
    const look = lookOf(marks, value, compared.has(row));
    const cell = element("td", { class: [isNumeric(column) ? "num" : "", look].filter(Boolean).join(" ") }, said(column, value));
    if (look === "best") cell.append(element("span", { class: "hide" }, ` (${say("best")})`));
    const own = column.values[base];
    if (column.part === "metric" && row !== base && typeof value === "number" && typeof own === "number") {
      cell.append(element("small", { class: verdict(column, value - own) }, ` ${signed(value - own, column.places ?? 0)}`));
    }
    drawn.append(cell);
  }
  return drawn;
}
