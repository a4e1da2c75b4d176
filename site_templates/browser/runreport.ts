// What a page gains from a script. Every page is whole without it.
import { chart } from "./chart";
import { copyable } from "./copy";
import { palette } from "./palette";
import { reachable } from "./reachable";
import { search } from "./search";

/** Way from this page to the report's first folder: this script lies in `assets/`. */
const root = (document.currentScript as HTMLScriptElement).getAttribute("src")!.replace(/assets\/[^/]*$/, "");

function all<E extends Element>(selector: string): E[] {
  return [...document.querySelectorAll<E>(selector)];
}

/** Brings a script that only pages with such an element need. */
function load(selector: string, name: string): void {
  if (!document.querySelector(selector)) return;
  const script = document.createElement("script");
  script.src = `${root}assets/${name}`;
  document.head.append(script);
}

all<HTMLButtonElement>(".scheme").forEach(palette);
all<HTMLButtonElement>(".find").forEach((button) => search(button, root));
all<SVGSVGElement>(".plot > svg > svg[data-x]").forEach(chart);
all<HTMLElement>(".rr pre").forEach(copyable);
all<HTMLElement>(".rr pre > code, .rr table:not([class])").forEach(reachable);
load("[data-rows]", "explore.js");
load("[data-curves]", "curves.js");
for (const tab of all<HTMLElement>(".tabs [aria-current]")) {
  const row = tab.closest<HTMLElement>("ul")!;
  row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
