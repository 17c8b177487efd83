// Looks at a page: axe finds nothing, and nothing is wider than the window. With UPDATE_SCREENSHOTS=1 the picture in
// docs/screenshots is made anew.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = join(import.meta.dirname, "..", "..", "docs", "screenshots");

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
  await settle(page);
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(excess <= 0, `${name} is ${excess} pixels wider than the window`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  assert.deepEqual(found, [], name);
}

// Colours that are still changing would be measured.
async function settle(page) {
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => 0))),
  );
}
