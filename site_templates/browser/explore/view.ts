/** What a reader has made of a table, as the part of the address after `#`, so that a link shares it. */

export interface View {
  query: string;
  /** Column keys, the first decides; a minus in front for descending. */
  sort: string[];
  /** Keys of the columns in their order; empty for those that stand there at first. */
  columns: string[];
  group: string;
  baseline: string;
  selected: string[];
  onlyDiffering: boolean;
  onlySelected: boolean;
  compare: boolean;
}

export const PLAIN: View = {
  query: "",
  sort: [],
  columns: [],
  group: "",
  baseline: "",
  selected: [],
  onlyDiffering: false,
  onlySelected: false,
  compare: false,
};

const MOST_SELECTED = 100;

export function written(view: View): string {
  const parts = new URLSearchParams();
  const list = (name: string, items: string[]) => {
    if (items.length) parts.set(name, items.map(encodeURIComponent).join(","));
  };
  if (view.query.trim()) parts.set("q", view.query.trim());
  list("sort", view.sort);
  list("columns", view.columns);
  if (view.group) parts.set("group", view.group);
  if (view.baseline) parts.set("baseline", view.baseline);
  list("runs", view.selected.slice(0, MOST_SELECTED));
  if (view.onlyDiffering) parts.set("differing", "1");
  if (view.onlySelected) parts.set("selected", "1");
  if (view.compare) parts.set("compare", "1");
  return parts.toString();
}

export function read(hash: string): View {
  const text = hash.replace(/^#/, "");
  if (!text.includes("=")) return { ...PLAIN };
  const parts = new URLSearchParams(text);
  const list = (name: string) => (parts.get(name) ?? "").split(",").filter(Boolean).map(decoded);
  return {
    query: parts.get("q") ?? "",
    sort: list("sort"),
    columns: list("columns"),
    group: parts.get("group") ?? "",
    baseline: parts.get("baseline") ?? "",
    selected: list("runs"),
    onlyDiffering: parts.get("differing") === "1",
    onlySelected: parts.get("selected") === "1",
    compare: parts.get("compare") === "1",
  };
}

const OWN = ["q", "sort", "columns", "group", "baseline", "runs", "differing", "selected", "compare"];

/** A view as it is written, and behind it what other parts of the page keep in the address. */
export function beside(hash: string, view: string): string {
  const text = hash.replace(/^#/, "");
  const others = new URLSearchParams(text.includes("=") ? text : "");
  OWN.forEach((name) => others.delete(name));
  return [view, others.toString()].filter(Boolean).join("&");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
