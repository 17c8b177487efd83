// From an invitation to a rising count, with the real service: real captcha, real mails, real cookies.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { linkIn, startService } from "./service.mjs";
import { activate, fill, password, seesHeading, sendSignUp, signIn, signUp } from "./steps.mjs";
import { en, zh } from "./texts.mjs";

const mei = { username: "mei_lin", nickname: "Mei Lin 美林", email: "mei@example.org" };
const tom = { username: "tom_wang", nickname: "汤姆 Wang Tom", email: "tom@example.org" };

let service, browser, inviter, invitee, phone, link;

before(async () => {
  service = await startService();
  browser = await startBrowser();
  inviter = await newVisitor(browser, service.url);
  invitee = await newVisitor(browser, service.url, { locale: "zh-CN" });
  phone = await newVisitor(browser, service.url, { locale: "zh-CN", viewport: { width: 320, height: 640 } });
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

test("somebody signs up, and is told where the mail went", async () => {
  await signUp(inviter.page, en, mei);
  await seesHeading(inviter.page, en.checkMail.heading);
  await inviter.page.getByText(mei.email).waitFor();
});

test("the mailed link opens a page that activates, and leaves no token in the address", async () => {
  await activate(inviter.page, en, service, mei.email);
  await seesHeading(inviter.page, mei.nickname);
  assert.equal(new URL(inviter.page.url()).pathname, "/profile");
});

test("a link works once, and then says so plainly", async () => {
  const again = await newVisitor(browser, service.url);
  await activate(again.page, en, service, mei.email);
  await seesHeading(again.page, en.activate.repeatHeading);

  // Another link in the same tab.
  await again.page.goto("activate#token=nonsense");
  await again.page.getByRole("button", { name: en.activate.submit }).click();
  await seesHeading(again.page, en.token.invalid.heading);
  assert.deepEqual(again.refusals, ["400 /api/activate"]);
  assert.deepEqual(again.breaches, []);
  await again.context.close();
});

test("a mistyped address is corrected, and only the new mail activates", async () => {
  const ann = { username: "ann_smith", nickname: "Ann Smith", email: "ann@exmaple.org" };
  const right = "ann@example.org";
  const visitor = await newVisitor(browser, service.url);
  await signUp(visitor.page, en, ann);
  await seesHeading(visitor.page, en.checkMail.heading);
  const old = linkIn(await service.mail(ann.email), "activate");

  await visitor.page.getByRole("button", { name: en.correctAddress.link }).click();
  await visitor.page.getByLabel(en.fields.email).fill("");
  await visitor.page.getByLabel(en.correctAddress.password, { exact: true }).fill("a wrong password");
  await visitor.page.getByRole("button", { name: en.correctAddress.submit }).click();
  await visitor.page.getByRole("alert").getByText(en.errors.email.required).waitFor();

  await visitor.page.getByLabel(en.fields.email).fill(right);
  await visitor.page.getByLabel(en.correctAddress.password, { exact: true }).fill(password);
  await visitor.page.getByRole("button", { name: en.correctAddress.submit }).click();
  await visitor.page.getByText(en.correctAddress.done).waitFor();
  await visitor.page.getByText(right).waitFor();

  await visitor.page.goto(old);
  await visitor.page.getByRole("button", { name: en.activate.submit }).click();
  await seesHeading(visitor.page, en.token.invalid.heading);
  await activate(visitor.page, en, service, right);
  await seesHeading(visitor.page, ann.nickname);
  assert.deepEqual(visitor.breaches, []);
  await visitor.context.close();
});

test("the invite page has a link, and the invited page says who invites", async () => {
  await inviter.page.getByRole("navigation").getByText(en.invite.link).click();
  await seesHeading(inviter.page, en.invite.heading);
  link = await inviter.page.locator("dd.address").innerText();
  await invitee.page.goto(link);
  await seesHeading(invitee.page, zh.register.heading);
  await invitee.page.getByText(`${mei.nickname}⁩ 邀请您加入`).waitFor();
});

test("the invitee signs up, and the count of the inviter rises on the open page", async () => {
  await fill(invitee.page, zh, { ...tom, password });
  await sendSignUp(invitee.page, zh);
  await seesHeading(invitee.page, zh.checkMail.heading);
  await inviter.page.locator(".counts dd").first().getByText("1").waitFor();
});

test("a phone activates the account, and the first device notices", async () => {
  await activate(phone.page, zh, service, tom.email);
  await seesHeading(phone.page, tom.nickname);
  await seesHeading(invitee.page, zh.checkMail.activatedHeading);
  await inviter.page.locator(".counts dd").last().getByText("1").waitFor();
});

test("the first device signs in", async () => {
  await invitee.page.getByRole("main").getByRole("link", { name: zh.signIn.link }).click();
  await signIn(invitee.page, zh, tom.email);
  await seesHeading(invitee.page, tom.nickname);
});

test("ten tabs that load at once stay signed in", async () => {
  const tabs = await Promise.all(Array.from({ length: 10 }, () => invitee.context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto("profile")));
  await Promise.all(tabs.map((tab) => seesHeading(tab, tom.nickname)));
  await Promise.all(tabs.map((tab) => tab.close()));
});

test("a sign-out is seen in the other tab", async () => {
  const other = await invitee.context.newPage();
  await other.goto("profile");
  await seesHeading(other, tom.nickname);
  await invitee.page.getByRole("button", { name: zh.profile.signOut }).click();
  await seesHeading(invitee.page, zh.signIn.heading);
  await seesHeading(other, zh.signIn.heading);
  await other.close();
});

test("a forgotten password is replaced by mail", async () => {
  const { page } = invitee;
  await page.getByText(zh.forgot.link).click();
  await seesHeading(page, zh.forgot.heading); // the sign-in page has a field with a similar label
  await page.getByLabel(zh.fields.email).fill(tom.email);
  await page.getByRole("button", { name: zh.forgot.submit }).click();
  await seesHeading(page, zh.forgot.sentHeading);
  await page.goto(linkIn(await service.mail(tom.email, 2), "reset"));
  await page.getByLabel(zh.reset.password, { exact: true }).fill("another horse battery");
  await page.getByRole("button", { name: zh.reset.submit }).click();
  await seesHeading(page, zh.reset.doneHeading);
  await page.getByRole("main").getByRole("link", { name: zh.signIn.link }).click();
  await signIn(page, zh, tom.username, "another horse battery");
  await seesHeading(page, tom.nickname);
});

test("somebody whose address was used deletes the account", async () => {
  const stranger = await newVisitor(browser, service.url);
  const victim = await newVisitor(browser, service.url);
  const form = { username: "stranger1", nickname: "Some Stranger", email: "victim@example.org" };
  await signUp(stranger.page, en, form);
  await victim.page.goto(linkIn(await service.mail(form.email), "not-me"));
  await victim.page.getByRole("button", { name: en.notMe.submit }).click();
  await seesHeading(victim.page, en.notMe.removedHeading);
  assert.deepEqual(victim.breaches, []);
  await stranger.context.close();
  await victim.context.close();
});

test("nothing was logged as an error, nothing broke the content policy, nothing was asked of another host", () => {
  assert.deepEqual(inviter.breaches, []);
  assert.deepEqual(phone.breaches, []);
  assert.deepEqual(invitee.breaches, []);
});
