/** What a reader has made of the curves of a page, as one part of the address after `#`, so that a link shares it. */

export type Across = "step" | "time" | "epoch";

export interface View {
  /** Undefined for the axes as the page has them. */
  log: boolean | undefined;
  /** Whether what lies across is on a logarithmic axis. */
  logAcross: boolean;
  smooth: number;
  across: Across;
  zoom: [from: number, to: number] | undefined;
  /** Panel's place, or `ALL`, and color of the curve. */
  hidden: [panel: number, color: string][];
}

export const PLAIN: View = { log: undefined, logAcross: false, smooth: 0, across: "step", zoom: undefined, hidden: [] };

/** In place of a panel: every one of the group. */
export const ALL = -1;

const NAME = "curves";

/** One group: `log_logx_smooth-0.6_time_zoom-3~9_hide-2.k1`; groups have a `!` between. */
export function written(view: View): string {
  const parts: string[] = [];
  if (view.log !== undefined) parts.push(view.log ? "log" : "linear");
  if (view.logAcross) parts.push("logx");
  if (view.smooth) parts.push(`smooth=${view.smooth}`);
  if (view.across !== "step") parts.push(view.across);
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
    logAcross: parts.has("logx"),
    smooth: smooth > 0 && smooth < 1 ? smooth : 0,
    across: parts.has("time") ? "time" : parts.has("epoch") ? "epoch" : "step",
    zoom: from !== undefined && to !== undefined && from < to ? [from, to] : undefined,
    hidden: hidden.filter(([at, color]) => at && /^k\d+$/.test(color ?? "")).map(([at, color]) => [Number(at), color!]),
  };
}

/** The colors that are hidden on a panel. */
export function hiddenOn(view: View, panel: number): Set<string> {
  return new Set(view.hidden.filter(([at]) => at === panel || at === ALL).map(([, color]) => color));
}

/** The views of all groups of a page. */
export function readAll(hash: string, count: number): View[] {
  const texts = (parameters(hash).get(NAME) ?? "").split("!");
  return Array.from({ length: count }, (_, at) => read(texts[at] ?? ""));
}

/** The part after `#` with these views in it, beside what others keep there; an anchor stays while all is plain. */
export function writtenAll(hash: string, views: View[]): string {
  const text = views.map(written).join("!").replace(/!+$/, "");
  const parts = parameters(hash);
  if (text) parts.set(NAME, text);
  else if (!parts.has(NAME)) return hash.replace(/^#/, "");
  else parts.delete(NAME);
  return parts.toString();
}

function parameters(hash: string): URLSearchParams {
  const text = hash.replace(/^#/, "");
  return new URLSearchParams(text.includes("=") ? text : "");
}
