// Makes the curves of a page ones to smooth, zoom, isolate and take along. Loads where there are some.
import { received } from "./data";
import { Panel } from "./panel";
import { Toolbar } from "./toolbar";
import { PLAIN, readAll, writtenAll, type View } from "./view";
import { WORDS } from "./words";

const blocks = [...document.querySelectorAll<HTMLScriptElement>("script.curves")];
let views = readAll(location.hash, blocks.length);
const groups = blocks.map(explored);

/** Makes one group of panels explorable; returns how to show a view of it. */
function explored(block: HTMLScriptElement, at: number): () => void {
  const box = block.closest<HTMLElement>(".card")!.querySelector<HTMLElement>(".multi")!;
  const figures = [...box.querySelectorAll<HTMLElement>(":scope > .panel")];
  const data = received(block.textContent ?? "");
  const change = (change: Partial<View>) => {
    views[at] = { ...views[at]!, ...change };
    const text = writtenAll(location.hash, views);
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    show();
  };
  const commands = { view: () => views[at]!, change, say: (text: string) => toolbar.say(text) };
  const panels = data.panels.flatMap((panel, place) => {
    const figure = figures[place];
    return panel && figure?.querySelector(".plot") ? [new Panel(figure, panel, place, commands)] : [];
  });
  const toolbar = new Toolbar(panels.some((panel) => panel.isTimed), panels.length > 0 && panels.every((panel) => panel.isLog), change, () => change(PLAIN), [data.thinned && WORDS.thinned(data.thinned), data.digits && WORDS.digits(data.digits)].filter(Boolean).join(" "));
  if (panels.length) box.before(toolbar.element);
  const show = () => {
    toolbar.show(views[at]!);
    panels.forEach((panel) => panel.show(views[at]!));
  };
  show();
  return show;
}

addEventListener("hashchange", () => {
  views = readAll(location.hash, blocks.length);
  groups.forEach((show) => show());
});
