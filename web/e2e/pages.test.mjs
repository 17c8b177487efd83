// Every page in both languages, light and dark, on a phone: axe finds nothing, nothing is wider than the window. With
// UPDATE_SCREENSHOTS=1 the pictures in docs/screenshots are made anew.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findsNothing } from "./axe.mjs";
import { newVisitor, startBrowser } from "./browser.mjs";
import { linkIn, startService } from "./service.mjs";
import { password, seesHeading, signIn, signUp } from "./steps.mjs";
import { en, zh } from "./texts.mjs";

const pictures = join(import.meta.dirname, "..", "..", "docs", "screenshots");
const mei = { username: "mei_lin", nickname: "Mei Lin 美林", email: "mei@example.org" };
const looks = [
  { name: "en-light", texts: en, options: { locale: "en-GB", colorScheme: "light" } },
  { name: "zh-dark", texts: zh, options: { locale: "zh-CN", colorScheme: "dark" } },
  {
    name: "zh-phone",
    texts: zh,
    options: { locale: "zh-CN", colorScheme: "light", viewport: { width: 320, height: 640 }, reducedMotion: "reduce" },
  },
];

let service, browser, link;

before(async () => {
  service = await startService();
  browser = await startBrowser();
  const { page, context } = await newVisitor(browser, service.url);
  await signUp(page, en, mei);
  await seesHeading(page, en.checkMail.heading);
  await page.goto(linkIn(await service.mail(mei.email), "activate"));
  await page.getByRole("button", { name: en.activate.submit }).click();
  await seesHeading(page, mei.nickname);
  await page.goto("invite");
  link = await page.locator("dd.address").innerText();
  await context.close();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

for (const { name, texts, options } of looks) {
  test(`pages in ${name}`, async (t) => {
    const visitor = await newVisitor(browser, service.url, options);
    const { page, breaches } = visitor;
    const look = (title) => t.test(title, () => check(page, `${title}-${name}`));

    await page.goto("");
    await seesHeading(page, texts.home.heading);
    await look("home");
    await page.goto(link);
    await page.locator(".inviter").waitFor();
    await look("register");
    await page.getByLabel(texts.fields.username).fill(mei.username);
    await page.getByText(texts.register.username.taken).waitFor();
    await page.getByLabel(texts.register.password, { exact: true }).fill("password");
    await page.getByRole("button", { name: texts.register.submit, exact: true }).click();
    await page.getByRole("alert").waitFor();
    await look("register-errors");
    await page.goto("activate#token=nonsense");
    await seesHeading(page, texts.activate.heading);
    await look("activate");
    await page.getByRole("button", { name: texts.activate.submit }).click();
    await seesHeading(page, texts.token.invalid.heading);
    await look("activate-invalid");
    await page.goto("not-me#token=nonsense");
    await seesHeading(page, texts.notMe.heading);
    await look("not-me");
    await page.goto("reset#token=nonsense");
    await seesHeading(page, texts.reset.heading);
    await look("reset");
    await page.goto("forgot");
    await seesHeading(page, texts.forgot.heading);
    await look("forgot");
    await page.goto("no-such-page");
    await seesHeading(page, texts.notFound.heading);
    await look("not-found");
    const fresh = { username: `fresh_${name}`, nickname: `Fresh ${name}`, email: `${name}@example.org` };
    await signUp(page, texts, fresh, link);
    await seesHeading(page, texts.checkMail.heading);
    await page.getByText(fresh.email).waitFor();
    await look("check-mail");
    await page.getByRole("button", { name: texts.correctAddress.link }).click();
    await page.getByRole("heading", { name: texts.correctAddress.heading }).waitFor();
    await look("correct-address");
    await page.getByRole("button", { name: texts.correctAddress.cancel }).click();
    await page.getByRole("button", { name: texts.profile.signOut }).click();
    await seesHeading(page, texts.signIn.heading);
    await look("sign-in");
    await signIn(page, texts, mei.username, password);
    await seesHeading(page, mei.nickname);
    await look("profile");
    await page.goto("invite");
    await page.locator("app-invitees li").first().waitFor();
    await page.locator("canvas").waitFor();
    await look("invite");
    await page.getByRole("button", { name: texts.newCode.link }).click();
    await page.getByRole("dialog").waitFor();
    await look("new-code");
    await page.goto("");
    await seesHeading(page, texts.home.signedIn);
    await look("home-signed-in");
    assert.deepEqual(breaches, []);
    await visitor.context.close();
  });
}

async function check(page, name) {
  await findsNothing(page, name);
  if (process.env.UPDATE_SCREENSHOTS) {
    mkdirSync(pictures, { recursive: true });
    // The backdrop of a dialog is as large as the window.
    const fullPage = !(await page.getByRole("dialog").isVisible());
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
  }
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(excess <= 0, `${name} is ${excess} pixels wider than the window`);
}
