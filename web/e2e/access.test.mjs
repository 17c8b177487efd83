// Access for everybody, with the real service: keyboard alone, large text, wide text, no motion, forced colours, what
// a screen reader is told.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findsNothing } from "./axe.mjs";
import { newVisitor, startBrowser } from "./browser.mjs";
import { focused, isSeen, press, stops, tabTo, type } from "./keyboard.mjs";
import { linkIn, startService } from "./service.mjs";
import { fill, password, register, seesHeading, sendSignUp, signIn, signUp } from "./steps.mjs";
import { en, zh } from "./texts.mjs";

const ann = { username: "ann_smith", nickname: "Ann Smith", email: "ann@example.org" };
const mei = { username: "mei_lin", nickname: "Mei Lin 美林", email: "mei@example.org" };
const open = ["", "register", "register?code=MEICODE", "sign-in", "forgot", "activate", "reset#token=a", "nowhere"];

let service, browser;

before(async () => {
  service = await startService();
  browser = await startBrowser();
  const { page, context } = await newVisitor(browser, service.url);
  await register(page, en, service, mei);
  await context.close();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

const field = (page, name) => page.getByLabel(name, { exact: true });
const button = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });
const menu = (page, name) => page.getByRole("navigation").getByRole("link", { name, exact: true });

test("the whole story by keyboard alone", async () => {
  const { page, context, breaches } = await newVisitor(browser, service.url);
  const arrives = async (heading) => {
    await seesHeading(page, heading);
    await page.waitForFunction((text) => document.activeElement?.textContent.trim() === text, heading);
  };

  await page.goto("");
  await seesHeading(page, en.home.heading);
  await press(page, page.getByText(en.app.skip));
  await press(page, page.getByRole("main").getByRole("link", { name: en.register.link }).first());
  await arrives(en.register.heading);

  // Errors: the focus is at their summary, and a link leads to the field.
  await press(page, button(page, en.register.submit));
  await page.getByRole("alert").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "alert");
  assert.match(await page.title(), new RegExp(`^${en.form.errorPrefix}`));
  await press(page, page.getByRole("link", { name: en.errors.username.required }));
  assert.equal(await page.evaluate(() => document.activeElement?.id), "username");
  await isSeen(page);
  await page.keyboard.type(ann.username);
  await type(page, page.getByLabel(en.fields.nickname), ann.nickname);
  await type(page, page.getByLabel(en.fields.email), ann.email);
  await type(page, field(page, en.register.password), password);
  await press(page, button(page, en.form.showPassword), "Space");
  await page.locator("#password1[type=text]").waitFor();
  await press(page, button(page, en.register.submit), "Space");
  await arrives(en.checkMail.heading);

  // What takes the place of a button that goes has the focus.
  await press(page, button(page, en.correctAddress.link));
  await page.waitForFunction(() => document.activeElement?.localName !== "body");
  await press(page, button(page, en.correctAddress.cancel));
  await page.waitForFunction(() => document.activeElement?.localName !== "body");

  await page.goto(linkIn(await service.mail(ann.email), "activate"));
  await seesHeading(page, en.activate.heading);
  await press(page, button(page, en.activate.submit));
  await arrives(ann.nickname);
  await press(page, menu(page, en.invite.link), "Enter", "Shift+Tab");
  await arrives(en.invite.heading);
  await press(page, button(page, en.invite.copyLink), "Space");
  await press(page, menu(page, en.profile.link), "Enter", "Shift+Tab");
  await arrives(ann.nickname);
  await press(page, button(page, en.profile.signOut), "Space");
  await arrives(en.signIn.heading);
  await type(page, page.getByLabel(en.signIn.username), ann.username);
  await type(page, field(page, en.fields.password), password);
  await page.keyboard.press("Enter");
  await arrives(ann.nickname);
  assert.deepEqual(breaches, []);
  await context.close();
});

test("Tab goes through each page from the top to the bottom, Shift+Tab back, and neither is trapped", async () => {
  const { page, context } = await newVisitor(browser, service.url);
  for (const path of open) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const forth = await stops(page);
    const back = [];
    for (let step = 0; step < forth.length; step++) {
      await page.keyboard.press("Shift+Tab");
      back.unshift(await focused(page));
    }
    assert.deepEqual(back, forth, path);
    const places = await page
      .locator("main :is(a, button, input)")
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ top, height }) => top + height / 2));
    const isOrdered = places.every((place, i) => i === 0 || place > places[i - 1] - 12);
    assert.ok(isOrdered, `${path}: ${places}`);
    assert.equal(forth[0], en.app.skip);
    assert.ok(forth.length >= places.length + 4, `${path}: ${forth}`);
  }
  await context.close();
});

test("a switch of language keeps the focus and what was typed, and names the language", async () => {
  const { page, context } = await newVisitor(browser, service.url);
  await page.goto("register");
  await type(page, page.getByLabel(en.fields.username), "some_name");
  await press(page, page.getByRole("button", { name: "简体中文" }), "Enter", "Shift+Tab");
  await seesHeading(page, zh.register.heading);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-Hans");
  assert.equal(await focused(page), "English");
  assert.equal(await page.getByLabel(zh.fields.username).inputValue(), "some_name");
  assert.match(await page.title(), new RegExp(zh.register.title));
  await page.keyboard.press("Space");
  await seesHeading(page, en.register.heading);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await context.close();
});

test("while a form waits, axe finds nothing, and the wait is told once and can be ended by keyboard", async () => {
  for (const [texts, colorScheme] of [
    [en, "light"],
    [zh, "dark"],
  ]) {
    const locale = texts === en ? "en-GB" : "zh-CN";
    const { page, context } = await newVisitor(browser, service.url, { locale, colorScheme });
    const told = await listen(page);
    await page.route("**/api/register", (route) =>
      route.fulfill({
        status: 503,
        headers: { "Retry-After": "60", "Content-Type": "application/problem+json" },
        body: JSON.stringify({ status: 503, non_field_errors: [{ code: "overloaded", message: "" }] }),
      }),
    );
    await signUp(page, texts, mei);
    await page.getByText(texts.waiting.busy).waitFor();
    await findsNothing(page, "waiting");
    await press(page, button(page, texts.waiting.stop), "Space", "Shift+Tab");
    await page.getByRole("alert").getByText(texts.errors.overloaded).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "alert");
    await findsNothing(page, "not waiting any longer");
    const waits = (await told()).filter(({ text }) => text.includes(texts.waiting.busy));
    assert.equal(waits.length, 1);
    assert.equal(waits[0].isNew, false);
    await context.close();
  }
});

test("what a screen reader is told comes in a region that is on the page before", async () => {
  const { page, context } = await newVisitor(browser, service.url);
  const told = await listen(page);
  await page.goto("register");
  await page.getByLabel(en.fields.username).fill(mei.username);
  await page.getByText(en.register.username.taken).waitFor();
  await page.goto("sign-in");
  await signIn(page, en, mei.username);
  await seesHeading(page, mei.nickname);
  await page.goto("invite");
  await page.getByRole("button", { name: en.invite.copyLink }).click();
  await page.getByText(en.invite.copied.link).or(page.getByText(en.invite.copied.no)).waitFor();
  const all = await told();
  assert.ok(all.some(({ text }) => text.includes(en.register.username.taken)));
  assert.ok(all.some(({ text }) => [en.invite.copied.link, en.invite.copied.no].includes(text)));
  assert.deepEqual(
    all.filter(({ isNew, text }) => isNew && text !== en.app.loading).map(({ text }) => text),
    [],
  );
  await context.close();
});

test("a result that takes the place of a form has the focus", async () => {
  const { page, context } = await newVisitor(browser, service.url);
  const isRead = (text) => page.waitForFunction((text) => document.activeElement?.textContent.trim() === text, text);
  await page.goto("forgot");
  await type(page, page.getByLabel(en.fields.email), "nobody@example.org");
  await page.keyboard.press("Enter");
  await isRead(en.forgot.sentHeading);
  await page.goto("activate#token=nonsense");
  await press(page, button(page, en.activate.submit));
  await isRead(en.token.invalid.heading);
  await page.goto("not-me#token=nonsense");
  await press(page, button(page, en.notMe.submit));
  await isRead(en.token.invalid.heading);
  await context.close();
});

for (const { name, options } of [
  { name: "200 %", options: { viewport: { width: 640, height: 512 }, deviceScaleFactor: 2 } },
  { name: "400 %", options: { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 } },
  { name: "wide text", options: { viewport: { width: 320, height: 640 } } },
]) {
  test(`nothing is cut off and nothing scrolls sideways at ${name}`, async () => {
    for (const texts of [en, zh]) {
      const locale = texts === en ? "en-GB" : "zh-CN";
      const { page, context } = await newVisitor(browser, service.url, { locale, ...options });
      if (name === "wide text") await context.addInitScript(spaceText);
      for (const path of open) {
        await page.goto(path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await fits(page, `${path} in ${locale}`);
      }
      await page.goto("register");
      await fill(page, texts, { ...ann, password: "short" });
      await sendSignUp(page, texts);
      await page.getByRole("alert").waitFor();
      await fits(page, `errors in ${locale}`);
      await page.goto("sign-in");
      await signIn(page, texts, mei.username);
      await seesHeading(page, mei.nickname);
      await fits(page, `profile in ${locale}`);
      await page.goto("invite");
      await page.locator(".counts").waitFor();
      await fits(page, `invite in ${locale}`);
      await context.close();
    }
  });
}

test("nothing moves for those who ask for less motion", async () => {
  for (const reducedMotion of ["reduce", "no-preference"]) {
    const { page, context } = await newVisitor(browser, service.url, { reducedMotion });
    await context.addInitScript(() => {
      globalThis.moved = [];
      for (const type of ["animationstart", "transitionrun"]) {
        addEventListener(type, ({ target }) => globalThis.moved.push(`${type} ${target.className}`), true);
      }
    });
    await page.goto("register");
    await type(page, page.getByLabel(en.fields.username), "mei");
    await sendSignUp(page, en);
    await page.getByRole("alert").waitFor();
    const moved = await page.evaluate(() => globalThis.moved);
    if (reducedMotion === "reduce") assert.deepEqual(moved, []);
    else assert.notDeepEqual(moved, []);
    await context.close();
  }
});

test("with forced colours fields, buttons, errors and the focus are seen", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page, context } = await newVisitor(browser, service.url, { forcedColors: "active", colorScheme });
    await page.goto("register");
    await tabTo(page, page.getByLabel(en.fields.username));
    await tabTo(page, page.getByLabel(en.fields.email));
    await tabTo(page, field(page, en.register.password));
    await tabTo(page, button(page, en.form.showPassword));
    await tabTo(page, button(page, en.register.submit));
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    await isSeen(page);
    for (const target of [
      page.locator(".mdc-notched-outline__leading").first(),
      button(page, en.register.submit),
      page.getByRole("alert"),
    ]) {
      const borders = await target.evaluate((node) => {
        const { borderLeftStyle, borderLeftWidth, outlineStyle, outlineWidth } = getComputedStyle(node);
        return [borderLeftStyle !== "none" && borderLeftWidth, outlineStyle !== "none" && outlineWidth];
      });
      assert.ok(
        borders.some((width) => parseFloat(width) > 0),
        `${target} has no border: ${borders}`,
      );
    }
    if (process.env.PICTURES) {
      mkdirSync(process.env.PICTURES, { recursive: true });
      await page.screenshot({ path: join(process.env.PICTURES, `forced-${colorScheme}.png`), fullPage: true });
    }
    await context.close();
  }
});

/** From now on keeps what live regions tell, and whether the region came together with its text. */
async function listen(page) {
  await page.addInitScript(() => {
    globalThis.told = [];
    const regions = "[role=status]";
    const known = new Map();
    const look = () => {
      for (const region of document.querySelectorAll(regions)) {
        const copy = region.cloneNode(true);
        for (const silent of copy.querySelectorAll("[aria-hidden=true]")) silent.remove();
        const text = copy.textContent.trim();
        if (text !== "" && text !== known.get(region)) globalThis.told.push({ text, isNew: !known.has(region) });
        known.set(region, text);
      }
      sessionStorage.setItem("told", JSON.stringify([...before, ...globalThis.told]));
    };
    const before = JSON.parse(sessionStorage.getItem("told") ?? "[]");
    new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  });
  return () => page.evaluate(() => JSON.parse(sessionStorage.getItem("told") ?? "[]"));
}

/** WCAG 1.4.12. */
function spaceText() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; }
    * { word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}

async function fits(page, name) {
  const cut = await page.evaluate(() => {
    const root = document.documentElement;
    const found = root.scrollWidth > innerWidth ? [`the page: ${root.scrollWidth} of ${innerWidth}`] : [];
    for (const element of document.querySelectorAll("body *")) {
      const { overflowX, overflowY, position } = getComputedStyle(element);
      const isHidden = element.clientWidth <= 1 || position === "fixed" || element.closest(".cdk-visually-hidden");
      if (isHidden || element.localName === "input" || element.textContent.trim() === "") continue;
      const isCutX = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
      const isCutY = overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1;
      if (isCutX || isCutY) found.push(`${element.className}: ${element.textContent.trim()}`);
      const { left, right } = element.getBoundingClientRect();
      if (right > innerWidth + 1 && left < innerWidth) found.push(`${element.className} is beyond the window`);
    }
    return found;
  });
  assert.deepEqual(cut, [], name);
}
