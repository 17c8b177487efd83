// What people do with their account, on two devices, with the real service.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { startService } from "./service.mjs";
import { activate, password, register, seesHeading, signIn, signUp } from "./steps.mjs";
import { en, zh } from "./texts.mjs";

const mei = { username: "mei_lin", nickname: "Mei Lin 美林", email: "mei@example.org" };
const tom = { username: "tom_wang", nickname: "汤姆 Wang Tom", email: "tom@example.org" };
const ann = { username: "ann_smith", nickname: "Ann Smith", email: "ann@example.org" };
const renamed = "Tom the Traveller";
const better = "another horse battery";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

let service, browser, inviter, laptop, phone;

before(async () => {
  service = await startService();
  browser = await startBrowser();
  inviter = await newVisitor(browser, service.url);
  laptop = await newVisitor(browser, service.url);
  phone = await newVisitor(browser, service.url, {
    locale: "zh-CN",
    viewport: { width: 320, height: 640 },
    userAgent: firefox,
  });
  await register(inviter.page, en, service, mei);
  await inviter.page.goto("invite");
  const link = await inviter.page.locator("dd.address").innerText();
  await register(laptop.page, en, service, tom, link);
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

async function openSignIn(page, texts) {
  await page.goto("sign-in");
  await seesHeading(page, texts.signIn.heading);
}

test("a nickname is changed in place, after its error was mended", async () => {
  const { page } = laptop;
  await page.getByRole("button", { name: en.nickname.link }).click();
  const field = page.getByLabel(en.nickname.label);
  await field.and(page.locator(":focus")).waitFor();
  await field.fill(mei.nickname);
  await page.getByText(en.register.nickname.taken).waitFor();
  await page.getByRole("button", { name: en.nickname.submit }).click();
  await page.getByRole("alert").getByText(en.errors.nickname.taken).waitFor();
  assert.equal(await field.inputValue(), mei.nickname);

  await field.fill(renamed);
  await page.getByText(en.register.nickname.available).waitFor();
  await page.getByRole("button", { name: en.nickname.submit }).click();
  await seesHeading(page, renamed);
  await page.getByRole("status").getByText(en.nickname.done).waitFor();
  await page.locator("#change-nickname:focus").waitFor();
  await page.reload();
  await seesHeading(page, renamed);
});

test("the level has its name and the way to the next one", async () => {
  const { page } = laptop;
  await page.getByText("Regular user").waitFor();
  const bar = page.getByRole("progressbar", { name: "Progress to Level 1 user" });
  assert.deepEqual(await bar.evaluate(({ value, max }) => [value, max]), [0, 100]);
  await page.getByText("100.00 more to reach Level 1 user.").waitFor();
});

test("the devices are listed, and the other one is signed out and notices", async () => {
  await openSignIn(phone.page, zh);
  await signIn(phone.page, zh, tom.email);
  await seesHeading(phone.page, renamed);
  await phone.page.getByRole("link", { name: zh.devices.link }).click();
  await seesHeading(phone.page, zh.devices.heading);
  await phone.page.getByRole("heading", { name: "Linux · Firefox" }).waitFor();

  await laptop.page.getByRole("link", { name: en.devices.link }).click();
  await seesHeading(laptop.page, en.devices.heading);
  await laptop.page.getByRole("button", { name: `${en.devices.signOut} Firefox on Linux` }).click();
  await laptop.page.getByRole("status").getByText("Firefox on Linux was signed out.").waitFor();
  await laptop.page.getByText(en.devices.none).waitFor();
  await laptop.page.locator("#other-devices:focus").waitFor();

  await seesHeading(phone.page, zh.signIn.heading);
  await phone.page.getByText(zh.errors.session_ended).waitFor();
});

test("after the sign-in the device is where it was, and a device that has gone is no error", async () => {
  await signIn(phone.page, zh, tom.username);
  await seesHeading(phone.page, zh.devices.heading);
  await laptop.page.getByRole("heading", { name: "Firefox on Linux" }).waitFor();

  // The list of the laptop is old: its looks are not answered until the phone has signed out.
  await laptop.page.route("**/api/sessions", (route) => route.abort());
  await phone.page.getByRole("button", { name: zh.devices.signOutHere }).click();
  await seesHeading(phone.page, zh.signIn.heading);
  await laptop.page.getByRole("button", { name: `${en.devices.signOut} Firefox on Linux` }).click();
  await laptop.page.getByText("Firefox on Linux was signed out already.").waitFor();
  await laptop.page.unroute("**/api/sessions");
});

test("all other devices are signed out at once", async () => {
  const tablet = await newVisitor(browser, service.url, { userAgent: firefox });
  for (const { page } of [phone, tablet]) {
    const texts = page === phone.page ? zh : en;
    await page.goto("devices");
    await seesHeading(page, texts.signIn.heading);
    await signIn(page, texts, tom.username);
    await seesHeading(page, texts.devices.heading);
  }
  await laptop.page.getByRole("button", { name: en.devices.signOutOthers }).click();
  await laptop.page.getByText(en.devices.othersSignedOut).waitFor();
  await seesHeading(phone.page, zh.signIn.heading);
  await seesHeading(tablet.page, en.signIn.heading);
  assert.deepEqual(tablet.breaches, []);
  await tablet.context.close();
});

test("a new password signs out the other device, and the old password no longer works", async () => {
  await signIn(phone.page, zh, tom.username);
  await seesHeading(phone.page, zh.devices.heading);
  const { page } = laptop;
  await page.getByRole("main").getByRole("link", { name: en.password.link }).click();
  await seesHeading(page, en.password.heading);
  await page.getByText(en.password.text).waitFor();
  await page.getByLabel(en.password.current, { exact: true }).fill("a wrong password");
  await page.getByLabel(en.reset.password, { exact: true }).fill("password");
  await page.getByRole("button", { name: en.password.submit }).click();
  await page.getByRole("alert").getByText(en.errors.password1.common).waitFor();
  await page.getByLabel(en.reset.password, { exact: true }).fill(better);
  await page.getByRole("button", { name: en.password.submit }).click();
  await page.getByRole("alert").getByText(en.errors.old_password.invalid).waitFor();
  await page.getByLabel(en.password.current, { exact: true }).fill(password);
  await page.getByRole("button", { name: en.password.submit }).click();
  await seesHeading(page, en.password.doneHeading);
  await page.reload(); // this device stays signed in
  await seesHeading(page, en.password.heading);

  await seesHeading(phone.page, zh.signIn.heading);
  await signIn(phone.page, zh, tom.username, password);
  await phone.page.getByRole("alert").getByText(zh.errors.invalid_credentials).waitFor();
  await signIn(phone.page, zh, tom.username, better);
  await seesHeading(phone.page, zh.devices.heading);
});

test("a page that loads while the service is down waits, and then goes on", async () => {
  const { page } = laptop;
  const urls = ["jwt/refresh", "api/me"];
  for (const url of urls) {
    await page.route(`**/${url}`, (route) => route.fulfill({ status: 503, headers: { "Retry-After": "1" } }));
    await page.reload();
    await page.getByText(en.waiting.busy).waitFor();
    await page.getByText(en.waiting.goesOn).waitFor();
    await page.unroute(`**/${url}`);
    await seesHeading(page, en.password.heading);
    await page.getByLabel(en.password.current, { exact: true }).waitFor();
  }
});

test("an account is deleted, its names are free again, and the count of the inviter stays", async () => {
  const { page } = laptop;
  const submit = page.getByRole("button", { name: en.deleteAccount.submit });
  await page.goto("delete-account");
  await seesHeading(page, en.deleteAccount.heading);
  await page.getByLabel(en.fields.password, { exact: true }).fill(better);
  await submit.click();
  await page.getByRole("alert").getByText(en.errors.confirmed.required).click();
  await page.locator("#confirmed:focus").waitFor();
  await page.keyboard.press("Space");
  await page.getByLabel(en.fields.password, { exact: true }).fill(password);
  await submit.click();
  await page.getByRole("alert").getByText(en.errors.password.invalid).waitFor();
  await page.getByLabel(en.fields.password, { exact: true }).fill(better);
  await submit.click();
  await seesHeading(page, en.deleteAccount.doneHeading);
  await seesHeading(phone.page, zh.signIn.heading);
  await signIn(phone.page, zh, tom.username, better);
  await phone.page.getByRole("alert").getByText(zh.errors.invalid_credentials).waitFor();

  await page.goto("profile");
  await seesHeading(page, en.signIn.heading);
  await inviter.page.goto("invite");
  const counts = inviter.page.locator(".counts dd");
  await counts.first().waitFor();
  assert.deepEqual(await counts.allInnerTexts(), ["1", "1"]);

  const successor = await newVisitor(browser, service.url);
  await signUp(successor.page, en, { ...tom, nickname: renamed });
  await seesHeading(successor.page, en.checkMail.heading);
  assert.deepEqual(successor.breaches, []);
  await successor.context.close();
});

test("answers that are lost lead to no false error: a new password, a deletion", async () => {
  const { page, context, breaches } = await newVisitor(browser, service.url);
  const losesAnswer = async (route) => {
    await route.fetch();
    await route.abort();
  };
  await register(page, en, service, ann);
  await page.goto("password");
  await page.route("**/api/password/change", losesAnswer);
  await page.getByLabel(en.password.current, { exact: true }).fill(password);
  await page.getByLabel(en.reset.password, { exact: true }).fill(better);
  await page.getByRole("button", { name: en.password.submit }).click();
  await seesHeading(page, en.password.unknownHeading);
  await page.getByRole("button", { name: en.password.signInAgain }).click();
  await seesHeading(page, en.signIn.heading);
  await signIn(page, en, ann.username, better);
  await seesHeading(page, ann.nickname);

  await page.goto("delete-account");
  await page.getByLabel(en.fields.password, { exact: true }).fill(better);
  await page.locator("#confirmed").check();
  await page.route("**/api/me", losesAnswer, { times: 1 });
  await page.getByRole("button", { name: en.deleteAccount.submit }).click();
  await page.getByText(en.waiting.offline).waitFor();
  await seesHeading(page, en.deleteAccount.doneHeading);
  assert.deepEqual(breaches, []);
  await context.close();
});

test("nothing was logged as an error, nothing broke the content policy, nothing was asked of another host", () => {
  for (const { breaches } of [inviter, laptop, phone]) assert.deepEqual(breaches, []);
});

test("a page of one account never acts on another that a second tab has signed in", async () => {
  const eve = { username: "eve_brown", nickname: "Eve Brown", email: "eve@example.org" };
  const elsewhere = await newVisitor(browser, service.url);
  await signUp(elsewhere.page, en, eve);
  await seesHeading(elsewhere.page, en.checkMail.heading);
  await elsewhere.context.close();

  const first = await inviter.context.newPage();
  await first.goto("delete-account");
  await first.getByText(mei.username).waitFor();
  const second = await inviter.context.newPage();
  await activate(second, en, service, eve.email);
  await seesHeading(second, eve.nickname);
  await first.getByText(eve.username).waitFor();
  assert.equal(await first.getByText(mei.username).count(), 0);
  await Promise.all([first, second].map((tab) => tab.close()));
});
