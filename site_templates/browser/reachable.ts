/** Lets the keyboard reach what scrolls sideways, as long as nothing around it does the scrolling. */
export function reachable(element: HTMLElement): void {
  if (element.closest(".scroll")) return;
  const check = () => {
    if (element.scrollWidth > element.clientWidth + 1) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  };
  new ResizeObserver(check).observe(element);
}
