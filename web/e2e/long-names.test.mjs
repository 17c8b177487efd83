// Names as long and as odd as an imported account may have them break no layout.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { startService } from "./service.mjs";
import { register, seesHeading, signUp } from "./steps.mjs";
import { zh } from "./texts.mjs";

const mei = { username: "mei_lin", nickname: "Mei Lin", email: "mei@example.org" };
const tom = { username: "tom_wang", nickname: "Tom Wang", email: "tom@example.org" };
const names = {
  "400 letters in words": "Mei Lin ".repeat(50).trim(),
  "400 letters in one word": "MeiLinMeiLin".repeat(34).slice(0, 400),
  "400 Chinese characters": "美林".repeat(200),
  "words from right to left": "مي لين ".repeat(58).trim(),
  "one word from right to left": "ميلين".repeat(80),
  "400 emoji of seven characters": "👩‍👩‍👧‍👦".repeat(400),
  "22 letters with four marks each": "e\u0301\u0323\u0302\u0308".repeat(22),
};
const longAddress = `${"mei.lin".repeat(9)}@${"example".repeat(8)}.${"example".repeat(8)}.${"example".repeat(8)}.org`;

let service, browser, active, waiting, guest;

before(async () => {
  service = await startService({ "Captcha:Provider": "None" });
  browser = await startBrowser();
  active = await newVisitor(browser, service.url, { locale: "zh-CN" });
  await register(active.page, zh, service, mei);
  guest = await newVisitor(browser, service.url, { locale: "zh-CN" });
  waiting = await newVisitor(browser, service.url, { locale: "zh-CN" });
  await signUp(waiting.page, zh, tom);
  await seesHeading(waiting.page, zh.checkMail.heading);
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

for (const [what, name] of Object.entries(names)) {
  test(what, async () => {
    const { page } = active;
    await changed(page, "**/api/me", (account) => ({ ...account, nickname: name }));
    await changed(page, "**/api/me/invitees", (list) => ({ ...list, items: invitees(name) }));
    await changed(guest.page, "**/api/invitations/*", () => ({ valid: true, reason: null, inviter_nickname: name }));
    await fits(page, "profile", page.getByRole("heading", { level: 1 }), name);
    await fits(page, "invite", page.locator("app-invitees li").first(), name);
    await fits(guest.page, "register?code=ABCDE", guest.page.locator(".inviter"), name);
  });
}

test("a long e-mail address", async () => {
  for (const { page } of [active, waiting]) {
    await changed(page, "**/api/me", (account) => ({ ...account, email: longAddress }));
  }
  await fits(active.page, "profile", active.page.locator("dl"), longAddress);
  await fits(waiting.page, "check-mail", waiting.page.locator(".address"), longAddress);
});

test("nothing was logged as an error, and nothing broke the content policy", () => {
  assert.deepEqual(
    [active, waiting, guest].flatMap(({ breaches }) => breaches),
    [],
  );
});

/** Changes what the service answers, as if it had other data. */
async function changed(page, url, change) {
  await page.unroute(url);
  await page.route(url, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change(await response.json()) });
  });
}

function invitees(nickname) {
  const date_joined = "2026-11-20T08:00:00Z";
  return [
    { nickname, date_joined, is_active: true },
    { nickname, date_joined, is_active: false },
    { nickname: null, date_joined, is_active: false },
  ];
}

/** Opens a page, and looks whether it shows the whole text, inside of the window and over no other text. */
async function fits(page, path, element, text) {
  await page.goto(path);
  await element.filter({ hasText: text }).waitFor();
  for (const width of [320, 1200]) {
    await page.setViewportSize({ width, height: 800 });
    const { excess, outside, overlaps } = await page.evaluate(seen);
    assert.ok(excess <= 0, `${path} is ${excess} pixels wider than the window of ${width}`);
    assert.deepEqual(outside, [], `${path}, ${width} pixels wide`);
    assert.deepEqual(overlaps, [], `${path}, ${width} pixels wide`);
  }
}

/** In the page: what is wider than the window, outside of it, or over another text. */
function seen() {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const lines = [];
  while (texts.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const { parentElement } = texts.currentNode;
    const isShown = parentElement.checkVisibility() && !parentElement.matches(".skip");
    if (isShown) for (const box of range.getClientRects()) lines.push({ node: texts.currentNode, box });
  }
  const meets = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const start = ({ node }) => node.data.trim().slice(0, 20);
  return {
    excess: document.documentElement.scrollWidth - innerWidth,
    outside: lines.filter(({ box }) => box.left < 0 || box.right > innerWidth).map(start),
    overlaps: lines.flatMap((a, i) =>
      lines
        .slice(i + 1)
        .filter((b) => a.node !== b.node && meets(a.box, b.box))
        .map((b) => `${start(a)} over ${start(b)}`),
    ),
  };
}
