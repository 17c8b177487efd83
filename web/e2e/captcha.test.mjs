// The captchas of other providers, with stand-ins for their scripts: no answer of theirs is needed to run this.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { check } from "./look.mjs";
import { providers, routeTo, startVerifier } from "./captcha-providers.mjs";
import { startService, waitFor } from "./service.mjs";
import { fill, password, seesHeading, sendSignUp } from "./steps.mjs";
import { en, zh } from "./texts.mjs";

const chinese = { locale: "zh-CN", colorScheme: "dark", viewport: { width: 320, height: 640 } };
let browser;

before(async () => {
  browser = await startBrowser();
});

after(() => browser?.close());

for (const [name, provider] of Object.entries(providers)) {
  describe(name, () => {
    let service, verifier, visitor;

    before(async () => {
      verifier = await startVerifier();
      service = await startService(settingsOf(name, verifier));
      visitor = await visit(service, provider, chinese);
    });

    after(async () => {
      await service?.stop();
      await verifier?.stop();
    });

    test("the widget comes at the first focus, in the page's language and colours, and fits a phone", async () => {
      const { page, breaches } = visitor;
      await page.goto("register");
      await seesHeading(page, zh.register.heading);
      assert.equal(await page.locator("#recaptcha").count(), 0);
      await page.getByLabel(zh.fields.username).focus();
      const frame = page.locator("#recaptcha iframe");
      await frame.waitFor();
      const title = (await frame.getAttribute("title")).toLowerCase();
      assert.equal(title, `${provider.global} zh-cn dark compact the-site-key`);
      await check(page, `captcha-${name}`);

      // Of reCAPTCHA the script has the language, and a page loads it once.
      await page.getByRole("button", { name: "English" }).click();
      const spoken = name === "ReCaptcha" ? "zh-cn" : "en";
      await page.locator(`#recaptcha iframe[title*=" ${spoken} " i]`).waitFor();
      assert.equal(await frame.count(), 1);
      await page.getByRole("button", { name: "简体中文" }).click();
      assert.deepEqual(breaches, []);
    });

    test("a form without an answer is refused with all of its errors", async () => {
      const { page } = visitor;
      await fill(page, zh, { ...form(name), username: "short", password });
      await sendSignUp(page, zh);
      const summary = page.getByRole("alert");
      await summary.getByText(zh.errors.username.length).waitFor();
      await summary.getByRole("link", { name: zh.errors.recaptcha.required }).click();
      assert.equal(await page.evaluate(() => document.activeElement.id), "recaptcha");
      assert.equal(await describes(page), zh.errors.recaptcha.required);
      assert.equal(await page.getByLabel(zh.register.password, { exact: true }).inputValue(), password);
    });

    test("an answer that expires is asked for again, and a failure is told", async () => {
      const { page } = visitor;
      await press(page, "Solve");
      await page.waitForFunction(() => document.getElementById("recaptcha-error").textContent.trim() === "");
      await press(page, "Expire");
      await page.locator("#recaptcha-error", { hasText: zh.errors.recaptcha.expired }).waitFor();
      await press(page, "Fail");
      await page.locator("#recaptcha-error", { hasText: zh.errors.recaptcha.unavailable }).waitFor();
      await sendSignUp(page, zh);
      await page.getByRole("alert").getByRole("link", { name: zh.errors.recaptcha.unavailable }).waitFor();
    });

    test("a refusal of the provider is told at the widget, which begins anew", async () => {
      const { page } = visitor;
      await fill(page, zh, { ...form(name), password });
      for (const [refusal, code] of [
        ["invalid-input-response", "invalid"],
        ["expired-input-response", "expired"],
        ["timeout-or-duplicate", "duplicate"],
      ]) {
        await press(page, "Solve");
        verifier.refusals.push(refusal);
        const answered = page.waitForResponse("**/api/register");
        await sendSignUp(page, zh);
        assert.equal((await (await answered).json()).errors.recaptcha[0].code, code);
        await page.getByRole("alert").getByRole("link", { name: zh.errors.recaptcha[code] }).waitFor();
        assert.equal(await widget(page, provider, "answer"), "");
        assert.equal(await describes(page), zh.errors.recaptcha[code]);
      }
    });

    test("an answer that was consumed is replaced, and the sign-up goes through", async () => {
      const { page, breaches } = visitor;
      await taken(service, provider, name);
      await fill(page, zh, { ...form(name), username: `taken_${name}`, password });
      await press(page, "Solve");
      await sendSignUp(page, zh);
      await page.getByRole("alert").getByText(zh.errors.username.taken).waitFor();
      assert.equal(await widget(page, provider, "answer"), "");
      await page.getByRole("group", { name: zh.register.username.suggestions }).getByRole("button").first().click();
      await press(page, "Solve");
      await sendSignUp(page, zh);
      await seesHeading(page, zh.checkMail.heading);
      assert.deepEqual(breaches, []);
      assert.equal(verifier.used.size, 3);
      assert.equal(new Set(verifier.asked.map(({ response }) => response)).size, verifier.asked.length);
      assert.ok(verifier.asked.every(({ secret }) => secret === "the-secret"));
    });

    test("a provider that does not answer is asked again, with the same answer", async () => {
      const other = await visit(service, provider, {});
      const { page, context } = other;
      await page.goto("register");
      await seesHeading(page, en.register.heading);
      await fill(page, en, { ...form(`slow${name}`), password });
      await press(page, "Solve");
      verifier.refusals.push("internal-error");
      await sendSignUp(page, en);
      await page.getByText(en.waiting.busy).waitFor();
      await seesHeading(page, en.checkMail.heading);
      assert.equal(verifier.asked.at(-1).response, verifier.asked.at(-2).response);
      await context.close();
    });

    test("a script that cannot be loaded is told, and loaded again", async () => {
      const other = await visit(service, provider, {});
      const { page, context } = other;
      await context.route(`${provider.script}*`, (route) => route.abort(), { times: 1 });
      await page.goto("register");
      await seesHeading(page, en.register.heading);
      await fill(page, en, { ...form(name), username: `blocked_${name}`, email: `b${name}@example.org`, password });
      await page.locator("#recaptcha-error", { hasText: en.errors.recaptcha.unavailable }).waitFor();
      await sendSignUp(page, en);
      await page.getByRole("alert").getByText(en.errors.recaptcha.unavailable).waitFor();
      await press(page, "Solve");
      await page.getByLabel(en.fields.nickname).fill(`Blocked ${name}`);
      await sendSignUp(page, en);
      await seesHeading(page, en.checkMail.heading);
      assert.deepEqual(other.breaches, []);
      await context.close();
    });
  });
}

test("reCAPTCHA of version 3 asks nobody", async () => {
  const verifier = await startVerifier();
  const service = await startService({ ...settingsOf("ReCaptcha", verifier), "Captcha:MinScore": "0.5" });
  try {
    const { page, breaches } = await visit(service, providers.ReCaptcha, {});
    await page.goto("register");
    await seesHeading(page, en.register.heading);
    await fill(page, en, { ...form("version3"), password });
    await sendSignUp(page, en);
    await seesHeading(page, en.checkMail.heading);
    assert.match(verifier.asked[0].response, /^the-site-key register /);
    assert.deepEqual(breaches, []);
  } finally {
    await service.stop();
    await verifier.stop();
  }
});

function settingsOf(name, verifier) {
  return {
    "Captcha:Provider": name,
    "Captcha:SiteKey": "the-site-key",
    "Captcha:Secret": "the-secret",
    "Captcha:VerifyUrl": verifier.url,
  };
}

function form(name) {
  return { username: `user_${name}`, nickname: `User of ${name}`, email: `${name}@example.org` };
}

async function visit(service, provider, options) {
  const visitor = await newVisitor(browser, service.url, options, [provider.script, provider.frame]);
  await routeTo(visitor.context, provider);
  return visitor;
}

// Somebody else signs up with the username.
async function taken(service, provider, name) {
  const { page, context } = await visit(service, provider, {});
  await page.goto("register");
  await seesHeading(page, en.register.heading);
  await fill(page, en, {
    username: `taken_${name}`,
    nickname: `First ${name}`,
    email: `first${name}@example.org`,
    password,
  });
  await press(page, "Solve");
  await sendSignUp(page, en);
  await seesHeading(page, en.checkMail.heading);
  await context.close();
}

// Presses a button of the widget, wherever the page has moved it to, and waits until the widget has told the page.
async function press(page, button) {
  const presses = () => page.evaluate(() => globalThis.presses ?? 0);
  const before = await presses();
  await page.frameLocator("#recaptcha iframe").getByRole("button", { name: button }).dispatchEvent("click");
  await waitFor(async () => (await presses()) > before, `the widget after ${button}`);
}

function widget(page, { global }, member) {
  return page.evaluate(([script, name]) => window[script].widgets.at(-1)[name], [global, member]);
}

function describes(page) {
  return page.evaluate(() => {
    const id = document.getElementById("recaptcha").getAttribute("aria-describedby");
    return document.getElementById(id).textContent.trim();
  });
}
