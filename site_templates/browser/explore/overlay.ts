/** The curves of the chosen runs, below their table; what draws them loads when they are asked for. */
import { MOST_RUNS } from "./compare";
import type { Data } from "./columns";
import type { Overlaid } from "../curves/overlay";
import { sayCount } from "../words";

declare global {
  interface Window {
    rrOverlay?: (host: HTMLElement, asked: Overlaid) => void;
  }
}

export class Overlay {
  readonly element = document.createElement("section");
  private shown = "";

  constructor(
    private readonly data: Data,
    private readonly root: string,
  ) {
    this.element.id = "chosen-curves";
    this.element.hidden = true;
  }

  /** Shows the curves of some runs, of none where there are none; the same runs again change nothing. */
  show(rows: number[]): void {
    const key = rows.join();
    if (key === this.shown) return;
    this.shown = key;
    this.element.hidden = !rows.length;
    if (!rows.length || !this.data.curves.some(Boolean)) {
      this.element.hidden = true;
      return;
    }
    void this.drawer().then((draw) => {
      if (this.shown === key) draw(this.element, this.asked(rows));
    });
  }

  private asked(rows: number[]): Overlaid {
    const { columns, curves, ids } = this.data;
    const titles = rows.map((row) => String(columns[0]!.values[row] ?? ids[row]));
    const isTwin = (title: string) => titles.filter((one) => one === title).length > 1;
    const known = rows.filter((row) => curves[row]);
    const left = known.length - MOST_RUNS;
    const nameOf = (row: number) => {
      const title = titles[rows.indexOf(row)]!;
      return isTwin(title) ? `${title} (${ids[row]})` : title;
    };
    return {
      runs: known.slice(0, MOST_RUNS).map((row) => ({ name: nameOf(row), place: curves[row]! })),
      bare: rows.filter((row) => !curves[row]).map(nameOf),
      metrics: columns.filter(({ part }) => part === "metric").map(({ key, better }) => ({ key: key.replace(/^metrics\./, ""), better })),
      left: left > 0 ? sayCount(left, "{n} more chosen run has curves; those of at most {most} are drawn.", "{n} more chosen runs have curves; those of at most {most} are drawn.", { most: MOST_RUNS }) : "",
    };
  }

  private drawer(): Promise<NonNullable<Window["rrOverlay"]>> {
    return new Promise((done) => {
      const ready = () => done(window.rrOverlay!);
      if (window.rrOverlay) return ready();
      const address = `${this.root}assets/curves.js`;
      let script = [...document.scripts].find(({ src }) => src === address);
      if (!script) {
        script = document.createElement("script");
        script.src = address;
        document.head.append(script);
      }
      script.addEventListener("load", ready);
    });
  }
}
