/** Entries of a legend as switches: a press hides a curve or brings it back, I or a double click shows it alone. */
import type { View } from "./view";

interface Commands {
  view(): View;
  change(change: Partial<View>): void;
  /** Brings the numbers, which tell what else there is to hide. */
  near(): Promise<void>;
}

export class Legend {
  constructor(
    private readonly box: HTMLElement,
    private readonly at: number,
    private readonly colors: () => string[],
    private readonly commands: Commands,
  ) {
    for (const button of this.buttons()) {
      const color = colorOf(button);
      const alone = () => void commands.near().then(() => this.showAlone(color));
      button.addEventListener("click", (event) => {
        if (event.altKey) return alone();
        const now = this.hidden();
        if (!now.delete(color)) now.add(color);
        this.hide([...now].sort());
      });
      button.addEventListener("dblclick", alone);
      button.addEventListener("keydown", (event) => {
        if (event.key.toLowerCase() !== "i" || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        alone();
      });
      button.setAttribute("aria-keyshortcuts", "I");
    }
  }

  show(hidden: Set<string>): void {
    for (const button of this.buttons()) button.setAttribute("aria-pressed", String(!hidden.has(colorOf(button))));
  }

  private showAlone(color: string): void {
    const rest = [...new Set(this.colors())].filter((one) => one !== color);
    const isAlone = this.hidden().size === rest.length && !this.hidden().has(color);
    this.hide(isAlone ? [] : rest);
  }

  private hide(colors: string[]): void {
    const others = this.commands.view().hidden.filter(([panel]) => panel !== this.at);
    this.commands.change({ hidden: [...others, ...colors.map((one): [number, string] => [this.at, one])] });
  }

  private hidden(): Set<string> {
    return new Set(this.commands.view().hidden.filter(([panel]) => panel === this.at).map(([, color]) => color));
  }

  private buttons(): HTMLButtonElement[] {
    return [...this.box.querySelectorAll<HTMLButtonElement>(".legend button")];
  }
}

function colorOf(button: HTMLElement): string {
  return [...(button.closest("li")?.classList ?? [])].find((name) => /^k\d+$/.test(name)) ?? "";
}
