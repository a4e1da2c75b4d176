import { apply, chosen, keep, type Scheme } from "./scheme";

const NEXT: Record<Scheme, Scheme> = { auto: "light", light: "dark", dark: "auto" };
const SAID: Record<Scheme, string> = { auto: "as the system", light: "light", dark: "dark" };

/** The button in the top bar: system, light, dark, and round again. */
export function palette(button: HTMLButtonElement): void {
  let scheme = chosen();
  const say = () => {
    button.dataset["now"] = scheme;
    button.title = `Colors: ${SAID[scheme]}`;
    button.setAttribute("aria-label", button.title);
  };
  button.addEventListener("click", () => {
    scheme = NEXT[scheme];
    apply(scheme);
    keep(scheme);
    say();
  });
  say();
}
