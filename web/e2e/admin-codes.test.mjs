// The operators' part with the real service: who may see it, codes, batches, API keys, the dashboard.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { registerAdmin } from "./admin.mjs";
import { newVisitor, startBrowser } from "./browser.mjs";
import { press, tabTo } from "./keyboard.mjs";
import { check, lookAt, looks } from "./look.mjs";
import { startService } from "./service.mjs";
import { password, register, seesHeading, signIn } from "./steps.mjs";
import { en } from "./texts.mjs";

const root = { username: "root_admin", nickname: "Root Admin", email: "root@example.org" };
const mei = { username: "mei_lin", nickname: "Mei Lin 美林", email: "mei@example.org" };
const tom = { username: "tom_wang", nickname: "汤姆 Wang Tom", email: "tom@example.org" };

let service, browser, admin, guest;

before(async () => {
  service = await startService();
  browser = await startBrowser();
  admin = await newVisitor(browser, service.url);
  guest = await newVisitor(browser, service.url);
  await registerAdmin(admin.page, en, service, root);
  await register(guest.page, en, service, mei);
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

const field = (page, name) => page.getByLabel(name, { exact: true });
const button = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });

test("who is signed out signs in first, and comes back", async () => {
  const { page, context } = await newVisitor(browser, service.url);
  assert.equal((await page.goto("admin/jobs")).status(), 200);
  await seesHeading(page, en.signIn.heading);
  await signIn(page, en, root.username);
  await seesHeading(page, en.admin.jobs.title);
  await page.goto("profile");
  await page.getByRole("link", { name: en.profile.operators }).click();
  await seesHeading(page, en.admin.dashboard.title);
  await context.close();
});

test("who is no administrator is told so, and has no link", async () => {
  const { page } = guest;
  await page.goto("profile");
  await seesHeading(page, mei.nickname);
  assert.equal(await page.getByRole("link", { name: en.profile.operators }).count(), 0);
  await page.goto("admin/codes");
  await seesHeading(page, en.admin.refused.heading);
});

test("an unknown page of the part is a page with status 404", async () => {
  assert.equal((await admin.page.goto("admin/nowhere")).status(), 404);
  await seesHeading(admin.page, en.notFound.heading);
});

test("a code is issued after its errors were mended, and its terms are changed", async () => {
  const { page } = admin;
  await page.goto("admin/codes");
  await page.getByRole("link", { name: en.admin.newCode.title }).click();
  await seesHeading(page, en.admin.newCode.title);
  await field(page, en.admin.newCode.code).fill("!!");
  await field(page, en.admin.terms.limit).fill("many");
  await field(page, en.admin.terms.emailDomain).fill("no domain");
  await button(page, en.admin.newCode.submit).click();
  const alert = page.getByRole("alert");
  await alert.getByText(en.errors.email_domain.invalid).waitFor();
  assert.equal(await alert.getByRole("listitem").count(), 3);

  await field(page, en.admin.newCode.code).fill("spring-26");
  await field(page, en.admin.terms.limit).fill("5");
  await field(page, en.admin.terms.emailDomain).fill("");
  await field(page, en.admin.terms.label).fill("Spring");
  await field(page, en.admin.terms.expiresAt).fill("2030-01-02T03:04");
  await button(page, en.admin.newCode.submit).click();
  await seesHeading(page, `${en.admin.code.heading} SPRING26`);
  await page.getByText(en.admin.code.why.active).waitFor();
  assert.equal(await field(page, en.admin.terms.expiresAt).inputValue(), "2030-01-02T03:04");

  await field(page, en.admin.terms.enabled).uncheck();
  await field(page, en.admin.terms.limit).fill("");
  await button(page, en.admin.terms.save).click();
  await page.getByText(en.admin.terms.saved).waitFor();
  await page.getByText(en.admin.code.why.disabled).waitFor();
  await page.reload();
  await page.getByText(en.admin.code.why.disabled).waitFor();
  assert.equal(await field(page, en.admin.terms.limit).inputValue(), "");
  assert.equal(await field(page, en.admin.terms.label).inputValue(), "Spring");
  await field(page, en.admin.terms.enabled).check();
  await button(page, en.admin.terms.save).click();
  await page.getByText(en.admin.code.why.active).waitFor();
});

test("the page of a code counts who registers with it, and lists them", async () => {
  const { page } = admin;
  const visitor = await newVisitor(browser, service.url);
  await register(visitor.page, en, service, tom, "register?code=SPRING26");
  await visitor.context.close();
  await page.goto("admin/code?code=SPRING26");
  const counts = page.locator(".counts dd");
  await counts.nth(2).getByText("1").waitFor();
  assert.deepEqual(await counts.allInnerTexts(), ["0", "1", "1"]);
  await page.getByRole("link", { name: tom.username }).waitFor();
  await page.getByText(en.admin.plot.numbers).click();
  const cells = page.locator("app-plot tbody tr").first().locator("td");
  await cells.first().getByText("1").waitFor();
  assert.deepEqual(await cells.allInnerTexts(), ["1", "1"]);
});

test("a batch is made by a job, and its codes are saved as a file", async () => {
  const { page } = admin;
  await page.goto("admin/new-batch");
  await button(page, en.admin.newBatch.submit).click();
  await page.getByRole("alert").getByText(en.errors.count.required).waitFor();
  await field(page, en.admin.newBatch.count).fill("25");
  await field(page, en.admin.newBatch.prefix).fill("sp");
  await field(page, en.admin.terms.label).fill("Spring");
  await button(page, en.admin.newBatch.submit).click();
  await seesHeading(page, en.admin.job.kind.codes.batch);
  await page.getByText(en.admin.job.state.done, { exact: true }).waitFor();
  await page.getByText("25 of 25").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, en.admin.csv.save).click()]);
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split(/\r?\n/);
  assert.equal(lines.length, 26);
  assert.ok(lines.slice(1).every((line) => line.startsWith("SP")));
  await page.getByRole("link", { name: en.admin.job.back }).click();
  await seesHeading(page, en.admin.jobs.title);
  await page.getByRole("link", { name: en.admin.job.kind.codes.batch }).waitFor();
});

test("the codes are listed, filtered by what stands in the address, and saved as a file", async () => {
  const { page } = admin;
  await page.goto("admin/codes");
  const rows = page.locator("tbody tr");
  await rows.nth(19).waitFor();
  await button(page, en.admin.list.more).click();
  await page.getByText("8 more are shown.").or(page.getByText("9 more are shown.")).waitFor();
  await field(page, en.admin.terms.label).fill("Spring");
  await field(page, en.admin.codes.search).fill("spring");
  await button(page, en.admin.list.filter).click();
  await page.waitForURL(/search=spring&label=Spring/);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  assert.match(await rows.first().innerText(), /^SPRING26\s/);
  await page.reload();
  await rows.first().waitFor();
  assert.equal(await rows.count(), 1);
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, en.admin.csv.save).click()]);
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split(/\r?\n/);
  assert.equal(lines.length, 2);
  assert.ok(lines[1].startsWith("SPRING26,"));
  await button(page, en.admin.list.clear).click();
  await rows.nth(19).waitFor();
});

test("an API key is made with the password, shown once, and revoked, by keyboard alone", async () => {
  const { page } = admin;
  await page.goto("admin/api-keys");
  await seesHeading(page, en.admin.apiKeys.title);
  await press(page, button(page, en.admin.apiKeys.new));
  await page.waitForFunction(() => document.activeElement?.id === "new-key-heading");
  await tabTo(page, field(page, en.admin.apiKeys.service));
  await page.keyboard.type("shop");
  await press(page, page.getByLabel("purchases:write"), "Space");
  await tabTo(page, field(page, en.admin.act.reason));
  await page.keyboard.type("The shop records purchases");
  await tabTo(page, field(page, en.admin.act.password));
  await page.keyboard.type("a wrong password");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText(en.errors.expires_at.required).waitFor();
  await field(page, en.admin.apiKeys.expiresAt).fill(inDays(30));
  await field(page, en.admin.act.password).press("Enter");
  await page.getByRole("alert").getByText(en.errors.password.invalid).waitFor();
  await field(page, en.admin.act.password).fill(password);
  await field(page, en.admin.act.password).press("Enter");
  await page.locator("#made:focus").waitFor();
  const key = await page.locator(".notice .code").innerText();
  assert.match(key, /^ork_/);
  const ask = () =>
    fetch(`${service.url}/api/users/00000000-0000-0000-0000-000000000000/purchases/a/`, {
      headers: { Authorization: `Bearer ${key}` },
    });
  assert.equal((await ask()).status, 404);
  await press(page, page.getByRole("button", { name: `${en.admin.apiKeys.revoke} shop` }));
  const dialog = page.getByRole("dialog");
  await dialog.getByText(en.admin.apiKeys.revokeText).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await page.waitForFunction(() => document.activeElement?.id.startsWith("revoke-"));
  await page.keyboard.press("Enter");
  await press(page, dialog.getByRole("button", { name: en.admin.apiKeys.revoke }));
  await page.getByText("The key of shop was revoked.").waitFor();
  await page.getByText(en.admin.apiKeys.state.revoked, { exact: true }).waitFor();
  assert.equal((await ask()).status, 401);
  await page.reload();
  await page.getByText(en.admin.apiKeys.state.revoked, { exact: true }).waitFor();
  assert.equal(await page.getByText(key).count(), 0);
});

test("the dashboard counts what happens while it is open", async () => {
  const { page } = admin;
  await page.goto("admin");
  await seesHeading(page, en.admin.dashboard.title);
  const tile = page.locator(".counts dd").nth(1);
  await tile.getByText("3").waitFor();
  const visitor = await newVisitor(browser, service.url);
  await register(visitor.page, en, service, { username: "ann_smith", nickname: "Ann Smith", email: "ann@example.org" });
  await visitor.context.close();
  await tile.getByText("4").waitFor();
  await field(page, en.admin.terms.label).fill("Spring");
  await button(page, en.admin.list.filter).click();
  await tile.getByText("1").waitFor();
  assert.match(page.url(), /\?label=Spring$/);
  await page.reload();
  await tile.getByText("1").waitFor();
});

for (const { name, texts, options } of looks) {
  test(`the pages in ${name}`, async (t) => {
    const { page, context, breaches } = await newVisitor(browser, service.url, options);
    const look = (title) => t.test(title, () => lookAt(page, `${title}-${name}`));
    await page.goto("sign-in");
    await signIn(page, texts, root.username);
    await seesHeading(page, root.nickname);
    await page.route("**/api/admin/statistics*", (route) => route.fulfill({ json: madeUp(route.request().url()) }));
    await page.goto("admin");
    await page.locator("app-plot").first().waitFor();
    await look("admin-dashboard");
    await page.getByText(texts.admin.plot.numbers).first().click();
    await page.locator("details[open] tbody tr").first().waitFor();
    await check(page, "dashboard with numbers");
    await page.goto("admin/codes");
    await page.locator("tbody tr").first().waitFor();
    await look("admin-codes");
    await page.goto("admin/code?code=SPRING26");
    await page.locator("app-plot").waitFor();
    await page.getByRole("link", { name: tom.username }).waitFor();
    await look("admin-code");
    await page.goto("admin/new-code");
    await field(page, texts.admin.newCode.code).fill("!!");
    await button(page, texts.admin.newCode.submit).click();
    await page.getByRole("alert").waitFor();
    await look("admin-new-code-errors");
    await page.goto("admin/new-batch");
    await seesHeading(page, texts.admin.newBatch.title);
    await look("admin-new-batch");
    await page.goto("admin/jobs");
    await page.locator("tbody tr").first().waitFor();
    await look("admin-jobs");
    await page.locator("tbody a").first().click();
    await page.getByText(texts.admin.job.actor).waitFor();
    await look("admin-job");
    await page.goto("admin/api-keys");
    await page.locator("tbody tr").first().waitFor();
    await button(page, texts.admin.apiKeys.new).click();
    await button(page, texts.admin.apiKeys.submit).click();
    await page.getByRole("alert").waitFor();
    await look("admin-api-keys");
    await page.route("**/api/me", async (route) => {
      const me = await (await route.fetch()).json();
      await route.fulfill({ json: { ...me, names_to_change: ["username", "nickname", "email"] } });
    });
    await page.goto("profile");
    await page.getByText(texts.names.text).waitFor();
    await look("profile-names");
    assert.deepEqual(breaches, []);
    await context.close();
  });
}

test("nothing broke the rules of the page", () => {
  assert.deepEqual([...admin.breaches, ...guest.breaches], []);
});

/** Statistics of a busy time. */
function madeUp(url) {
  const step = new URL(url).searchParams.get("step");
  const length = step === "hour" ? 3_600_000 : 86_400_000;
  const count = step === "hour" ? 24 : 30;
  const end = Math.ceil(Date.now() / length) * length;
  const items = Array.from({ length: count }, (_, index) => {
    const registered = Math.round(1200 * Math.exp(-((index - count * 0.7) ** 2) / count));
    const refused = Math.round(registered / 5);
    return {
      time: new Date(end - (count - index) * length).toISOString(),
      counts: {
        registered,
        activated: Math.round(registered * 0.8),
        refused,
        mail_sent: registered,
        mail_failed: Math.round(registered / 50),
        overloaded: registered > 1000 ? 40 : 0,
        "refused/username:taken": Math.round(refused / 2),
        "refused/invitation_code:exhausted": Math.round(refused / 4),
        "refused/email:taken": Math.round(refused / 6),
      },
    };
  });
  const kinds = Object.keys(items[0].counts);
  const sum = (kind) => items.reduce((sum, { counts }) => sum + counts[kind], 0);
  const totals = Object.fromEntries(kinds.map((kind) => [kind, sum(kind)]));
  const from = new Date(end - count * length).toISOString();
  return { from, to: new Date(end).toISOString(), step, totals, items };
}

function inDays(days) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
}
