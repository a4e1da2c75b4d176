/** The data of a table as its script brings it, and what its cells say. */

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

const MINUS = "\u2212";
const NARROW = "\u202f";

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
  if (typeof value === "string") return column.kind === "status" ? capital(value) : value || "(empty)";
  if (column.kind === "time") return new Date(value * 1000).toISOString().slice(0, 16).replace("T", " ");
  if (column.kind === "seconds") return duration(value);
  if (column.places === undefined) return String(value).replace("-", MINUS);
  return fixed(value, column.places);
}

export function fixed(value: number, places: number): string {
  if (Math.abs(value) >= 1e7 || (value !== 0 && Number(value.toFixed(places)) === 0)) {
    return value.toExponential(2).replace("-", MINUS);
  }
  const [whole, rest] = Math.abs(value).toFixed(places).split(".") as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NARROW);
  return `${value < 0 ? MINUS : ""}${grouped}${rest ? `.${rest}` : ""}`;
}

export function signed(value: number, places: number): string {
  return value > 0 ? `+${fixed(value, places)}` : fixed(value, places);
}

function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [length, unit] of [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]] as const) {
    const amount = Math.floor(rest / length);
    rest -= amount * length;
    if (amount || parts.length) parts.push(amount ? `${amount} ${unit}` : "");
  }
  return parts.slice(0, 2).filter(Boolean).join(" ");
}

function capital(word: string): string {
  return word === "killed" ? "Stopped" : word.charAt(0).toUpperCase() + word.slice(1);
}
