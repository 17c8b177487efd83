// Webhooks, as an administrator manages them, with the real service and a receiver that checks what arrives.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { registerAdmin } from "./admin.mjs";
import { newVisitor, startBrowser } from "./browser.mjs";
import { focused } from "./keyboard.mjs";
import { lookAt, looks } from "./look.mjs";
import { startService, waitFor } from "./service.mjs";
import { seesHeading, signIn } from "./steps.mjs";
import { en } from "./texts.mjs";

const boss = { username: "boss_wang", nickname: "Boss Wang 王", email: "boss@example.org" };
const { webhooks: words, webhook: part, deliveries, secret } = en.admin;

let service, browser, admin, page, receiver, url, first;
const received = [];
let status = 200;

before(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.writeHead(status).end();
    });
  });
  await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${receiver.address().port}/hook`;
  service = await startService({ "Captcha:Provider": "None", "Webhooks:AllowPrivateNetworks": true });
  browser = await startBrowser();
  admin = await newVisitor(browser, service.url);
  await admin.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  page = admin.page;
  await registerAdmin(page, en, service, boss);
});

after(async () => {
  await browser?.close();
  await service?.stop();
  receiver?.close();
});

test("a webhook is added; its secret is shown once", async () => {
  await page.goto("admin/webhooks");
  await page.getByText(words.none).waitFor();
  await page.getByRole("button", { name: words.add }).click();
  await waitFor(async () => (await focused(page)) === words.new, "the focus on the form");
  await page.getByLabel(words.url, { exact: true }).fill("nonsense");
  await page.getByRole("button", { name: words.create }).click();
  const problem = page.getByRole("alert");
  await problem.getByText(en.admin.errors.url.invalid).waitFor();
  await problem.getByText(en.admin.errors.events.invalid).waitFor();
  await page.getByLabel(words.url, { exact: true }).fill(url);
  await page.getByLabel(words.event["user.registered"]).check();
  await page.getByLabel(words.event["level.changed"]).check();
  await page.getByLabel(words.description).fill("The shop");
  await page.getByRole("button", { name: words.create }).click();
  await waitFor(async () => (await focused(page)) === secret.heading, "the focus on the secret");
  await page.getByRole("button", { name: secret.copy }).click();
  await page.getByRole("status").getByText(en.admin.copy.done).waitFor();
  first = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(first, /^whsec_/);
  await page.getByRole("link", { name: url }).click();
  await seesHeading(page, part.title);
  assert.equal(await page.getByText(first).count(), 0);
});

test("a test event arrives, signed with the secret", async () => {
  await page.getByRole("button", { name: part.test.open }).click();
  await page.getByRole("status").getByText(part.test.done).waitFor();
  const { headers, body } = await waitFor(() => received[0], "the test event");
  assert.equal(JSON.parse(body).type, "webhook.test");
  assert.ok(headers["webhook-signature"].split(" ").includes(signature(first, headers, body)));
  await waitForDelivery(deliveries.done);
});

test("a new secret signs beside the old one until that is ended", async () => {
  await page.getByRole("button", { name: part.newSecret.open }).click();
  await page.getByRole("dialog").getByRole("button", { name: part.newSecret.submit }).click();
  await page.getByText(secret.heading).waitFor();
  const second = await page.locator("app-secret .code").innerText();
  await page.getByText(part.secretUntil).waitFor();
  received.length = 0;
  await page.getByRole("button", { name: part.test.open }).click();
  const both = await waitFor(() => received[0], "the second test event");
  const signatures = both.headers["webhook-signature"].split(" ");
  assert.deepEqual(signatures.sort(), [first, second].map((one) => signature(one, both.headers, both.body)).sort());
  await page.getByRole("button", { name: part.endSecret.heading.replace("{{ number }}", "1") }).click();
  await page.getByRole("dialog").getByRole("button", { name: part.endSecret.submit }).click();
  await page.getByRole("status").getByText(part.endSecret.done).waitFor();
  await page.getByText(part.secretUntil).waitFor({ state: "detached" });
});

test("an event that the receiver refuses is seen, and is sent again", async () => {
  status = 410;
  await page.getByRole("button", { name: part.test.open }).click();
  await waitFor(async () => {
    await page.getByRole("button", { name: deliveries.again }).click();
    return (await page.getByText(deliveries.failure.status).count()) === 1;
  }, "the failure");
  await page.getByText("HTTP 410").waitFor();
  await page.reload();
  await page.getByText(words.off.gone).waitFor();
  await page.getByLabel(words.state).selectOption({ label: deliveries.failed });
  await page.getByRole("button", { name: en.admin.list.filter }).click();
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);

  status = 200;
  received.length = 0;
  await confirm(part.enable.open, part.enable.submit);
  await page.getByText(words.on, { exact: true }).waitFor();
  await page.getByRole("button", { name: deliveries.replayAll }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: deliveries.replaySubmit }).click();
  await dialog.getByRole("alert").getByText(en.admin.errors.since.invalid).waitFor();
  await dialog.getByLabel(deliveries.since).fill("2026-01-01T00:00");
  await dialog.getByRole("button", { name: deliveries.replaySubmit }).click();
  await page.getByRole("status").getByText(deliveries.replayedAll.replace("{{ count }}", "1")).waitFor();
  await waitFor(() => received[0], "the replay");
});

test("what a webhook sends is changed, and it is disabled", async () => {
  await page.getByRole("button", { name: part.change.open }).click();
  await page.getByLabel(words.event["level.changed"]).uncheck();
  await page.getByLabel(words.event["user.deleted"]).check();
  await page.getByRole("button", { name: part.change.submit }).click();
  await page.getByRole("status").getByText(part.change.done).waitFor();
  await page.getByText(words.event["user.deleted"], { exact: true }).waitFor();
  assert.equal(await page.getByText(words.event["level.changed"], { exact: true }).count(), 0);
  await confirm(part.disable.open, part.disable.submit);
  await page.getByText(words.off.operator).waitFor();
});

for (const { name, texts, options } of looks) {
  test(`webhooks in ${name}`, async (t) => {
    const visitor = await newVisitor(browser, service.url, options);
    const { page } = visitor;
    const look = (title) => t.test(title, () => lookAt(page, `${title}-${name}`));
    await page.goto("admin/webhooks");
    await signIn(page, texts, boss.username);
    await page.getByRole("button", { name: texts.admin.webhooks.add }).click();
    await page.getByRole("button", { name: texts.admin.webhooks.create }).click();
    await page.getByRole("alert").waitFor();
    await look("admin-webhooks");
    await page.getByRole("link", { name: url }).click();
    await page.locator("tbody tr").first().waitFor();
    await page.getByRole("button", { name: texts.admin.webhook.newSecret.open }).click();
    await page.getByRole("dialog").getByRole("button", { name: texts.admin.webhook.newSecret.submit }).click();
    await page.getByText(texts.admin.secret.heading).waitFor();
    await page.locator("app-secret .code").evaluate((node) => {
      node.textContent = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    });
    await look("admin-webhook");
    assert.deepEqual(visitor.breaches, []);
    await visitor.context.close();
  });
}

test("a webhook is deleted", async () => {
  await page.reload();
  await confirm(part.delete.open, part.delete.submit);
  await seesHeading(page, words.title);
  await page.getByText(words.none).waitFor();
});

test("nothing was logged as an error, and nothing broke the content policy", () => {
  assert.deepEqual(admin.breaches, []);
});

async function confirm(open, submit) {
  await page.getByRole("button", { name: open, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: submit, exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

function waitForDelivery(state) {
  return waitFor(async () => {
    await page.getByRole("button", { name: deliveries.again }).click();
    return (await page.getByRole("cell", { name: state, exact: true }).count()) > 0;
  }, `a delivery that is ${state}`);
}

function signature(secret, headers, body) {
  const text = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  return `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
}
