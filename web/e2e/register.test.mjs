// What helps on the sign-up page: names in place of taken ones, the meter of the password, keyboards and password
// managers. The captcha has tests of its own.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { check } from "./look.mjs";
import { startService } from "./service.mjs";
import { fill, password, seesHeading, sendSignUp, signUp } from "./steps.mjs";
import { en, zh } from "./texts.mjs";

const mei = { username: "mei_lin", nickname: "Mei Lin", email: "mei@example.org" };
let service, browser, visitor, page;

before(async () => {
  service = await startService({ "Captcha:Provider": "None" });
  browser = await startBrowser();
  const inviter = await newVisitor(browser, service.url);
  await signUp(inviter.page, en, mei);
  await seesHeading(inviter.page, en.checkMail.heading);
  await inviter.context.close();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

beforeEach(async () => {
  await visitor?.context.close();
  visitor = await newVisitor(browser, service.url, { permissions: ["clipboard-read", "clipboard-write"] });
  page = visitor.page;
  await page.goto("register");
  await seesHeading(page, en.register.heading);
});

for (const kind of ["username", "nickname"]) {
  test(`another ${kind} in place of a taken one is taken by keyboard`, async () => {
    const field = page.getByLabel(en.fields[kind]);
    await field.fill(mei[kind]);
    await page.getByText(en.register[kind].taken).waitFor();
    const names = await group(kind).getByRole("button").allInnerTexts();
    assert.equal(names.length, 3);
    await check(page, `suggestions of ${kind}`);
    await field.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await field.inputValue(), names[1]);
    assert.equal(await page.evaluate(() => document.activeElement.id), kind);
    await page.getByText(en.register[kind].available).waitFor();
    assert.equal(await group(kind).count(), 0);
  });
}

test("a sign-up that is refused because of taken names comes with others", async () => {
  // The answer about availability is lost, so only the sign-up tells.
  await page.route("**/api/availability?*", (route) => route.abort());
  const lost = page.waitForEvent("requestfailed");
  await fill(page, en, { ...mei, email: "other@example.org", password });
  await lost;
  await page.unroute("**/api/availability?*");
  await sendSignUp(page, en);
  await page.getByRole("alert").getByText(en.errors.username.taken).waitFor();
  for (const kind of ["username", "nickname"]) await group(kind).getByRole("button").first().click();
  await sendSignUp(page, en);
  await seesHeading(page, en.checkMail.heading);
});

test("the meter comes when somebody enters the field, and tells in both languages what is weak", async () => {
  const field = page.getByLabel(en.register.password, { exact: true });
  const meter = page.locator("app-password-meter");
  await page.getByLabel(en.fields.username).fill("zhangwei_88");
  assert.equal(await meter.count(), 0);
  await field.focus();
  await meter.waitFor();
  await field.fill("zhangwei_88");
  await meter.getByText(en.meter.warnings.userInputs).waitFor();
  await meter.getByRole("status").getByText(strength(en, 0)).waitFor();
  await check(page, "the meter");
  await page.getByRole("button", { name: "简体中文" }).click();
  await meter.getByText(zh.meter.warnings.userInputs).waitFor();
  await meter.getByRole("status").getByText(strength(zh, 0)).waitFor();
  await page.locator("#password1").fill(password);
  await meter.getByRole("status").getByText(strength(zh, 4)).waitFor();
  assert.equal(await meter.getByRole("listitem").count(), 0);
});

test("a password that a manager filled in has the meter, too", async () => {
  await page.locator("#password1").evaluate((input) => {
    input.value = "qwertyuiop";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await page.locator("app-password-meter").getByText(strength(en, 0)).waitFor();
});

test("without the meter the form works", async () => {
  await page.route("**/*.js", (route) => route.abort());
  const failed = page.waitForEvent("requestfailed");
  await fill(page, en, { username: "no_meter", nickname: "No Meter", email: "no.meter@example.org", password });
  await failed;
  await page.unroute("**/*.js");
  await sendSignUp(page, en);
  await seesHeading(page, en.checkMail.heading);
  assert.deepEqual(visitor.breaches, []);
});

test("browsers and password managers are told what each field is", async () => {
  const common = { autocapitalize: "none", spellcheck: "false", autocorrect: "off" };
  await has("username", { autocomplete: "username", type: "text", ...common });
  await has("nickname", { autocomplete: "nickname", type: "text", autocapitalize: null, spellcheck: null });
  await has("email", { autocomplete: "email", type: "email", ...common });
  await has("password1", { autocomplete: "new-password", type: "password", enterkeyhint: "go", ...common });
  await has("invitation_code", { autocomplete: "off", type: "text", enterkeyhint: "go", ...common });
  await page.goto("sign-in");
  await seesHeading(page, en.signIn.heading);
  await has("username", { autocomplete: "username", type: "text", inputmode: "email", ...common });
  await has("password", { autocomplete: "current-password", type: "password", enterkeyhint: "go", ...common });
});

test("a password can be pasted", async () => {
  await page.evaluate((text) => navigator.clipboard.writeText(text), password);
  await page.locator("#password1").press("Control+V");
  assert.equal(await page.locator("#password1").inputValue(), password);
});

test("a password that is shown or hidden keeps its text and the place in it", async () => {
  const field = page.locator("#password1");
  await field.fill(password);
  await field.evaluate((input) => input.setSelectionRange(3, 7));
  for (const [button, type] of [
    [en.form.showPassword, "text"],
    [en.form.hidePassword, "password"],
  ]) {
    await page.getByRole("button", { name: button }).click();
    await page.locator(`#password1[type=${type}]`).waitFor();
    assert.equal(await field.inputValue(), password);
    assert.deepEqual(await field.evaluate((input) => [input.selectionStart, input.selectionEnd]), [3, 7]);
  }
});

function group(kind) {
  return page
    .getByRole("group", { name: en.register[kind].suggestions })
    .and(page.locator(`app-text-field:has(#${kind}) *`));
}

function strength(texts, score) {
  return texts.meter.strength.replace("{{ strength }}", texts.meter.score[score]);
}

async function has(id, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    assert.equal(await page.locator(`#${id}`).getAttribute(name), value, `${name} of ${id}`);
  }
}
