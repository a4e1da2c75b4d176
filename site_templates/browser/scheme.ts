/** Which colors the reader wants: what the system says, until they choose. */
export type Scheme = "auto" | "light" | "dark";

const KEY = "runreport.scheme";

/** The choice made before, in any report that this browser keeps together with this one. */
export function chosen(): Scheme {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto";
  }
}

export function apply(scheme: Scheme): void {
  const root = document.documentElement;
  if (scheme === "auto") root.removeAttribute("data-scheme");
  else root.setAttribute("data-scheme", scheme);
}

export function keep(scheme: Scheme): void {
  try {
    if (scheme === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, scheme);
  } catch {
    // A browser that keeps nothing still changes this page.
  }
}
