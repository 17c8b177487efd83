// What somebody without a mouse does, and what must hold at every step.
import assert from "node:assert/strict";
import { settle } from "./axe.mjs";

/** Presses Tab, or another key, until the element has the focus. Fails where the focus is lost or cannot be seen. */
export async function tabTo(page, target, key = "Tab") {
  const element = target.first();
  await element.waitFor();
  const passed = [];
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press(key);
    passed.push(await focused(page));
    if (await element.evaluate((node) => node === document.activeElement)) {
      await isSeen(page);
      return;
    }
  }
  assert.fail(`${target} was not reached by ${key}: ${passed.join(", ")}`);
}

/** Goes to the element, and presses Enter or Space. */
export async function press(page, target, key = "Enter", way = "Tab") {
  await tabTo(page, target, way);
  await page.keyboard.press(key);
}

/** Goes to the field, and types. */
export async function type(page, target, text) {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

/** The name of what has the focus; "page" if nothing has it. */
export function focused(page) {
  return page.evaluate(() => {
    const { activeElement: element } = document;
    if (element === null || element === document.body) return "page";
    return (element.labels?.[0] ?? element).textContent.trim() || element.id;
  });
}

/** Fails unless what has the focus is in the window, and looks different from what has none. */
export async function isSeen(page) {
  const name = await focused(page);
  const box = await page.evaluate(() => {
    const { x, y, width, height } = document.activeElement.getBoundingClientRect();
    const margin = 16;
    const left = Math.max(0, x - margin);
    const top = Math.max(0, y - margin);
    const right = Math.min(innerWidth, x + width + margin);
    return { x: left, y: top, width: right - left, height: Math.min(innerHeight, y + height + margin) - top };
  });
  assert.ok(box.width > 0 && box.height > 0, `${name} is outside of the window`);
  await settle(page);
  const picture = await page.screenshot({ clip: box });
  await page.evaluate(() => {
    globalThis.hadFocus = document.activeElement;
    globalThis.hadFocus.blur();
  });
  await settle(page);
  const without = await page.screenshot({ clip: box });
  await page.evaluate(() => globalThis.hadFocus.focus({ preventScroll: true }));
  assert.ok(!picture.equals(without), `that ${name} has the focus cannot be seen`);
}

/** Every element that Tab reaches on the page, in order, until the focus leaves the page. */
export async function stops(page) {
  const names = [];
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press("Tab");
    const name = await focused(page);
    if (name === "page") return names;
    names.push(name);
  }
  return assert.fail(`Tab does not leave the page: ${names.join(", ")}`);
}
