import { Clipboard } from "@angular/cdk/clipboard";
import { inject } from "@angular/core";

/** Gives a function that copies a text to the clipboard. It tells whether the browser let it. */
export function copier(): (text: string) => Promise<boolean> {
  const clipboard = inject(Clipboard);
  return async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // On plain http there is no navigator.clipboard.
      return clipboard.copy(text);
    }
  };
}
