// Access tokens expire while pages are open: nobody notices.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { startService, waitFor } from "./service.mjs";
import { register, seesHeading } from "./steps.mjs";
import { en } from "./texts.mjs";

const mei = { username: "mei_lin", nickname: "Mei Lin", email: "mei@example.org" };
const LIFE_MS = 60_000;
let service, browser;

before(async () => {
  service = await startService({ "Tokens:AccessMinutes": 1, "Tokens:RefreshGraceSeconds": 5 });
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

test("ten tabs outlive their access tokens, and end together with the session", async () => {
  const { context, page, refusals, breaches } = await newVisitor(browser, service.url);
  await register(page, en, service, mei);

  // This page asks for the counts again and again.
  const tabs = await Promise.all(Array.from({ length: 10 }, () => context.newPage()));
  const lastAnswers = tabs.map(() => 0);
  let refreshes = 0;
  for (const [i, tab] of tabs.entries()) {
    tab.on("response", (response) => {
      if (response.url().endsWith("/api/me") && response.ok()) lastAnswers[i] = Date.now();
      if (response.url().endsWith("/jwt/refresh")) refreshes++;
    });
  }
  await Promise.all(tabs.map((tab) => tab.goto("invite")));
  await Promise.all(tabs.map((tab) => seesHeading(tab, en.invite.heading)));
  const end = Date.now() + LIFE_MS;
  await waitFor(() => lastAnswers.every((time) => time > end), "an answer in each tab", 3 * LIFE_MS);
  assert.ok(refreshes >= 2 * tabs.length, `${refreshes} refreshes`);
  for (const tab of tabs) await seesHeading(tab, en.invite.heading);
  assert.deepEqual(refusals, []);

  await page.getByRole("button", { name: en.profile.signOut }).click();
  await Promise.all([page, ...tabs].map((tab) => seesHeading(tab, en.signIn.heading)));
  assert.deepEqual(breaches, []);
  await context.close();
});
