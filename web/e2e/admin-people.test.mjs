// People, one person, the tree, frozen subtrees and the audit log, as an administrator uses them, with a real service.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { registerAdmin } from "./admin.mjs";
import { newVisitor, startBrowser } from "./browser.mjs";
import { focused, press } from "./keyboard.mjs";
import { lookAt, looks } from "./look.mjs";
import { linkIn, startService, waitFor } from "./service.mjs";
import { password, seesHeading, signIn } from "./steps.mjs";
import { en } from "./texts.mjs";

const boss = { username: "boss_wang", nickname: "Boss Wang 王", email: "boss@example.org" };
const { people: words, person: part, acts, tree, audit, quarantine, job } = en.admin;

let service, browser, admin, page;
const found = {};

// Boss invited 62 people; Ann is the first of them, invited Ben and Cem; Ben invited Dan.
before(async () => {
  service = await startService({ "Captcha:Provider": "None", "RateLimits:Enabled": false });
  browser = await startBrowser();
  admin = await newVisitor(browser, service.url);
  page = admin.page;
  await registerAdmin(page, en, service, boss);
  await page.goto("invite");
  found.boss = { code: new URL(await page.locator("dd.address").innerText()).searchParams.get("code") };
  found.ann = await join("ann_alder", "Ann Alder", found.boss.code);
  found.ben = await join("ben_brook", "Ben Brook", found.ann.invitation_code);
  found.cem = await join("cem_creek", "Cem Creek", found.ann.invitation_code);
  found.dan = await join("dan_delta", "Dan Delta", found.ben.invitation_code, true);
  for (let number = 1; number <= 61; number++) {
    await join(`guest_${number}`, `Guest ${number} of Boss`, found.boss.code);
  }
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

test("people are listed, and more are shown", async () => {
  await waitFor(async () => {
    await page.goto("admin/people");
    await rows().first().waitFor();
    return (await rows().first().innerText()).includes("Guest 61 of Boss");
  }, "the last sign-up in the list");
  assert.equal(await rows().count(), 50);
  await page.getByRole("button", { name: en.admin.list.more }).click();
  await row("Boss Wang 王").waitFor();
  assert.equal(await rows().count(), 66);
  const counts = await row("Boss Wang 王").locator("td.number").allInnerTexts();
  assert.deepEqual(counts, ["0", "62", "65"]);
});

test("a search finds names by their beginning and whole ones; filters leave some", async () => {
  await page.getByLabel(words.search).fill("guest_1");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 11);
  await page.getByLabel(words.match).selectOption({ label: words.exact.true });
  await page.getByRole("button", { name: words.find, exact: true }).click();
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  assert.match(page.url(), /search=guest_1&exact=true/);
  await page.reload();
  await row("Guest 1 of Boss").waitFor();
  assert.equal(await page.getByLabel(words.search).inputValue(), "guest_1");

  await page.getByText(words.filters, { exact: true }).click();
  await page.getByLabel(words.stateLabel).selectOption({ label: words.state.inactive });
  await page.getByRole("button", { name: en.admin.list.filter }).click();
  await row("Guest 61 of Boss").waitFor();
  assert.doesNotMatch(page.url(), /search=/);
  await page.getByLabel(words.code).fill(found.ann.invitation_code);
  await page.getByRole("button", { name: en.admin.list.filter }).click();
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 2);
  await page.getByLabel(words.inviter).fill("nobody");
  await page.getByRole("button", { name: en.admin.list.filter }).click();
  await page.getByRole("alert").getByText(en.admin.errors.inviter.invalid).waitFor();
  await page.getByLabel(words.inviter).fill("");
  await page.getByRole("button", { name: en.admin.list.filter }).click();
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 2);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: en.admin.csv.save }).click(),
  ]);
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\r\n");
  assert.equal(lines.length, 3);
  assert.match(lines[1], /cem_creek/);
  await page.getByRole("button", { name: words.showAll }).click();
  await row("Guest 61 of Boss").waitFor();
  await page.getByRole("alert").waitFor({ state: "detached" });
});

test("one person is shown with inviter, code, counts, mail and devices", async () => {
  await openPerson("Ann Alder");
  await page.getByText("ann_alder@example.org").waitFor();
  await page.getByRole("link", { name: "Boss Wang 王" }).waitFor();
  await page.getByRole("link", { name: found.boss.code, exact: true }).waitFor();
  await page.getByText("2 invited, 3 below").waitFor();
  const cells = page.getByRole("row", { name: found.ann.invitation_code }).locator("td");
  assert.deepEqual(await cells.allInnerTexts(), ["2", "0", "0"]);
  await signOutButton().waitFor();
});

test("nothing is done before its dialog is confirmed, and the API's rules are told", async () => {
  const asked = [];
  page.on("request", (request) => request.method() !== "GET" && asked.push(request.url()));
  for (const act of ["activate", "resend", "endSessions", "disable", "level", "quota", "move", "delete"]) {
    await page.getByRole("button", { name: acts[act].open, exact: true }).click();
    const dialog = page.getByRole("dialog", { name: acts[act].heading.replace("{{ name }}", "Ann Alder") });
    await dialog.getByText(acts[act].text).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await focused(page), acts[act].open);
  }
  assert.deepEqual(asked, []);
  const dialog = await ask("disable");
  await confirm(dialog, "disable");
  await dialog.getByRole("alert").getByText(en.errors.reason.required).waitFor();
  await dialog.getByLabel(en.admin.act.reason).fill("two lines\u2028are not one");
  await confirm(dialog, "disable");
  await dialog.getByRole("alert").getByText(en.errors.reason.invalid).waitFor();
  await page.keyboard.press("Escape");
});

test("a disabled account signs in no more, its codes go on, and it is enabled again", async () => {
  await doAct("disable", { [en.admin.act.reason]: "sold its invitations" });
  await page.getByText(words.state.disabled, { exact: true }).waitFor();
  await page.getByText(part.closed.account_disabled).waitFor();
  await page.getByRole("button", { name: acts.endSessions.open, exact: true }).waitFor();
  assert.equal((await logIn("ann_alder")).status, 403);
  assert.equal(await isValid(found.ann), true);
  await page.getByText("sold its invitations").waitFor();
  await doAct("enable");
  await page.getByText(words.state.inactive, { exact: true }).waitFor();
});

test("an account is activated by hand, its level and its quota are set", async () => {
  await doAct("activate");
  await page.getByText(words.state.active, { exact: true }).waitFor();
  const dialog = await ask("level");
  await dialog.getByLabel(words.level).selectOption("4");
  await dialog.getByLabel(en.admin.act.reason).fill("a prize");
  await confirm(dialog, "level");
  await page.getByRole("status").getByText(acts.level.done).waitFor();
  const level = page.locator(".facts dt", { hasText: words.level }).locator("+ dd");
  await waitFor(async () => (await level.innerText()) === "4", "the new level");

  const quota = await ask("quota");
  await quota.getByLabel(acts.quota.codes).fill("many");
  await confirm(quota, "quota");
  await quota.getByRole("alert").getByText(en.admin.errors.codes.invalid).waitFor();
  await quota.getByLabel(acts.quota.codes).fill("3");
  await quota.getByLabel(acts.quota.uses).fill("20");
  await confirm(quota, "quota");
  await page.getByRole("status").getByText(acts.quota.done).waitFor();
  const uses = page.locator(".facts dt", { hasText: part.quotaUses }).locator("+ dd");
  await waitFor(async () => (await uses.innerText()) === "20", "the new quota");

  // Old and new values stand in the log of the person.
  await page.getByText(audit.kinds["user.quota"]).click();
  const change = page.locator("details dt", { hasText: audit.values.uses }).locator("+ dd");
  assert.match(await change.innerText(), /none\s*→\s*20/);
});

test("a device is signed out, and then all of them", async () => {
  await signOutButton().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: en.devices.signOut, exact: true }).click();
  await page.getByRole("status").getByText(part.sessionEnded).waitFor();
  await page.getByText(part.noSessions).waitFor();
  await logIn("ann_alder");
  await doAct("endSessions");
  await page.getByText(part.noSessions).waitFor();
});

test("an account is moved with all below it, and not under itself", async () => {
  const dialog = await ask("move");
  await dialog.getByLabel(acts.move.inviter_id).fill(found.dan.id);
  await dialog.getByLabel(en.admin.act.reason).fill("a mistake");
  await confirm(dialog, "move");
  await dialog.getByRole("alert").getByText("cannot be moved under itself").waitFor();
  await page.keyboard.press("Escape");
  await openPerson("Ben Brook");
  await doAct("move", { [acts.move.inviter_id]: found.cem.id, [en.admin.act.reason]: "Cem brought Ben" });
  await waitFor(async () => {
    await page.reload();
    await seesHeading(page, "Ben Brook");
    return (await page.getByRole("link", { name: "Cem Creek", exact: true }).count()) === 1;
  }, "the move");
});

test("a job freezes a subtree, which is listed until another one unfreezes it", async () => {
  await openPerson("Ann Alder");
  await startJob("freezeSubtree", "freeze", { [en.admin.act.reason]: "sells codes" });
  await page.getByText("4 of 4", { exact: true }).waitFor();
  await page.getByText(audit.words.accounts.stay, { exact: true }).waitFor();
  await seesQuarantine(1);
  assert.match(await row("ann_alder").innerText(), /sells codes\s+4\s+Freezing/);
  await row("ann_alder").getByRole("link", { name: quarantine.freezing }).click();
  await seesHeading(page, job.kind.tree.freeze);

  await openPerson("Dan Delta");
  await page.locator(".state.frozen").waitFor();
  assert.equal(await isValid(found.dan), false);
  await page.locator(".facts").getByRole("link", { name: found.ann.id }).click();
  await seesHeading(page, "Ann Alder");
  await page.getByText(part.frozenHere).waitFor();
  for (const act of ["freezeSubtree", "unfreeze"]) {
    assert.equal(await page.getByRole("button", { name: acts[act].open, exact: true }).count(), 0);
  }
  await startJob("unfreezeSubtree", "unfreeze", { [en.admin.act.reason]: "a mistake" });
  await seesQuarantine(0);
  await openPerson("Dan Delta");
  assert.equal(await page.locator(".state.frozen").count(), 0);
  assert.equal(await isValid(found.dan), true);
});

test("a subtree is disabled with the password only", async () => {
  await openPerson("Cem Creek");
  const dialog = await ask("disableSubtree");
  await dialog.getByLabel(en.admin.act.reason).fill("bots");
  await confirm(dialog, "disableSubtree");
  await dialog.getByRole("alert").getByText(en.errors.password.required).waitFor();
  await page.keyboard.press("Escape");
  await startJob("disableSubtree", "freeze", {
    [en.admin.act.reason]: "bots",
    [en.admin.act.password]: password,
  });
  await page.getByText("3 of 3", { exact: true }).waitFor();
  await page.getByText(audit.words.accounts.disable, { exact: true }).waitFor();
  await openPerson("Dan Delta");
  await page.getByText(words.state.disabled, { exact: true }).waitFor();
  await seesQuarantine(1);
});

test("a role and a deletion need the password, and nobody deletes oneself", async () => {
  await openPerson("Ann Alder");
  const dialog = await ask("makeAdmin");
  await dialog.getByLabel(en.admin.act.reason).fill("helps out");
  await dialog.getByLabel(en.admin.act.password, { exact: true }).fill("a wrong password");
  await confirm(dialog, "makeAdmin");
  await dialog.getByRole("alert").getByText(en.errors.password.invalid).waitFor();
  await dialog.getByLabel(en.admin.act.password, { exact: true }).fill(password);
  await confirm(dialog, "makeAdmin");
  await page.getByRole("status").getByText(acts.makeAdmin.done).waitFor();
  await page.locator(".state.admin").waitFor();
  const back = { [en.admin.act.reason]: "no longer", [en.admin.act.password]: password };
  await doAct("makeUser", back);

  await openPerson("Guest 7 of Boss");
  await doAct("delete", { [en.admin.act.reason]: "asked for it", [en.admin.act.password]: password });
  await page.locator(".state.ended").waitFor();
  assert.equal(await page.getByText("guest_7@example.org").count(), 0);
  await page.getByRole("button", { name: acts.delete.open, exact: true }).waitFor({ state: "detached" });
  await openPerson("Boss Wang 王");
  await page.getByText(part.you).waitFor();
  for (const act of ["delete", "disable", "makeUser"]) {
    assert.equal(await page.getByRole("button", { name: acts[act].open, exact: true }).count(), 0);
  }
});

test("an id that nobody has is told, with the way to the list", async () => {
  for (const [path, missing, list] of [
    ["person?id=00000000-0000-0000-0000-000000000000", part.missing, part.back],
    ["person?id=nonsense", part.missing, part.back],
    ["tree?id=nonsense", part.missing, part.back],
    ["code?code=NOPE99", en.admin.code.missing, en.admin.code.back],
    ["job?id=nonsense", job.missing, job.back],
    ["webhook?id=nonsense", en.admin.webhook.missing, en.admin.webhook.back],
  ]) {
    await page.goto(`admin/${path}`);
    await page.getByRole("alert").getByText(missing).waitFor();
    await page.getByRole("link", { name: list }).waitFor();
    assert.equal(await page.getByRole("button", { name: en.app.again }).count(), 0, path);
  }
});

test("the tree is walked by the keyboard, up and down, a page at a time", async () => {
  await page.goto("admin/tree");
  await page.getByLabel(words.search).fill("ben_brook");
  await page.keyboard.press("Enter");
  await row("Ben Brook").waitFor();
  await page.goto(`admin/tree?id=${found.ben.id}`);
  const path = page.locator("ol > li");
  await path.last().waitFor();
  assert.deepEqual(await path.locator("a bdi").allInnerTexts(), [
    "Boss Wang 王",
    "Ann Alder",
    "Cem Creek",
    "Ben Brook",
  ]);
  await page.getByRole("link", { name: /^Tree of Boss Wang/ }).click();
  const toggle = page.getByRole("button", { name: tree.invitees.replace("{{ name }}", "Ann Alder") });
  await toggle.waitFor();
  await page.getByRole("heading", { level: 1 }).focus();
  await press(page, toggle);
  await page.getByRole("link", { name: "Cem Creek", exact: true }).waitFor();
  assert.equal(await toggle.getAttribute("aria-expanded"), "true");
  const lower = page.getByRole("button", { name: tree.invitees.replace("{{ name }}", "Cem Creek") });
  await press(page, lower, "Space");
  await page.getByRole("link", { name: "Ben Brook", exact: true }).waitFor();
  assert.equal(await page.getByText("3 invited").count(), 0);
  await press(page, toggle, "Enter", "Shift+Tab");
  await page.getByRole("link", { name: "Cem Creek", exact: true }).waitFor({ state: "detached" });
  const nodes = page.locator("app-branch li");
  assert.equal(await nodes.count(), 50);
  await page.getByRole("button", { name: tree.more.replace("{{ name }}", boss.nickname) }).click();
  await page.waitForFunction(() => document.querySelectorAll("app-branch li").length === 62);
});

test("the audit log is filtered, leads to people, and is saved as CSV", async () => {
  await page.goto("admin/audit");
  await page.getByText("asked for it").waitFor();
  await page.getByLabel(audit.kind, { exact: true }).selectOption({ label: audit.kinds["user.move"] });
  await page.getByRole("button", { name: en.admin.list.filter }).click();
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await page.getByText(audit.kinds["user.move"]).last().click();
  await page.getByText(found.ann.id).waitFor();
  await page.getByText(found.cem.id).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: en.admin.csv.save }).click(),
  ]);
  const lines = readFileSync(await download.path(), "utf8")
    .trim()
    .split("\r\n");
  assert.equal(lines.length, 2);
  assert.match(lines[1], /user\.move/);
  await page.getByRole("link", { name: found.ben.id }).click();
  await seesHeading(page, "Ben Brook");
});

test("whoever is no administrator sees nothing of it", async () => {
  const other = await newVisitor(browser, service.url);
  await other.page.goto("admin/people");
  await signIn(other.page, en, "ann_alder");
  await seesHeading(other.page, en.admin.refused.heading);
  assert.deepEqual(other.breaches, []);
  await other.context.close();
});

for (const { name, texts, options } of looks) {
  test(`people, a person, the tree, frozen subtrees and the log in ${name}`, async (t) => {
    const visitor = await newVisitor(browser, service.url, options);
    const { page } = visitor;
    const look = (title) => t.test(title, () => lookAt(page, `${title}-${name}`));
    await page.goto("admin/people?state=active");
    await signIn(page, texts, boss.username);
    await page.locator("tbody tr").first().waitFor();
    await look("admin-people");
    await page.goto(`admin/person?id=${found.ann.id}`);
    await seesHeading(page, "Ann Alder");
    await page.locator("tbody tr").last().waitFor();
    await page.locator("details").first().locator("summary").click();
    await look("admin-person");
    await page.getByRole("button", { name: texts.admin.acts.delete.open, exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: texts.admin.acts.delete.submit }).click();
    await page.getByRole("dialog").getByRole("alert").waitFor();
    await look("admin-delete");
    await page.goto(`admin/tree?id=${found.ann.id}`);
    const toggle = texts.admin.tree.invitees.replace("{{ name }}", "Cem Creek");
    await page.getByRole("button", { name: toggle }).click();
    await page.locator("app-branch app-branch li").waitFor();
    await look("admin-tree");
    await page.goto("admin/quarantine");
    await page.locator("tbody tr").first().waitFor();
    await look("admin-quarantine");
    await page.goto("admin/audit");
    await page.locator("tbody tr").first().waitFor();
    await page.locator("details").nth(1).locator("summary").click();
    await look("admin-audit");
    assert.deepEqual(visitor.breaches, []);
    await visitor.context.close();
  });
}

test("nothing was logged as an error, and nothing broke the content policy", () => {
  assert.deepEqual(admin.breaches, []);
});

const signOutButton = () =>
  page.getByRole("button", { name: part.signOutOf.replace("{{ device }}", en.devices.unknown) });
const rows = () => page.locator("tbody tr");
const row = (name) => rows().filter({ has: page.getByText(name, { exact: true }) });

async function openPerson(nickname) {
  await page.goto(`admin/people?search=${encodeURIComponent(nickname)}&exact=true`);
  await page.getByRole("link", { name: nickname, exact: true }).click();
  await seesHeading(page, nickname);
  await page.getByRole("heading", { name: part.acts }).waitFor();
}

/** Opens the dialog of an act. */
async function ask(act) {
  await page.getByRole("button", { name: acts[act].open, exact: true }).click();
  return page.getByRole("dialog");
}

const confirm = (dialog, act) => dialog.getByRole("button", { name: acts[act].submit, exact: true }).click();

async function doAct(act, fields = {}) {
  const dialog = await ask(act);
  for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(text);
  await confirm(dialog, act);
  await page.getByRole("status").getByText(acts[act].done).waitFor();
  await dialog.waitFor({ state: "hidden" });
}

async function join(username, nickname, invitation_code, isActivated = false) {
  const email = `${username}@example.org`;
  const body = { username, nickname, email, password1: password, password2: password, invitation_code };
  const account = await (await post("/api/register/", { ...body, recaptcha: "" })).json();
  assert.ok(account.id, JSON.stringify(account));
  if (isActivated) {
    const token = linkIn(await service.mail(email), "activate").split("=")[1];
    assert.equal((await post("/api/activate/", { token })).status, 200);
  }
  return account;
}

/** Does an act on the person that starts a job, and waits on its page until it is done. */
async function startJob(act, kind, fields) {
  const dialog = await ask(act);
  for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(text);
  await confirm(dialog, act);
  await seesHeading(page, job.kind.tree[kind]);
  await page.getByRole("status").getByText(job.state.done, { exact: true }).waitFor();
}

/** Waits until so many subtrees are frozen. The list follows the accounts by a moment. */
async function seesQuarantine(count) {
  await page.goto("admin/tree");
  await page.getByRole("link", { name: quarantine.title }).click();
  await seesHeading(page, quarantine.title);
  await waitFor(async () => {
    await page.reload();
    await rows().first().or(page.getByText(en.admin.list.nothing)).waitFor();
    return (await rows().count()) === count;
  }, `${count} frozen subtrees`);
}

async function isValid({ invitation_code }) {
  return (await (await fetch(`${service.url}/api/invitations/${invitation_code}/`)).json()).valid;
}

const logIn = (username) => post("/jwt/login/", { username, password });

function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return fetch(service.url + path, { method: "POST", headers, body: JSON.stringify(body) });
}
