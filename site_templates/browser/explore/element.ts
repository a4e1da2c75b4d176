/** A name as children of an element, which may break after its marks: names of settings can be very long. */
export function breakable(name: string): (Node | string)[] {
  return name.split(/(?<=[._/-])(?=[^._/-])/).flatMap((part, at) => (at ? [document.createElement("wbr"), part] : [part]));
}

/** A new element with attributes and children; texts go in as texts, so that no record can be markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | boolean> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}
