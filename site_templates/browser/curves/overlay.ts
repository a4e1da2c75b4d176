/** Curves of chosen runs laid over one another: a panel a metric, a line a run, from the scripts of their pages. */
import { element } from "../explore/element";
import { received, type GroupData, type Line, type PanelData } from "./data";
import { Group, type Kept } from "./group";
import { Legend } from "./legend";
import { groupsAt, type Groups } from "./numbers";
import { svg, ticksOf } from "./panel";
import { linear, logarithmic, numberText } from "./scales";
import { ends, sceneOf } from "./scene";
import { ALL, hiddenOn, PLAIN, type Across } from "./view";
import { WORDS } from "./words";

export interface Overlaid {
  /** A place is a shard's number, `#`, and the place in it. */
  runs: { name: string; place: string }[];
  /** Chosen runs without curves. */
  bare: string[];
  /** Metrics in the order of the table. */
  metrics: { key: string; better: "higher" | "lower" | undefined }[];
  /** What is chosen and not drawn, as a sentence; empty where all is. */
  left: string;
}

/** One curve of each run that has it, against the same across. */
interface Metric {
  key: string;
  label: string;
  lines: Line[];
  across: string;
  /** Whether every run's own page has it on a logarithmic axis. */
  isLog: boolean;
}

const SIZE = 1000;
const MOST_PANELS = 24;
const MOST_NAMES = 6;
/** Classes of colors: five and gray, then the same for dashed lines. */
const COLORS = ["k1", "k2", "k3", "k4", "k5", "k6", "k8", "k9", "k10", "k11", "k12", "k13"];
const SOLID = 6;
let latest = 0;

/** Shows the curves in `host`, unless others are asked for meanwhile; `use` is told of each group that stands there. */
export async function overlay(host: HTMLElement, asked: Overlaid, root: string, kept: Kept, use: (group: Group) => void): Promise<void> {
  const own = ++latest;
  const heading = element("h2", {}, WORDS.overlay);
  if (!host.childElementCount) host.append(heading, element("p", { class: "small", role: "status" }, WORDS.loading));
  const found = await Promise.allSettled(asked.runs.map(({ place }) => groupsAt(`${root}data/curves/${place.replace("#", ".js#")}`)));
  if (own !== latest) return;
  const groups = found.map((one) => (one.status === "fulfilled" ? one.value : {}));
  const metrics = metricsOf(asked, groups);
  const isLost = found.some(({ status }) => status === "rejected");
  const { bare } = asked;
  const without = bare.length ? WORDS.without(bare.slice(0, MOST_NAMES).join(", "), bare.length - MOST_NAMES) : "";
  const notes = [asked.left, isLost ? WORDS.lost : "", metrics.length || isLost ? without : WORDS.noCurves];
  const note = element("p", { class: "small" }, notes.filter(Boolean).join(" "));
  host.replaceChildren(heading, note);
  if (metrics.length) drawn(MOST_PANELS);

  function drawn(most: number): Group {
    const group = groupOf(host, asked, metrics, groups, kept, most);
    const more = metrics.length - most;
    if (more > 0) {
      const button = element("button", { type: "button" }, WORDS.further(more));
      button.addEventListener("click", () => drawn(Infinity).focus(most));
      host.querySelector(".card")!.append(element("p", { class: "more" }, button));
    }
    use(group);
    return group;
  }
}

function groupOf(host: HTMLElement, asked: Overlaid, metrics: Metric[], groups: Groups[], kept: Kept, most: number): Group {
  const shown = metrics.slice(0, most);
  const betters = new Map(asked.metrics.map(({ key, better }) => [key, better]));
  const panels = shown.map(({ lines, across, isLog }): PanelData => ({ lines, bands: [], rules: [], across, isLog }));
  const figures = shown.map((metric, at) => figureOf(metric, panels[at]!, betters.get(metric.key)));
  const all = shown.flatMap(({ lines }) => lines);
  const across: Across[] = [...(all.some((line) => line.times) ? ["time" as const] : []), ...(all.some((line) => line.epochs) ? ["epoch" as const] : [])];
  const thinned = Math.max(...groups.flatMap((one) => Object.values(one).map((group) => group.thinned)));
  const data: GroupData = { thinned, panels };
  const entries = asked.runs.flatMap(({ name }, at) => (metrics.some(({ lines }) => lines.some(({ color }) => color === COLORS[at])) ? [entry(name, at)] : []));
  const list = element("ul", { class: "legend small", "aria-label": WORDS.runs }, ...entries);
  const box = element("div", { class: "multi" }, ...figures);
  const card = element("div", { class: "card" }, list, box);
  const legend = new Legend(card, ALL, () => COLORS.slice(0, asked.runs.length), {
    view: () => kept.read(),
    near: async () => {},
    change: (change) => {
      kept.write(change);
      group.show();
    },
  });
  const group = new Group(card, figures, { load: async () => data, across, thinned }, kept, (view) => legend.show(hiddenOn(view, ALL)));
  card.prepend(group.toolbar.element);
  host.querySelector(".card")?.remove();
  host.append(card);
  return group;
}

/** The curves of all runs by metric: first those of the table in its order, then others by name, the machine's last. */
function metricsOf(asked: Overlaid, groups: Groups[]): Metric[] {
  const order = new Map(asked.metrics.map(({ key }, at) => [key, at]));
  const found = new Map<string, Metric>();
  for (const kind of ["curves", "machine"]) {
    groups.forEach((sent, run) => {
      const panels = sent[kind] ? received(sent[kind]).panels : [];
      for (const panel of panels) {
        for (const line of panel?.lines ?? []) {
          const key = [kind, line.metric, panel!.across].join("\0");
          const label = kind === "machine" ? WORDS.machine(line.name) : line.name;
          const metric = found.get(key) ?? { key: line.metric, label, lines: [], across: panel!.across, isLog: true };
          metric.lines.push({ ...line, name: asked.runs[run]!.name, color: COLORS[run]!, dashed: run >= SOLID });
          metric.isLog &&= panel!.isLog;
          found.set(key, metric);
        }
      }
    });
  }
  const rank = ([key, { key: name }]: [string, Metric]) => (key.startsWith("machine") ? 2e6 : (order.get(name) ?? 1e6));
  const all = [...found].sort((a, b) => rank(a) - rank(b) || a[1].label.localeCompare(b[1].label));
  return all.map(([, metric]) => metric);
}

function figureOf(metric: Metric, data: PanelData, better: "higher" | "lower" | undefined): HTMLElement {
  const [low, high] = ends(metric.lines.flatMap(({ y }) => (metric.isLog ? y.filter((one) => one > 0) : y))) ?? [0, 1];
  const y = metric.isLog ? logarithmic(low, high, 4) : linear(low, high, 4, false);
  const given = { low: y.low, high: y.high, isLog: y.isLog };
  const scene = sceneOf(data, PLAIN, 0, given);
  const inner = svg("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, preserveAspectRatio: "none", width: "100%", height: "100%", "data-x": `${scene.x.low} ${scene.x.high}`, "data-y": `${y.low} ${y.high}${y.isLog ? " log" : ""}` });
  inner.append(...scene.shapes(SIZE, SIZE).map(({ css, d }) => svg("path", { class: css, d })));
  const title = titleOf(metric, better);
  const outer = svg("svg", { role: "img", "aria-label": title });
  outer.append(inner, ...ticksOf(scene));
  return element(
    "figure",
    { class: "panel" },
    element("figcaption", {}, element("b", {}, title)),
    element("div", { class: "plot" }, outer),
    element("p", { class: "small axis-name" }, `${metric.across || WORDS.step} · ${WORDS.up(metric.label)}`),
  );
}

/** What the curves come to: which run ends best, where that is one. */
function titleOf({ label, lines }: Metric, better: "higher" | "lower" | undefined): string {
  const last = lines.flatMap(({ name, y }) => {
    const end = y.filter(Number.isFinite).pop();
    return end === undefined ? [] : [{ name, end }];
  });
  const best = [...last].sort((a, b) => (better === "lower" ? a.end - b.end : b.end - a.end))[0];
  if (!best || (last.length > 1 && (!better || last.filter(({ end }) => end === best.end).length > 1))) return label;
  const values = { metric: label, name: best.name, end: numberText(best.end, 4) };
  return last.length === 1 ? WORDS.endsAt(values) : better === "higher" ? WORDS.endsHighest(values) : WORDS.endsLowest(values);
}

function entry(name: string, at: number): HTMLElement {
  const mark = svg("svg", { viewBox: "0 0 28 12", "aria-hidden": "true" });
  mark.append(svg("path", { class: at >= SOLID ? "dash" : "", d: "M1 6H27" }));
  return element("li", { class: COLORS[at]! }, element("button", { type: "button", "aria-pressed": "true" }, mark, element("span", {}, name)));
}
