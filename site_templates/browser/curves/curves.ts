// Makes the curves of a page ones to smooth, zoom, isolate and take along. Loads where there are some.
import { received } from "./data";
import { Group, type Kept } from "./group";
import { groupsAt } from "./numbers";
import { overlay, type Overlaid } from "./overlay";
import { readAll, writtenAll, type Across, type View } from "./view";

declare global {
  interface Window {
    rrOverlay?: (host: HTMLElement, asked: Overlaid) => void;
  }
}

/** Way from this page to the report's first folder: this script lies in `assets/`. */
const root = (document.currentScript as HTMLScriptElement).src.replace(/assets\/[^/]*$/, "");
const boxes = [...document.querySelectorAll<HTMLElement>("[data-curves]")];
/** The chosen runs' curves come after those that the page has. */
const OVERLAY = boxes.length;
let views = readAll(location.hash, boxes.length + 1);
const groups: Group[] = [];
let chosen: Group | undefined;

function kept(at: number): Kept {
  return {
    read: () => views[at]!,
    write(change: Partial<View>) {
      views[at] = { ...views[at]!, ...change };
      const text = writtenAll(location.hash, views);
      history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    },
  };
}

boxes.forEach((box, at) => {
  const { curves = "", axes = "", thinned = "0" } = box.dataset;
  const panels = box.querySelector<HTMLElement>(".multi");
  if (!panels) return;
  const [, address, name] = /^(.*#\d+)\.(.*)$/.exec(curves) ?? ["", "", ""];
  const load = async () => {
    const sent = (await groupsAt(address!))[name!];
    if (!sent) throw new Error(curves);
    return received(sent);
  };
  const across = axes.split(" ").filter(Boolean) as Across[];
  const group = new Group(box, [...panels.querySelectorAll<HTMLElement>(":scope > .panel")], { load, across, thinned: Number(thinned) }, kept(at));
  if (!group.isEmpty) panels.before(group.toolbar.element);
  groups.push(group);
});

window.rrOverlay = (host, asked) => {
  // Other runs have other colors.
  if (chosen) kept(OVERLAY).write({ hidden: [] });
  void overlay(host, asked, root, kept(OVERLAY), (group) => (chosen = group));
};

addEventListener("hashchange", () => {
  views = readAll(location.hash, boxes.length + 1);
  [...groups, chosen].forEach((group) => group?.show());
});
