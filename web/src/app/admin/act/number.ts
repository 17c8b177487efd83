/**
 * A whole number that was entered, or null if nothing was. Anything else stays as it is: the service must refuse it,
 * and must not take it for nothing.
 */
export function numberOf(text: string): number | null {
  const entered = text.trim();
  return entered === "" ? null : /^\d{1,15}$/.test(entered) ? Number(entered) : (entered as unknown as number);
}
