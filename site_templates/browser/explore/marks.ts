/** Which values are best and second best of a column, among the rows that are shown. */
import type { Column } from "./columns";

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

/** How a value stands against the baseline's: the class of the difference. */
export function verdict(column: Column, difference: number): "up" | "down" | "flat" {
  if (!column.better || difference === 0) return "flat";
  return difference > 0 === (column.better === "higher") ? "up" : "down";
}
