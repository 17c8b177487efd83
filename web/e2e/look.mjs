// Looks at a page: axe finds nothing, and nothing is wider than the window. With UPDATE_SCREENSHOTS=1 the picture in
// docs/screenshots is made anew.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findsNothing, settle } from "./axe.mjs";
import { en, zh } from "./texts.mjs";

const pictures = join(import.meta.dirname, "..", "..", "docs", "screenshots");

/** How pages are looked at: languages, light and dark, a phone. */
export const looks = [
  { name: "en-light", texts: en, options: { locale: "en-GB", colorScheme: "light" } },
  { name: "zh-dark", texts: zh, options: { locale: "zh-CN", colorScheme: "dark" } },
  {
    name: "zh-phone",
    texts: zh,
    options: { locale: "zh-CN", colorScheme: "light", viewport: { width: 320, height: 640 }, reducedMotion: "reduce" },
  },
];

/** Checks the page as it is now, and takes its picture if pictures are made anew. */
export async function lookAt(page, name) {
  await settle(page);
  if (process.env.UPDATE_SCREENSHOTS) {
    mkdirSync(pictures, { recursive: true });
    // The backdrop of a dialog is as large as the window.
    const fullPage = !(await page.getByRole("dialog").isVisible());
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
  }
  await check(page, name);
}

/** Checks the page as it is now. */
export async function check(page, name) {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(excess <= 0, `${name} is ${excess} pixels wider than the window`);
  await findsNothing(page, name);
}
