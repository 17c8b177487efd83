// A sign-up in a burst, and when answers are late or lost: the form goes on by itself, there is exactly one account,
// and nobody sees a false error.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { startService, waitFor } from "./service.mjs";
import { fill, password, seesHeading, sendSignUp } from "./steps.mjs";
import { en } from "./texts.mjs";

const SIGN_UP = "**/api/register";
let browser, service;
let count = 0;

before(async () => {
  browser = await startBrowser();
  service = await startService({ "Captcha:Provider": "None" });
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

/** A form that no other test sends. */
function newForm(name) {
  count++;
  return { username: `${name}_${count}`, nickname: `Nick ${name} ${count}`, email: `${name}${count}@example.org` };
}

async function open(at = service) {
  const visitor = await newVisitor(browser, at.url);
  await visitor.page.goto("register");
  await seesHeading(visitor.page, en.register.heading);
  return visitor;
}

async function submit(page, form) {
  await fill(page, en, { ...form, password });
  await sendSignUp(page, en);
}

/** Waits until the sign-up is done in this tab. An error on the way there, however short, fails. */
async function arrives(page) {
  const alert = page.getByRole("alert").waitFor();
  const arrival = seesHeading(page, en.checkMail.heading);
  const first = await Promise.race([arrival, alert.then(() => page.getByRole("alert").innerText())]);
  assert.equal(first, undefined);
  alert.catch(() => undefined);
}

/** A sign-up by a program. */
function post(at, form, invitation_code = "") {
  const body = { ...form, password1: password, password2: password, invitation_code, recaptcha: "" };
  const headers = { "Content-Type": "application/json" };
  return fetch(`${at.url}/api/register`, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Runs a step, which must make this many accounts. */
async function makes(accounts, at, step) {
  const earlier = at.accounts();
  await step();
  assert.equal(at.accounts() - earlier, accounts);
}

test("while the service is busy the form waits, pages are served, and then the form goes on by itself", async () => {
  const busy = await startService({
    "Captcha:Provider": "None",
    "Registration:MaxInFlight": 1,
    "Passwords:Iterations": 20,
  });
  try {
    const inviter = await (await post(busy, newForm("inviter"))).json();
    let isOver = false;
    const statuses = {};
    const crowd = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        const { status } = await post(busy, newForm("crowd"));
        statuses[status] = (statuses[status] ?? 0) + 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });

    const form = newForm("patient");
    const { context, page, refusals } = await newVisitor(browser, busy.url);
    await page.goto(`register?code=${inviter.invitation_code}`);
    await seesHeading(page, en.register.heading);
    await submit(page, form);
    await page.getByText(en.waiting.busy).waitFor();
    assert.match(await page.locator("app-waiting").innerText(), /Next try in \d+ s\./);
    assert.equal(await page.getByRole("alert").count(), 0);
    const other = await open(busy);
    await other.context.close();
    isOver = true;
    await Promise.all(crowd);

    await arrives(page);
    assert.ok(statuses[503] > statuses[201], JSON.stringify(statuses));
    assert.ok(refusals.includes("503 /api/register"));
    assert.equal(busy.accounts(), 1 + statuses[201] + 1);
    const me = await fetch(`${busy.url}/api/me`, { headers: { Authorization: `Bearer ${inviter.token}` } });
    const { invitation_user_count } = await me.json();
    assert.equal(invitation_user_count, 1);
    await context.close();
  } finally {
    await busy.stop();
  }
});

test("beyond the limit of an address the form waits as long as it is told", async () => {
  const limited = await startService({
    "Captcha:Provider": "None",
    "RateLimits:SignUp:Count": 1,
    "RateLimits:SignUp:WindowSeconds": 20,
  });
  try {
    const { context, page, refusals } = await open(limited);
    await fill(page, en, { ...newForm("second"), password });
    assert.equal((await post(limited, newForm("first"))).status, 201);
    await sendSignUp(page, en);
    await page.getByText(en.waiting.limited).waitFor();
    await arrives(page);
    assert.deepEqual(refusals, ["429 /api/register"]);
    assert.equal(limited.accounts(), 2);
    await context.close();
  } finally {
    await limited.stop();
  }
});

test("the service is killed while it works on a sign-up: the form goes on after the restart", () =>
  makes(1, service, async () => {
    const { context, page } = await open();
    const sent = page.waitForRequest(SIGN_UP);
    await submit(page, newForm("killed"));
    await sent;
    await service.kill();
    await page.getByText(en.waiting.offline).waitFor();
    await service.restart();
    await arrives(page);
    await context.close();
  }));

test("the answer is lost after the account was made: the form gets the same account", () =>
  makes(1, service, async () => {
    const { context, page } = await open();
    const statuses = await loseAnswers(page, 2);
    await submit(page, newForm("lost"));
    await arrives(page);
    assert.deepEqual(statuses, [201, 201]);
    await context.close();
  }));

test("a reload in the middle keeps the names and the key, and leads to the same account", () =>
  makes(1, service, async () => {
    const { context, page } = await open();
    const form = newForm("reload");
    const statuses = await loseAnswers(page, 1);
    await submit(page, form);
    await waitFor(() => statuses.length, "the lost answer");
    await page.reload();
    await seesHeading(page, en.register.heading);
    assert.equal(await page.getByLabel(en.fields.username).inputValue(), form.username);
    assert.equal(await page.getByLabel(en.register.password, { exact: true }).inputValue(), "");

    // With another password it is not the same sign-up, and the page says so.
    await page.getByLabel(en.register.password, { exact: true }).fill("another horse battery");
    await sendSignUp(page, en);
    await page.getByRole("alert").getByText(en.errors.idempotency_key_reused).waitFor();
    await page.getByLabel(en.register.password, { exact: true }).fill(password);
    await sendSignUp(page, en);
    await seesHeading(page, en.checkMail.heading);
    await page.getByText(form.email).waitFor();
    await context.close();
  }));

test("a double click sends once", () =>
  makes(1, service, async () => {
    const { context, page } = await open();
    let sent = 0;
    page.on("request", (request) => {
      if (request.url().endsWith("/api/register")) sent++;
    });
    await fill(page, en, { ...newForm("double"), password });
    await page.getByRole("button", { name: en.register.submit, exact: true }).dblclick();
    await arrives(page);
    assert.equal(sent, 1);
    await context.close();
  }));

for (const number of [2, 10]) {
  test(`${number} tabs send the same form at once: one account, and all are signed in`, () =>
    makes(1, service, async () => {
      const { context, page } = await open();
      const others = await Promise.all(Array.from({ length: number - 1 }, () => context.newPage()));
      const tabs = [page, ...others];
      const form = newForm("tabs");
      for (const tab of others) await tab.goto("register");
      for (const tab of tabs) {
        await seesHeading(tab, en.register.heading);
        await fill(tab, en, { ...form, password });
      }

      // No tab gets an answer before all have been asked to send.
      let goOn;
      const allClicked = new Promise((resolve) => {
        goOn = resolve;
      });
      await context.route(SIGN_UP, (route) => allClicked.then(() => route.continue()));
      await Promise.all(tabs.map((tab) => sendSignUp(tab, en)));
      goOn();
      await Promise.all(tabs.map(arrives));
      await Promise.all(tabs.map((tab) => tab.getByText(form.email).waitFor()));
      await context.close();
    }));
}

test("a tab that has not heard of the other one asks before it says that the names are taken", () =>
  makes(1, service, async () => {
    const { context, page } = await open();
    const deaf = await context.newPage();
    await deaf.addInitScript(() => {
      Storage.prototype.getItem = () => null;
      BroadcastChannel.prototype.postMessage = () => undefined;
      Object.defineProperty(BroadcastChannel.prototype, "onmessage", { set: () => undefined });
    });
    await deaf.goto("register");
    await seesHeading(deaf, en.register.heading);
    const form = newForm("deaf");
    await submit(page, form);
    await arrives(page);
    const answer = deaf.waitForResponse(SIGN_UP);
    await submit(deaf, form);
    assert.equal((await answer).status(), 409);
    await arrives(deaf);
    await deaf.getByText(form.email).waitFor();
    await context.close();
  }));

/** The service answers, and the browser never gets the first answers. Gives their statuses. */
async function loseAnswers(page, number) {
  const statuses = [];
  await page.route(SIGN_UP, async (route) => {
    if (statuses.length === number) return route.continue();
    statuses.push((await route.fetch()).status());
    await route.abort("connectionreset");
  });
  return statuses;
}
