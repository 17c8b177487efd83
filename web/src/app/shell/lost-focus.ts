/**
 * Gives a lost focus to the heading of what came instead. Focus is lost when the focused element is removed, such as a
 * button that shows the next step; a keyboard would go on from the top of the page, a screen reader would be silent.
 */
export function catchLostFocus(main: HTMLElement): void {
  let focused: Element | null = null;
  main.addEventListener("focusin", ({ target }) => {
    focused = target as Element;
  });
  new MutationObserver((mutations) => {
    if (focused === null || focused.isConnected) return;
    focused = null;
    if (document.activeElement !== document.body) return;
    const added = mutations.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node instanceof HTMLElement);
    const heading = added.map(headingIn).find((found) => found !== null);
    (heading ?? headingIn(main))?.focus();
  }).observe(main, { childList: true, subtree: true });
}

function headingIn(element: HTMLElement): HTMLElement | null {
  const headings = "h1[tabindex], h2[tabindex]";
  return element.matches(headings) ? element : element.querySelector<HTMLElement>(headings);
}
