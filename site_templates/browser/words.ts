/** What this code says, in the report's language; English where the site brings no `words.js`. */
interface Words {
  messages: Record<string, string | string[]>;
  /** The place of the form that a number takes. */
  plural(n: number): number;
  decimal: string;
  group: string;
}

declare global {
  interface Window {
    rrWords?: Words;
  }
}

type Values = Record<string, string | number>;

const NARROW = "\u202f";

/** A message, with its values in its named places. */
export function say(english: string, values: Values = {}): string {
  const found = window.rrWords?.messages[english];
  return filled(typeof found === "string" ? found : english, values);
}

/** The form of a message that a number takes; `{n}` in it is the number. */
export function sayCount(n: number, one: string, many: string, values: Values = {}): string {
  const found = window.rrWords?.messages[one];
  const form = Array.isArray(found) ? found[window.rrWords!.plural(n)] : undefined;
  return filled(form ?? (n === 1 ? one : many), { n: grouped(n), ...values });
}

/** A number that is written the English way, with the marks of the report's language. */
export function localized(number: string): string {
  const words = window.rrWords;
  return words ? number.replace(/[.\u202f]/g, (mark) => (mark === "." ? words.decimal : words.group)) : number;
}

/** A whole number whose thousands are parted. */
export function grouped(n: number): string {
  return localized(String(n).replace(/\B(?=(\d{3})+$)/g, NARROW));
}

function filled(message: string, values: Values): string {
  return message.replace(/\{([a-z]+)\}/g, (place, name: string) => String(values[name] ?? place));
}
