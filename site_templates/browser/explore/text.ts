/** The table as text to take along: Markdown, LaTeX, CSV. */
import { isNumeric, said, type Column } from "./columns";

export type Form = "Markdown" | "LaTeX" | "CSV";
export const FORMS: Form[] = ["Markdown", "LaTeX", "CSV"];

export function written(form: Form, columns: Column[], rows: number[]): string {
  if (form === "CSV") return csv(columns, rows);
  const cells = rows.map((row) => columns.map((column) => plain(said(column, column.values[row] ?? null))));
  return form === "Markdown" ? markdown(columns, cells) : latex(columns, cells);
}

function markdown(columns: Column[], cells: string[][]): string {
  const escaped = (text: string) => text.replace(/[\\|`*_<>[\]]/g, "\\$&").replace(/\s+/g, " ");
  const line = (texts: string[]) => `| ${texts.map(escaped).join(" | ")} |`;
  const rule = `|${columns.map((column) => (isNumeric(column) ? "---:|" : "---|")).join("")}`;
  return [line(columns.map((column) => column.title)), rule, ...cells.map(line)].join("\n");
}

const LATEX: Record<string, string> = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };

function latex(columns: Column[], cells: string[][]): string {
  const escaped = (text: string) => text.replace(/[\\~^]|[&%$#_{}]/g, (mark) => LATEX[mark] ?? `\\${mark}`).replace(/\s+/g, " ");
  const line = (texts: string[]) => `${texts.map(escaped).join(" & ")} \\\\`;
  const form = columns.map((column) => (isNumeric(column) ? "r" : "l")).join("");
  const head = line(columns.map((column) => column.title));
  return [`\\begin{tabular}{${form}}`, "\\toprule", head, "\\midrule", ...cells.map(line), "\\bottomrule", "\\end{tabular}"].join("\n");
}

/** Numbers as they are, not as they are shown; a text that a spreadsheet would run stays a text. */
function csv(columns: Column[], rows: number[]): string {
  const escaped = (value: string | number | null) => {
    if (typeof value === "number") return String(value);
    const text = /^[=+\-@\t\r]/.test(value ?? "") ? `'${value}` : (value ?? "");
    return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const lines = rows.map((row) => columns.map((column) => escaped(column.values[row] ?? null)).join(","));
  return [columns.map((column) => escaped(column.key)).join(","), ...lines].join("\r\n");
}

function plain(text: string): string {
  return text.replace(/\u202f/g, " ").replace(/\u2212/g, "-");
}
