import Bowser from "bowser";
import type { Language } from "../language/language";

/** The browser and the system of a device, as far as its User-Agent tells. */
export function deviceName(userAgent: string | null): Partial<Record<"browser" | "system", string | undefined>> {
  if (!userAgent) return {};
  const { browser, os } = Bowser.parse(userAgent);
  return { browser: browser.name, system: os.name };
}

/** The same in words. */
export function deviceText(userAgent: string | null, language: Language): string {
  const { browser, system } = deviceName(userAgent);
  if (!browser) return system ?? language.find("devices.unknown") ?? "";
  return system ? (language.find("devices.name", { browser, system }) ?? browser) : browser;
}
