import type { DestroyRef } from "@angular/core";

const PERIOD_MS = 5000;

/** Looks at once, and then again and again while the page is visible, one look after another. */
export function poll(look: () => Promise<void>, destroyRef: DestroyRef): void {
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = async (): Promise<void> => {
    clearTimeout(timer);
    if (!document.hidden) await look();
    if (!isOver) timer = setTimeout(() => void next(), PERIOD_MS);
  };
  void next();
  destroyRef.onDestroy(() => {
    isOver = true;
    clearTimeout(timer);
  });
}
