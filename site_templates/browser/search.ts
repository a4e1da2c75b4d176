/** The search box: a dialog over any page that looks through plain text, which loads when it is asked for. */
import { say, sayCount } from "./words";

const kinds = () => [say("Experiment"), say("Model"), say("Metric"), say("Setting"), say("Data set"), say("Word"), say("Run")];
const MOST = 40;

interface Hit {
  line: string;
  score: number;
}

declare global {
  interface Window {
    rrSearch?: (shards: number, text: string) => void;
  }
}

/** Every line that was loaded, and the same in small letters, by place. */
const lines: string[] = [];
const small: string[] = [];
let wanted = 0;
let loaded = 0;

export function search(button: HTMLButtonElement, root: string): void {
  let box: Box | undefined;
  const open = () => {
    box ??= new Box(root);
    box.open();
  };
  button.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const at = event.target as HTMLElement;
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (at.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName)) return;
    event.preventDefault();
    open();
  });
}

/** The lines that hold all words of the query, the best first, and how many there are. */
export function find(query: string): { hits: string[]; count: number } {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return { hits: [], count: 0 };
  const first = words[0]!;
  const found: Hit[] = [];
  let count = 0;
  for (let at = 0; at < small.length; at++) {
    const text = small[at]!;
    if (!words.every((word) => text.includes(word))) continue;
    count++;
    const title = text.slice(text.indexOf("\t") + 1, text.indexOf("\t", 2));
    const score = title === first ? 0 : title.startsWith(first) ? 1 : words.every((word) => title.includes(word)) ? 2 : 3;
    if (score < 3 || found.length < 4 * MOST) found.push({ line: lines[at]!, score });
  }
  found.sort((one, other) => one.score - other.score);
  return { hits: found.slice(0, MOST).map((hit) => hit.line), count };
}

function load(root: string, done: () => void): void {
  window.rrSearch = (shards, text) => {
    wanted = shards;
    loaded++;
    for (const line of text.split("\n")) {
      lines.push(line);
      small.push(line.toLowerCase());
    }
    if (loaded < wanted) fetchShard(root, loaded);
    done();
  };
  fetchShard(root, 0);
}

function fetchShard(root: string, number: number): void {
  const script = document.createElement("script");
  script.src = `${root}assets/search-${number}.js`;
  document.head.append(script);
}

class Box {
  readonly dialog = document.createElement("dialog");
  readonly input = document.createElement("input");
  readonly list = document.createElement("ul");
  readonly said = document.createElement("p");
  private at = -1;

  constructor(private readonly root: string) {
    this.dialog.className = "search";
    this.dialog.setAttribute("aria-label", say("Search this report"));
    const head = document.createElement("div");
    this.input.type = "search";
    this.input.autocomplete = "off";
    this.input.spellcheck = false;
    this.input.placeholder = say("Experiments, runs, settings, models, words");
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-label": say("Search this report"),
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "search-hits",
    }))
      this.input.setAttribute(name, value);
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = say("Close");
    close.addEventListener("click", () => this.dialog.close());
    head.append(this.input, close);
    this.said.setAttribute("role", "status");
    this.said.className = "small";
    this.list.id = "search-hits";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", say("What was found"));
    this.dialog.append(head, this.said, this.list);
    document.body.append(this.dialog);
    this.input.addEventListener("input", () => this.show());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => {
      const option = (event.target as HTMLElement).closest<HTMLElement>("[role=option]");
      if (option) this.go(option);
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    load(root, () => this.show());
  }

  open(): void {
    if (!this.dialog.open) this.dialog.showModal();
    this.input.select();
    this.show();
  }

  private show(): void {
    const { hits, count } = find(this.input.value);
    const isReading = loaded === 0 || loaded < wanted;
    this.list.replaceChildren(...hits.map((line, at) => this.option(line, at)));
    this.input.setAttribute("aria-expanded", String(hits.length > 0));
    this.mark(hits.length ? 0 : -1);
    const total = sayCount(count, "{n} hit", "{n} hits");
    const all = count > hits.length ? say("{hits}, the first {shown} are shown", { hits: total, shown: hits.length }) : total;
    if (!this.input.value.trim()) this.said.textContent = isReading ? say("Loading") : "";
    else this.said.textContent = isReading ? say("{hits} so far", { hits: total }) : count ? all : say("Nothing found");
  }

  private option(line: string, at: number): HTMLElement {
    const [kind, title, path, words] = line.split("\t") as [string, string, string, string];
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.id = `search-hit-${at}`;
    option.dataset["path"] = path;
    const parts: [string, string][] = [["kind", kinds()[Number(kind)] ?? ""], ["title", title], ["words", words]];
    for (const [name, text] of parts) {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      option.append(part, " ");
    }
    return option;
  }

  private mark(at: number): void {
    this.list.children[this.at]?.removeAttribute("aria-selected");
    this.at = at;
    const option = this.list.children[at];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  private key(event: KeyboardEvent): void {
    const count = this.list.children.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && count) this.mark((this.at + step + count) % count);
    else if (event.key === "Escape") this.dialog.close();
    else if (event.key === "Enter") this.go(this.list.children[this.at] as HTMLElement | undefined);
    else return;
    event.preventDefault();
  }

  private go(option: HTMLElement | undefined): void {
    const path = option?.dataset["path"];
    if (!path) return;
    this.dialog.close();
    location.href = this.root + path;
  }
}
