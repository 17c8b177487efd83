// Every page in both languages, light and dark, on a phone: axe finds nothing, nothing is wider than the window. With
// UPDATE_SCREENSHOTS=1 the pictures in docs/screenshots are made anew.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { lookAt, looks } from "./look.mjs";
import { startService } from "./service.mjs";
import { password, register, seesHeading, sendSignUp, signIn, signUp } from "./steps.mjs";
import { en, zh } from "./texts.mjs";

const mei = { username: "mei_lin", nickname: "Mei Lin 美林", email: "mei@example.org" };

let service, browser, link;

before(async () => {
  service = await startService();
  browser = await startBrowser();
  const { page, context } = await newVisitor(browser, service.url);
  await register(page, en, service, mei);
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
    const look = (title) => t.test(title, () => lookAt(page, `${title}-${name}`));

    await page.goto("");
    await seesHeading(page, texts.home.heading);
    await look("home");
    await page.context().setOffline(true);
    await page.getByRole("main").getByRole("link", { name: texts.register.link }).click();
    await page.getByText(texts.waiting.offline).waitFor();
    await look("unreachable");
    assert.match(breaches.splice(0).join(), /^TypeError: Failed to fetch dynamically imported module: [^,]*$/);
    await page.context().setOffline(false);
    await seesHeading(page, texts.register.heading);
    await page.goto(link);
    await page.locator(".inviter").waitFor();
    await look("register");
    await page.getByLabel(texts.fields.username).fill(mei.username);
    await page.getByText(texts.register.username.taken).waitFor();
    await page.getByLabel(texts.register.password, { exact: true }).fill("password");
    await sendSignUp(page, texts);
    await page.getByRole("alert").waitFor();
    await page.getByText(texts.meter.score[0]).waitFor();
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
    await page.getByRole("button", { name: texts.nickname.link }).click();
    await page.getByLabel(texts.nickname.label).fill("short");
    await page.getByRole("button", { name: texts.nickname.submit }).click();
    await page.getByRole("alert").waitFor();
    await look("profile-nickname");
    for (const level of [3, 5]) {
      await page.route("**/api/me", async (route) =>
        route.fulfill({ json: { ...(await meOf(route)), ...at(level, texts) } }),
      );
      await page.reload();
      await page.locator(`.level-${level}`).waitFor();
      await look(`profile-level-${level}`);
      await page.unroute("**/api/me");
    }
    await page.goto("devices");
    await page.getByRole("button", { name: texts.devices.signOut, exact: false }).first().waitFor();
    await look("devices");
    await page.goto("password");
    await page.getByLabel(texts.password.current, { exact: true }).fill("a wrong password");
    await page.getByRole("button", { name: texts.password.submit }).click();
    await page.getByRole("alert").waitFor();
    await look("password-errors");
    await page.route("**/api/password/change", (route) => route.abort());
    await page.getByRole("button", { name: texts.password.submit }).click();
    await seesHeading(page, texts.password.unknownHeading);
    await look("password-unknown");
    await page.unroute("**/api/password/change");
    await page.goto("delete-account");
    await page.getByRole("button", { name: texts.deleteAccount.submit }).click();
    await page.getByRole("alert").waitFor();
    await look("delete-account");
    await page.route("**/jwt/refresh", (route) => route.fulfill({ status: 503, headers: { "Retry-After": "60" } }));
    await page.reload();
    await page.getByText(texts.waiting.busy).waitFor();
    await look("busy-at-the-start");
    await page.unroute("**/jwt/refresh");
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
    await page.goto("delete-account");
    await page.getByLabel(texts.fields.password, { exact: true }).fill(password);
    await page.locator("#confirmed").check();
    await page.route("**/api/me", (route) => route.fulfill({ status: 204 })); // the next look needs the account
    await page.getByRole("button", { name: texts.deleteAccount.submit }).click();
    await seesHeading(page, texts.deleteAccount.doneHeading);
    await look("account-deleted");
    assert.deepEqual(breaches, []);
    await visitor.context.close();
  });
}

async function meOf(route) {
  return (await route.fetch()).json();
}

// Nothing raises the level of an account yet.
function at(level, texts) {
  const names = texts === zh ? ["三级用户", "四级用户", "至尊用户"] : ["Level 3 user", "Level 4 user", "Supreme user"];
  return level === 5
    ? { user_level: 5, user_level_name: names[2], user_consumption: "1234567890.10", next_level: null }
    : {
        user_level: 3,
        user_level_name: names[0],
        user_consumption: "3234.50",
        next_level: { level: 4, name: names[1], threshold: "5000.00", remaining: "1765.50" },
      };
}
