/**
 * The filter of a table: the language of `runs.where` in the configuration, and plain words.
 *
 *     metrics.val_auc > 0.9 and (params.model = forest or not status = failed) spring
 *
 * A word without an operator is looked for in every text of a row.
 */
import type { Column, Data } from "./columns";
import { say } from "../words";

export type Test = (row: number) => boolean;

export class QueryError extends Error {}

const TOKEN = /\s*(?:([()])|(!=|>=|<=|==|[=<>~])|((?:[^\s()=!<>~"']|"[^"]*"|'[^']*')+)|(\S))/y;
const QUOTED = /"([^"]*)"|'([^']*)'/g;

interface Token {
  kind: "mark" | "operator" | "word";
  text: string;
  isQuoted: boolean;
}

export function parse(text: string, data: Data): Test {
  const reader = new Reader(tokens(text), data);
  if (reader.isAtEnd) return () => true;
  const test = reader.any();
  if (!reader.isAtEnd) throw new QueryError(say("unexpected “{text}”", { text: reader.next().text }));
  return test;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  const source = text.trimEnd();
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (!match) break;
    const [, mark, operator, word, other] = match;
    if (other) throw new QueryError(say("unexpected “{text}”", { text: other }));
    if (mark) found.push({ kind: "mark", text: mark, isQuoted: false });
    else if (operator) found.push({ kind: "operator", text: operator, isQuoted: false });
    else found.push({ kind: "word", text: word!.replace(QUOTED, "$1$2"), isQuoted: /["']/.test(word!) });
  }
  return found;
}

class Reader {
  private at = 0;

  constructor(
    private readonly tokens: Token[],
    private readonly data: Data,
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  next(): Token {
    const token = this.tokens[this.at++];
    if (!token) throw new QueryError(say("something is missing at the end"));
    return token;
  }

  any(): Test {
    const parts = [this.all()];
    while (this.isWord("or")) {
      this.at++;
      parts.push(this.all());
    }
    return parts.length === 1 ? parts[0]! : (row) => parts.some((part) => part(row));
  }

  private all(): Test {
    const parts = [this.one()];
    for (;;) {
      if (this.isWord("and")) this.at++;
      else if (this.isAtEnd || this.isWord("or") || this.isMark(")")) break;
      parts.push(this.one());
    }
    return parts.length === 1 ? parts[0]! : (row) => parts.every((part) => part(row));
  }

  private one(): Test {
    const token = this.next();
    if (token.kind === "mark" && token.text === "(") {
      const inner = this.any();
      const close = this.tokens[this.at++];
      if (close?.text !== ")") throw new QueryError(say("a “)” is missing"));
      return inner;
    }
    if (token.kind !== "word") throw new QueryError(say("unexpected “{text}”", { text: token.text }));
    if (!token.isQuoted && token.text.toLowerCase() === "not") {
      const inner = this.one();
      return (row) => !inner(row);
    }
    if (this.tokens[this.at]?.kind !== "operator") return this.words(token.text);
    const operator = this.next().text;
    const value = this.next();
    if (value.kind !== "word") throw new QueryError(say("a value is missing after “{text}”", { text: operator }));
    return compare(this.column(token.text), operator, value.text);
  }

  private words(text: string): Test {
    const small = text.toLowerCase();
    const texts = this.data.columns.filter((column) => column.kind === "text" || column.kind === "status");
    return (row) => texts.some((column) => String(column.values[row] ?? "").toLowerCase().includes(small));
  }

  private column(name: string): Column {
    const named = (key: string) => this.data.columns.find((column) => column.key === key);
    const found =
      named(name) ?? named(`metrics.${name}`) ?? named(`params.${name}`) ?? (name === "name" ? named("run") : undefined) ??
      this.data.columns.find((column) => column.title.toLowerCase() === name.toLowerCase());
    if (!found) throw new QueryError(say("there is no column “{text}”", { text: name }));
    return found;
  }

  private isWord(word: string): boolean {
    const token = this.tokens[this.at];
    return token?.kind === "word" && !token.isQuoted && token.text.toLowerCase() === word;
  }

  private isMark(mark: string): boolean {
    const token = this.tokens[this.at];
    return token?.kind === "mark" && token.text === mark;
  }
}

/** Two numbers are compared as numbers, anything else as text whatever its case; nothing meets only `!=`. */
function compare(column: Column, operator: string, wanted: string): Test {
  const number = wanted.trim() === "" ? NaN : Number(wanted);
  const small = wanted.toLowerCase();
  return (row) => {
    const value = column.values[row] ?? null;
    if (value === null) return operator === "!=";
    if (operator === "~") return String(value).toLowerCase().includes(small);
    const own = typeof value === "number" ? value : value.trim() === "" ? NaN : Number(value);
    const order =
      Number.isNaN(number) || Number.isNaN(own)
        ? String(value).toLowerCase() < small ? -1 : String(value).toLowerCase() > small ? 1 : 0
        : own - number;
    switch (operator) {
      case "=":
      case "==":
        return order === 0;
      case "!=":
        return order !== 0;
      case ">":
        return order > 0;
      case ">=":
        return order >= 0;
      case "<":
        return order < 0;
      default:
        return order <= 0;
    }
  };
}
