// axe: WCAG 2.2 AA and good practice, and that targets are 24 pixels wide and high.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const options = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: { "target-size": { enabled: true } },
};

/** Fails if axe finds something on the page as it is now. */
export async function findsNothing(page, name) {
  await settle(page);
  await page.evaluate(() => {
    // axe measures no contrast on a gradient.
    for (const table of document.querySelectorAll("app-table")) table.style.background = "none";
  });
  await page.evaluate(source);
  const { violations, passes } = await page.evaluate((options) => globalThis.axe.run(options), options);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  assert.deepEqual(found, [], name);
  assert.ok(passes.length > 0, `${name}: axe looked at nothing`);
}

/** Waits until nothing moves: colours that are still changing would be measured. */
export async function settle(page) {
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => 0))),
  );
}
