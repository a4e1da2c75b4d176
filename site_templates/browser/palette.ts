import { apply, chosen, keep, type Scheme } from "./scheme";
import { say } from "./words";

const NEXT: Record<Scheme, Scheme> = { auto: "light", light: "dark", dark: "auto" };
const said = (scheme: Scheme) => ({ auto: say("Colors: as the system"), light: say("Colors: light"), dark: say("Colors: dark") })[scheme];

/** The button in the top bar: system, light, dark, and round again. */
export function palette(button: HTMLButtonElement): void {
  let scheme = chosen();
  const show = () => {
    button.dataset["now"] = scheme;
    button.title = said(scheme);
    button.setAttribute("aria-label", button.title);
  };
  button.addEventListener("click", () => {
    scheme = NEXT[scheme];
    apply(scheme);
    keep(scheme);
    show();
  });
  show();
}
