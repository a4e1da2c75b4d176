/** The data of a table as its script brings it, and what its cells say. */

import { MINUS, NARROW, scientific } from "../numbers";
import { localized, say } from "../words";

export type Kind = "text" | "number" | "status" | "time" | "seconds";
export type Part = "run" | "setting" | "metric";
export type Value = string | number | null;

export interface Column {
  key: string;
  title: string;
  note: string;
  kind: Kind;
  part: Part;
  better?: "higher" | "lower";
  places?: number;
  values: Value[];
  /** How many different values there are, those that are not there among them. */
  variants: number;
}

export interface Data {
  title: string;
  more: number;
  ids: string[];
  pages: (string | null)[];
  /** Where the numbers of a run's curves are told; null where it has none. */
  curves: (string | null)[];
  columns: Column[];
}

interface Sent extends Omit<Column, "values" | "variants"> {
  values?: (number | null)[];
  words?: string[];
  codes?: (number | null)[];
}

export interface SentData extends Omit<Data, "columns"> {
  columns: Sent[];
}

export function received(sent: SentData): Data {
  const columns = sent.columns.map(({ words, codes, values, ...rest }): Column => {
    const all: Value[] = values ?? codes!.map((code) => (code === null ? null : words![code]!));
    return { ...rest, values: all, variants: new Set(all).size };
  });
  return { ...sent, columns };
}

export function isNumeric(column: Column): boolean {
  return column.kind === "number" || column.kind === "time" || column.kind === "seconds";
}

/** What a cell says; a dash where nothing is recorded. */
export function said(column: Column, value: Value): string {
  if (value === null) return "–";
  if (typeof value === "string") return column.kind === "status" ? statusWord(value) : value || say("(empty)");
  if (column.kind === "time") return new Date(value * 1000).toISOString().slice(0, 16).replace("T", " ");
  if (column.kind === "seconds") return duration(value);
  if (column.places === undefined) return localized(String(value).replace("-", MINUS));
  return fixed(value, column.places);
}

export function fixed(value: number, places: number): string {
  const size = Math.abs(value);
  if (size >= 1e7 || (size !== 0 && size < 1e-4 && Number(value.toFixed(places)) === 0)) return scientific(value, 3);
  // What all places together would hide is told by two digits.
  const enough = size !== 0 && Number(value.toFixed(places)) === 0 ? 1 - Math.floor(Math.log10(size)) : places;
  const [whole, rest] = size.toFixed(enough).split(".") as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NARROW);
  return localized(`${value < 0 ? MINUS : ""}${grouped}${rest ? `.${rest}` : ""}`);
}

export function signed(value: number, places: number): string {
  return value > 0 ? `+${fixed(value, places)}` : fixed(value, places);
}

function duration(seconds: number): string {
  if (seconds < 1) return say("{n} ms", { n: Math.round(seconds * 1000) });
  if (seconds < 10) return say("{n} s", { n: localized(seconds.toFixed(1)) });
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [length, unit] of [[86400, "{n} d"], [3600, "{n} h"], [60, "{n} min"], [1, "{n} s"]] as const) {
    const amount = Math.floor(rest / length);
    rest -= amount * length;
    if (amount || parts.length) parts.push(amount ? say(unit, { n: amount }) : "");
  }
  return parts.slice(0, 2).filter(Boolean).join(" ");
}

function statusWord(name: string): string {
  const words: Record<string, string> = { finished: say("Finished"), failed: say("Failed"), killed: say("Stopped"), running: say("Running"), unknown: say("Unknown") };
  return words[name] ?? name;
}
