import { afterNextRender, inject, Injector } from "@angular/core";

/**
 * Gives a function that moves the focus to an element once the page is drawn anew. It is needed when the element that
 * has the focus goes: a reader would begin at the top of the document.
 */
export function focusMover(): (selector: string) => void {
  const injector = inject(Injector);
  return (selector) =>
    afterNextRender(() => document.querySelector<HTMLElement>(`main ${selector}`)?.focus(), { injector });
}
