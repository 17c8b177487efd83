// The invite page with the real service: what it gives to others, who comes, a new code.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { readQrCode } from "./qr.mjs";
import { linkIn, startService, waitFor } from "./service.mjs";
import { password, register, seesHeading, signUp } from "./steps.mjs";
import { en } from "./texts.mjs";

const mei = { username: "mei_lin", nickname: "Mei Lin 美林", email: "mei@example.org" };

let service, browser, inviter, page, link, code;

before(async () => {
  service = await startService({ "Captcha:Provider": "None", "Registration:MaxCodes": 2 });
  browser = await startBrowser();
  inviter = await newVisitor(browser, service.url, { colorScheme: "dark" });
  await inviter.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  page = inviter.page;
  await register(page, en, service, mei);
  await page.getByRole("navigation").getByText(en.invite.link).click();
  await page.getByText(en.invitees.nobody).waitFor();
  link = await page.locator("dd.address").innerText();
  code = new URL(link).searchParams.get("code");
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

test("the code is shown in groups and copied without them", async () => {
  assert.deepEqual(await page.locator("dd.code span").allInnerTexts(), [code.slice(0, 5), code.slice(5)]);
  await page.getByRole("button", { name: en.invite.copyCode }).click();
  await page.getByRole("status").getByText(en.invite.copied.code).waitFor();
  assert.equal(await clipboard(), code);
  await page.getByRole("button", { name: en.invite.copyLink }).click();
  await page.getByRole("status").getByText(en.invite.copied.link).waitFor();
  assert.equal(await clipboard(), link);
  await page.locator("dd.code").selectText();
  await page.keyboard.press("Control+C");
  assert.equal(await clipboard(), code);
});

test("the QR code leads to the link, on the screen and in the saved picture", async () => {
  assert.equal(await readQrCode(page, await qrCode().screenshot()), link);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: en.qrCode.save }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "invitation.png");
  assert.equal(await readQrCode(page, readFileSync(await download.path())), link);
});

test("where copying is not allowed the text is selected; where there is a share sheet it gets the link", async () => {
  const other = await inviter.context.newPage();
  await other.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"));
    document.execCommand = () => false;
    navigator.share = async (what) => {
      globalThis.shared = what;
    };
  });
  await other.goto("invite");
  await other.getByRole("button", { name: en.invite.copyLink }).click();
  await other.getByRole("status").getByText(en.invite.copied.no).waitFor();
  assert.equal(await other.evaluate(() => getSelection().toString()), link);
  await other.getByRole("button", { name: en.invite.share }).click();
  assert.deepEqual(await other.evaluate(() => globalThis.shared), { title: en.app.name, url: link });
  await other.close();
});

test("who signs up appears on the open page, and a screen reader hears each change once", async () => {
  await page.evaluate(() => {
    globalThis.heard = [];
    for (const count of document.querySelectorAll(".counts > [aria-live]")) {
      const observer = new MutationObserver((changes) => globalThis.heard.push(...changes.map(() => count.innerText)));
      observer.observe(count, { subtree: true, childList: true, characterData: true });
    }
  });
  await looks(2);
  assert.deepEqual(await page.evaluate(() => globalThis.heard), []);

  await join(1, code);
  await row("Invitee number 1").getByText(en.invitees.state.pending).waitFor();
  await join(2, code);
  await row("Invitee number 2").waitFor();
  const token = linkIn(await service.mail("invitee1@example.org"), "activate").split("=")[1];
  await post("/api/activate/", { token });
  await row("Invitee number 1").getByText(en.invitees.state.activated, { exact: true }).waitFor();
  await looks(2);
  assert.deepEqual(await counts(), ["2", "1"]);
  const heard = (await page.evaluate(() => globalThis.heard)).map((text) => text.replace(/\s+/g, " "));
  const registered = en.invite.registered;
  assert.deepEqual(heard, [`${registered} 1`, `${registered} 2`, `${en.invite.activated} 1`]);
});

test("a long list is shown a page at a time, and the focus stays", async () => {
  for (let number = 3; number <= 43; number++) await join(number, code);
  const more = page.getByRole("button", { name: en.invitees.more });
  await page.locator(".counts dd").first().getByText("43").waitFor();
  await more.focus();
  assert.equal(await page.locator("app-invitees li").count(), 20);
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText("20 more are shown.").waitFor();
  assert.equal(await page.locator("app-invitees li").count(), 40);
  assert.equal(await focused(), en.invitees.more);
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText("3 more are shown.", { exact: true }).waitFor();
  await waitFor(async () => /^Invitee number/.test(await focused()), "the focus on a new row");
  const names = await page.locator("app-invitees bdi").allInnerTexts();
  const all = Array.from({ length: 43 }, (_, i) => `Invitee number ${i + 1}`);
  assert.deepEqual([...names].sort(), all.sort());
  assert.equal(await focused(), names[40]);
  await more.waitFor({ state: "detached" });
});

test("a deleted account stays in the list without its name", async () => {
  const token = linkIn(await service.mail("invitee2@example.org"), "not-me").split("=")[1];
  await post("/api/activate/not-me/", { token });
  await page.reload();
  await page.locator("app-invitees li").getByText(en.invitees.deleted).waitFor();
  await page.locator("app-invitees li").getByText(en.invitees.state.never).waitFor();
  assert.deepEqual(await counts(), ["43", "1"]);
});

test("a new code is made once, although its answer is lost", async () => {
  let asked = 0;
  await page.route("**/api/me/invitation-code", async (route) => {
    asked++;
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: en.newCode.link }).click();
  const dialog = page.getByRole("dialog", { name: en.newCode.heading });
  await dialog.getByText(code).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await focused(), en.newCode.link);
  assert.equal(asked, 0);

  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: en.newCode.submit }).click();
  await dialog.getByText(en.waiting.offline).waitFor();
  await dialog.waitFor({ state: "hidden" });
  await page.unroute("**/api/me/invitation-code");
  assert.equal(asked, 1);
  await page.getByRole("status").getByText("The old one no longer works.").waitFor();
  const newLink = await page.locator("dd.address").innerText();
  assert.notEqual(newLink, link);
  assert.equal(await readQrCode(page, await qrCode().screenshot()), newLink);
  assert.deepEqual(await counts(), ["43", "1"]);
});

test("the old link says that it was switched off, and the new one works", async () => {
  const visitor = await newVisitor(browser, service.url);
  await visitor.page.goto(link);
  await visitor.page.getByText(en.invitation.reason.disabled).waitFor();
  const newLink = await page.locator("dd.address").innerText();
  const sam = { username: "sam_lee", nickname: "Sam Lee", email: "sam@example.org" };
  await signUp(visitor.page, en, sam, newLink);
  await seesHeading(visitor.page, en.checkMail.heading);
  await page.locator(".counts dd").first().getByText("44").waitFor();
  assert.deepEqual(visitor.breaches, []);
  await visitor.context.close();
});

test("an error of a new code is told where it was asked for", async () => {
  await page.getByRole("button", { name: en.newCode.link }).click();
  const dialog = page.getByRole("dialog", { name: en.newCode.heading });
  await dialog.getByRole("button", { name: en.newCode.submit }).click();
  await dialog.getByRole("alert").getByText(en.errors.too_many_codes).waitFor();
  await dialog.getByRole("button", { name: en.newCode.cancel }).click();
  await page.waitForFunction((title) => document.title === title, `${en.invite.title} – ${en.app.name}`);
});

for (const [name, refuse, text] of [
  ["is busy", (route) => refusal(route, 503, "overloaded"), en.waiting.busy],
  ["limits", (route) => refusal(route, 429, "rate_limited"), en.waiting.limited],
  ["cannot be reached", (route) => route.abort(), en.waiting.offline],
]) {
  test(`the page waits when the service ${name}, and goes on by itself`, async () => {
    await page.route("**/api/me", refuse, { times: 1 });
    await page.route("**/api/me/invitees", refuse, { times: 1 });
    await page.reload();
    await page.getByRole("status").getByText(text).waitFor();
    await page.locator("dd.address").waitFor();
    await page.getByRole("status").getByText(text).waitFor();
    await page.locator("app-invitees li").first().waitFor();
    await page.getByText(text).waitFor({ state: "detached" });
  });
}

test("whoever stops waiting is told why, and can try again", async () => {
  await page.route("**/api/me", (route) => refusal(route, 503, "overloaded"));
  await page.reload();
  await page.getByRole("button", { name: en.waiting.stop }).click();
  await page.getByRole("alert").getByText(en.errors.overloaded).waitFor();
  await page.unroute("**/api/me");
  await page.getByRole("button", { name: en.app.again }).click();
  await page.locator("dd.address").waitFor();
});

test("nothing was logged as an error, and nothing broke the content policy", () => {
  assert.deepEqual(inviter.breaches, []);
});

const qrCode = () => page.getByRole("img", { name: en.qrCode.name });
const row = (name) => page.locator("app-invitees li").filter({ has: page.getByText(name, { exact: true }) });
const counts = () => page.locator(".counts dd").allInnerTexts();
const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
const focused = () =>
  page.evaluate(() => (document.activeElement.querySelector("bdi") ?? document.activeElement).innerText);

/** Waits until the page has looked that often at its account. */
async function looks(count) {
  for (let i = 0; i < count; i++) await page.waitForResponse((response) => response.url().endsWith("/api/me"));
}

/** Signs up with a code. */
function join(number, invitation_code) {
  return post("/api/register/", {
    username: `invitee${number}`,
    nickname: `Invitee number ${number}`,
    email: `invitee${number}@example.org`,
    password1: password,
    password2: password,
    invitation_code,
  });
}

async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(service.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  assert.ok(response.ok, `${path} answered ${response.status}: ${await response.text()}`);
}

function refusal(route, status, code) {
  return route.fulfill({
    status,
    headers: { "Retry-After": "1" },
    contentType: "application/problem+json",
    json: { status, title: "", non_field_errors: [{ code, message: "" }] },
  });
}
