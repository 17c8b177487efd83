// What a visitor sees when a part of the client, or the service, cannot be reached: never a dead click or a blank page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { startService, waitFor } from "./service.mjs";
import { register, seesHeading, signIn, signUp } from "./steps.mjs";
import { en, zh } from "./texts.mjs";

const mei = { username: "mei_lin", nickname: "Mei Lin", email: "mei@example.org" };
let service, browser;

before(async () => {
  service = await startService();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

// The nonce and the hash of a file differ from build to build; what it contains does not.
async function answerFilesWith(page, text, answer) {
  const asked = [];
  await page.route("**/*.js", async (route) => {
    const response = await route.fetch();
    if (!(await response.text()).includes(text)) return route.fulfill({ response });
    asked.push(route.request().url());
    return answer(route);
  });
  return asked;
}

const vanish = (route) => route.fulfill({ status: 404, contentType: "application/problem+json", body: "{}" });

function countLoads(page) {
  const loads = [];
  page.on("request", (request) => request.isNavigationRequest() && loads.push(request.url()));
  return loads;
}

async function openHome(options) {
  const visitor = await newVisitor(browser, service.url, options);
  await visitor.page.goto("");
  await seesHeading(visitor.page, en.home.heading);
  return visitor;
}

const clickSignIn = (page) => page.getByRole("navigation").getByRole("link", { name: en.signIn.link }).click();

test("without a network a click leads to a page that goes on once there is one", async () => {
  const { context, page } = await openHome();
  await context.setOffline(true);
  await page.getByText(en.app.offline).waitFor();
  await clickSignIn(page);
  await seesHeading(page, en.unreachable.heading);
  await page.getByText(en.waiting.offline).waitFor();
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  assert.equal(await page.title(), `${en.unreachable.title} – ${en.app.name}`);
  await context.setOffline(false);
  await seesHeading(page, en.signIn.heading);
  assert.equal(await page.getByText(en.app.offline).count(), 0);

  await context.setOffline(true);
  await page.getByRole("main").getByRole("link", { name: en.register.link }).click();
  await seesHeading(page, en.unreachable.heading);
  await page.goBack();
  await seesHeading(page, en.signIn.heading);
  await context.close();
});

test("while the service is being restarted a click waits, and a button tries at once", async () => {
  const { context, page } = await openHome();
  await service.kill();
  await clickSignIn(page);
  await seesHeading(page, en.unreachable.heading);
  await page.getByText(en.waiting.offline).waitFor();
  await page.getByRole("button", { name: en.waiting.stop }).click();
  await page.getByRole("button", { name: en.app.again }).waitFor();
  await service.restart();
  await page.getByRole("button", { name: en.app.again }).click();
  await seesHeading(page, en.signIn.heading);
  await context.close();
});

test("an address that no page can have is told at once", async () => {
  const { context, page } = await newVisitor(browser, service.url);
  await page.goto("register(a:b)");
  await seesHeading(page, en.notFound.heading);
  await context.close();
});

test("a file that a newer version replaced is loaded by one reload", async () => {
  const { context, page } = await openHome();
  const loads = countLoads(page);
  let isOld = true;
  await answerFilesWith(page, "signIn.heading", (route) => {
    if (!isOld) return route.continue();
    isOld = false;
    return vanish(route);
  });
  await clickSignIn(page);
  await seesHeading(page, en.signIn.heading);
  assert.deepEqual(loads, [`${service.url}/sign-in`]);
  await context.close();
});

test("a file that is missing after the reload, too, makes no loop of reloads", async () => {
  const { context, page } = await openHome();
  const loads = countLoads(page);
  const asked = await answerFilesWith(page, "signIn.heading", vanish);
  await clickSignIn(page);
  await page.getByText(en.unreachable.incomplete).waitFor();
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  assert.equal(loads.length, 1);
  assert.ok(asked.length > 1, "it was not asked for again after the reload");
  await page.unrouteAll({ behavior: "wait" });
  await page.getByRole("button", { name: en.app.again }).click();
  await seesHeading(page, en.signIn.heading);
  await context.close();
});

test("a mailed token stays in the address while its page cannot be loaded", async () => {
  const { context, page } = await newVisitor(browser, service.url);
  await answerFilesWith(page, "activate.heading", (route) => route.abort());
  await page.goto("activate#token=nonsense");
  await page.getByText(en.unreachable.incomplete).waitFor();
  assert.equal(new URL(page.url()).hash, "#token=nonsense");
  await page.unrouteAll({ behavior: "wait" });
  await page.getByRole("button", { name: en.app.again }).click();
  await page.getByRole("button", { name: en.activate.submit }).click();
  await seesHeading(page, en.token.invalid.heading);
  await context.close();
});

for (const [part, text] of Object.entries({ "the client's script": "bootstrap", "its texts": en.home.text })) {
  test(`without ${part} there is a notice in both languages, and a button loads the page again`, async () => {
    const { context, page } = await newVisitor(browser, service.url);
    await answerFilesWith(page, text, (route) => route.abort());
    await page.goto("forgot");
    await seesHeading(page, en.unreachable.heading);
    await seesHeading(page, zh.unreachable.heading);
    await page.unrouteAll({ behavior: "wait" });
    await page.getByRole("button", { name: en.app.again }).click();
    await seesHeading(page, en.forgot.heading);
    await context.close();
  });
}

test("a language that cannot be loaded is no dead click", async () => {
  const { context, page } = await openHome();
  await context.setOffline(true);
  await page.getByRole("button", { name: "简体中文" }).click();
  await page.getByText(en.language.failed).waitFor();
  await context.setOffline(false);
  await page.getByRole("button", { name: "简体中文" }).click();
  await seesHeading(page, zh.home.heading);
  await context.close();
});

test("a session that cannot be renewed now is not a sign-out", async () => {
  const { context, page, breaches } = await newVisitor(browser, service.url);
  await register(page, en, service, mei);
  await page.route("**/jwt/refresh", (route) =>
    route.fulfill({
      status: 503,
      headers: { "Retry-After": "1" },
      contentType: "application/problem+json",
      body: "{}",
    }),
  );
  for (const path of ["profile", "invite"]) {
    await page.goto(path);
    await page.getByRole("navigation").getByRole("link", { name: en.profile.link }).waitFor();
    assert.equal(new URL(page.url()).pathname, `/${path}`);
  }
  await page.goto("profile");
  await page.getByText(en.waiting.busy).waitFor();
  await page.unrouteAll({ behavior: "wait" });
  await seesHeading(page, mei.nickname);
  assert.deepEqual(breaches, []);
  await context.close();
});

test("a sign-out without a network ends the session once there is one, and nobody resumes it", async () => {
  const { context, page } = await newVisitor(browser, service.url);
  await page.goto("sign-in");
  await signIn(page, en, mei.username);
  await seesHeading(page, mei.nickname);
  await context.route("**/jwt/logout", (route) => route.abort());
  await page.getByRole("button", { name: en.profile.signOut }).click();
  await seesHeading(page, en.signIn.heading);
  await page.goto("profile");
  await seesHeading(page, en.signIn.heading);
  const [cookie] = await context.cookies(`${service.url}/jwt/refresh`);
  await context.unrouteAll({ behavior: "wait" });
  await page.goto("");
  await seesHeading(page, en.home.heading);
  await waitFor(async () => (await context.cookies(`${service.url}/jwt/refresh`)).length === 0, "the cookie is gone");
  const headers = { Cookie: `${cookie.name}=${cookie.value}` };
  assert.equal((await fetch(`${service.url}/jwt/refresh`, { method: "POST", headers })).status, 401);
  await context.close();
});

test("without JavaScript the page says so, in both languages", async () => {
  const { context, page, breaches } = await newVisitor(browser, service.url, { javaScriptEnabled: false });
  for (const path of ["", "register", "profile"]) {
    await page.goto(path);
    await seesHeading(page, en.app.name);
    await seesHeading(page, zh.app.name);
    assert.ok((await page.title()).includes(en.app.name));
    assert.equal(await page.locator("h1:visible").count(), 2);
    assert.equal(await page.locator("a, button, input").filter({ visible: true }).count(), 0);
  }
  assert.deepEqual(breaches, []);
  await context.close();
});

test("without a network the form waits for its captcha, too, and goes on by itself", async () => {
  const { context, page } = await newVisitor(browser, service.url);
  const tom = { username: "tom_wang", nickname: "Tom Wang", email: "tom@example.org" };
  let isDown = true;
  let asked = 0;
  await page.route("**/worker-*.js", (route) => (isDown ? route.abort() : route.continue()));
  await page.route("**/api/captcha", async (route) => {
    // The challenge comes, and then the network is gone.
    if (isDown && asked++ > 0) return route.abort();
    return route.continue();
  });
  await signUp(page, en, tom);
  await page.getByText(en.waiting.offline).waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
  isDown = false;
  await page.getByRole("button", { name: en.waiting.now }).click();
  await seesHeading(page, en.checkMail.heading);
  await context.close();
});
