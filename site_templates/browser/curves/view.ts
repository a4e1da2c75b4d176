/** What a reader has made of the curves of a page, as one part of the address after `#`, so that a link shares it. */

export interface View {
  /** Undefined for the axes as the page has them. */
  log: boolean | undefined;
  smooth: number;
  byTime: boolean;
  zoom: [from: number, to: number] | undefined;
  /** Panel's place, and color of the curve. */
  hidden: [panel: number, color: string][];
}

export const PLAIN: View = { log: undefined, smooth: 0, byTime: false, zoom: undefined, hidden: [] };

const NAME = "curves";

/** One group: `log_smooth-0.6_time_zoom-3~9_hide-2.k1`; groups have a `!` between. */
export function written(view: View): string {
  const parts: string[] = [];
  if (view.log !== undefined) parts.push(view.log ? "log" : "linear");
  if (view.smooth) parts.push(`smooth=${view.smooth}`);
  if (view.byTime) parts.push("time");
  if (view.zoom) parts.push(`zoom=${view.zoom.join("~")}`);
  if (view.hidden.length) parts.push(`hide=${view.hidden.map((one) => one.join(".")).join("~")}`);
  return parts.join("_");
}

export function read(text: string): View {
  const parts = new Map(text.split("_").map((part) => part.split("=", 2) as [string, string | undefined]));
  const [from, to] = (parts.get("zoom") ?? "").split("~").map(Number);
  const smooth = Number(parts.get("smooth") ?? 0);
  const hidden = (parts.get("hide") ?? "").split("~").map((one) => one.split("."));
  return {
    log: parts.has("log") ? true : parts.has("linear") ? false : undefined,
    smooth: smooth > 0 && smooth < 1 ? smooth : 0,
    byTime: parts.has("time"),
    zoom: from !== undefined && to !== undefined && from < to ? [from, to] : undefined,
    hidden: hidden.filter(([at, color]) => at && /^k\d$/.test(color ?? "")).map(([at, color]) => [Number(at), color!]),
  };
}

/** The views of all groups of a page. */
export function readAll(hash: string, count: number): View[] {
  const texts = (parameters(hash).get(NAME) ?? "").split("!");
  return Array.from({ length: count }, (_, at) => read(texts[at] ?? ""));
}

/** The part after `#` with these views in it, beside what others keep there; an anchor stays while all is plain. */
export function writtenAll(hash: string, views: View[]): string {
  const texts = views.map(written);
  const parts = parameters(hash);
  if (texts.some(Boolean)) parts.set(NAME, texts.join("!"));
  else if (!parts.has(NAME)) return hash.replace(/^#/, "");
  else parts.delete(NAME);
  return parts.toString();
}

function parameters(hash: string): URLSearchParams {
  const text = hash.replace(/^#/, "");
  return new URLSearchParams(text.includes("=") ? text : "");
}
