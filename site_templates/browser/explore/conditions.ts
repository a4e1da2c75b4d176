/**
 * Conditions on one column inside a filter's text: written there, and read back, so that a brush on
 * an axis and the filter box are one mechanism. Only parts that `and` joins at the top are looked at.
 */
import type { Column } from "./columns";

/** What a filter asks of a column: numbers from low to high, or one of some words. */
export interface Asked {
  low: number;
  high: number;
  words: string[] | null;
  /** Whether only what is not recorded is asked for. */
  isMissing: boolean;
}

const NUMBER = "[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?";
const PLAIN = /^[^\s()=!<>~"']+$/;
const KEYWORD = /^(and|or|not)$/i;

/** The shortest name by which the filter finds a column, in quotes where it needs them. */
export function nameOf(key: string, columns: Column[]): string {
  const short = key.replace(/^(params|metrics)\./, "");
  const taken = columns.some((column) => column.key !== key && (column.key === short || column.key === `metrics.${short}`));
  return quoted(taken ? key : short);
}

export function quoted(text: string): string {
  if (PLAIN.test(text) && !KEYWORD.test(text)) return text;
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}

/** Take a column's conditions out of a filter and put others in; an empty condition only takes out. */
export function withCondition(query: string, name: string, condition: string): string {
  const kept = parts(query).filter((part) => !isOf(part, name));
  if (!condition) return kept.join(" and ");
  // A part with `or` at its top would swallow what is joined to it.
  const safe = kept.map((part) => (hasOr(part) ? `(${part})` : part));
  return [...safe, condition].join(" and ");
}

export function rangeCondition(name: string, low: number, high: number): string {
  return `${name} >= ${low} and ${name} <= ${high}`;
}

export function wordsCondition(name: string, words: string[]): string {
  const each = words.map((word) => `${name} = ${quoted(word)}`);
  return each.length === 1 ? each[0]! : `(${each.join(" or ")})`;
}

/** Nothing contains the empty text but what is recorded. */
export function missingCondition(name: string): string {
  return `not ${name} ~ ""`;
}

/** What the filter asks of a column; null where it asks nothing that an axis can show. */
export function askedOf(query: string, name: string): Asked | null {
  const own = parts(query).filter((part) => isOf(part, name));
  if (!own.length) return null;
  const asked: Asked = { low: -Infinity, high: Infinity, words: null, isMissing: own.some((part) => isMissingOf(part, name)) };
  for (const part of own) {
    if (isMissingOf(part, name)) continue;
    const [, operator, number] = new RegExp(`^${escaped(name)}\\s*(>=|<=)\\s*(${NUMBER})$`).exec(part) ?? [];
    if (operator === ">=") asked.low = Math.max(asked.low, Number(number));
    else if (operator === "<=") asked.high = Math.min(asked.high, Number(number));
    else asked.words = [...part.matchAll(new RegExp(`${escaped(name)}\\s*={1,2}\\s*(${VALUE})`, "g"))].map(([, word]) => word!.replace(/^(["'])(.*)\1$/, "$2"));
  }
  return asked;
}

const VALUE = `"[^"]*"|'[^']*'|[^\\s()=!<>~"']+`;

function isOf(part: string, name: string): boolean {
  const one = `${escaped(name)}\\s*={1,2}\\s*(?:${VALUE})`;
  return (
    isMissingOf(part, name) ||
    new RegExp(`^${escaped(name)}\\s*(?:>=|<=)\\s*${NUMBER}$`).test(part) ||
    new RegExp(`^(?:${one}|\\(\\s*${one}(?:\\s+or\\s+${one})*\\s*\\))$`).test(part)
  );
}

function isMissingOf(part: string, name: string): boolean {
  return new RegExp(`^not\\s+${escaped(name)}\\s*~\\s*(?:""|'')$`, "i").test(part);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}

/** Split a filter at each `and` outside of brackets and quotes; one part where an `or` stands at the top. */
function parts(query: string): string[] {
  const text = query.trim();
  if (!text) return [];
  const found = split(text, "and");
  return found.some(hasOr) ? [text] : found;
}

function hasOr(part: string): boolean {
  return split(part, "or").length > 1;
}

function split(text: string, word: string): string[] {
  const found: string[] = [];
  let depth = 0, from = 0;
  for (const match of text.matchAll(/"[^"]*"|'[^']*'|[()]|[^\s()"']+/g)) {
    if (match[0] === "(") depth++;
    else if (match[0] === ")") depth--;
    else if (!depth && match[0].toLowerCase() === word) {
      found.push(text.slice(from, match.index).trim());
      from = match.index + match[0].length;
    }
  }
  return [...found, text.slice(from).trim()].filter(Boolean);
}
