/** Which values are best and second best of a column, among the rows that are shown. */
import type { Column, Data, Value } from "./columns";

/** States of the runs that are held against one another; others did not reach what they were meant to. */
const COMPARED = new Set(["finished", "unknown"]);

export interface Marks {
  best: number | null;
  second: number | null;
}

export function marksOf(column: Column, rows: Iterable<number>): Marks {
  const marks: Marks = { best: null, second: null };
  if (!column.better) return marks;
  const isBetter = column.better === "higher" ? (a: number, b: number) => a > b : (a: number, b: number) => a < b;
  for (const row of rows) {
    const value = column.values[row];
    if (typeof value !== "number" || value === marks.best || value === marks.second) continue;
    if (marks.best === null || isBetter(value, marks.best)) {
      marks.second = marks.best;
      marks.best = value;
    } else if (marks.second === null || isBetter(value, marks.second)) marks.second = value;
  }
  // One value alone is not the best of anything.
  return marks.second === null ? { best: null, second: null } : marks;
}

/** The rows among these whose runs are compared with others. */
export function comparedOf(data: Data, rows: Iterable<number>): Set<number> {
  const status = data.columns.find((column) => column.kind === "status");
  return new Set([...rows].filter((row) => !status || COMPARED.has(String(status.values[row] ?? "unknown"))));
}

/** The class of a cell; only a run that is compared can be best. */
export function lookOf(marks: Marks, value: Value, isCompared: boolean): "missing" | "best" | "second" | "" {
  if (value === null) return "missing";
  if (!isCompared) return "";
  return value === marks.best ? "best" : value === marks.second ? "second" : "";
}

/** How a value stands against the baseline's: the class of the difference. */
export function verdict(column: Column, difference: number): "up" | "down" | "flat" {
  if (!column.better || difference === 0) return "flat";
  return difference > 0 === (column.better === "higher") ? "up" : "down";
}
