import Bowser from "bowser";

/** The browser and the system of a device, as far as its User-Agent tells. */
export function deviceName(userAgent: string | null): Partial<Record<"browser" | "system", string | undefined>> {
  if (!userAgent) return {};
  const { browser, os } = Bowser.parse(userAgent);
  return { browser: browser.name, system: os.name };
}
