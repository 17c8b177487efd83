import type { LanguageName } from "../language/language";

// A normal widget has up to 304 pixels.
const NARROW = 344;

/** How a provider's widget is to look: by the page, the device and the space. */
export const widgetLook = {
  theme: (): "dark" | "light" => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
  size: (): "compact" | "normal" => (innerWidth < NARROW ? "compact" : "normal"),
  language: (name: LanguageName): string => (name === "zh-Hans" ? "zh-CN" : name),
};
