// Each error of the contract at its field: in the summary with a link, at the field with a description, with all that
// was typed, in both languages without a reload. The answers are the service's own unless a test says otherwise.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { check } from "./look.mjs";
import { linkIn, startService } from "./service.mjs";
import { password, register, seesHeading, sendSignUp, signIn } from "./steps.mjs";
import { en, zh } from "./texts.mjs";

const mei = { username: "mei_lin", nickname: "Mei Lin", email: "mei@example.org" };
const good = { username: "tom_wang", nickname: "Tom Wang", email: "tom@example.org", password1: password };
let service, browser, visitor, page, retired;

before(async () => {
  service = await startService({ "RateLimits:Enabled": false });
  browser = await startBrowser();
  const inviter = await newVisitor(browser, service.url);
  await register(inviter.page, en, service, mei);
  retired = await retiredCode();
  await inviter.context.close();
  visitor = await newVisitor(browser, service.url);
  page = visitor.page;
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

const cases = [
  {
    name: "what is missing",
    form: { username: "", nickname: " ", email: "", password1: "" },
    codes: { username: "required", nickname: "required", email: "required", password1: "required" },
  },
  {
    name: "what is too short or too long",
    form: { username: "tom", nickname: "n".repeat(23), email: `${"a".repeat(250)}@example.org`, password1: "short" },
    codes: { username: "length", nickname: "length", email: "length", password1: "length" },
  },
  {
    name: "what is invalid or common",
    form: {
      username: "tom..wang",
      nickname: "www.evil.test now",
      email: "tom at home",
      password1: "password1",
      invitation_code: "not a code of anybody!",
    },
    codes: {
      username: "invalid",
      nickname: "invalid",
      email: "invalid",
      password1: "common",
      invitation_code: "invalid",
    },
  },
  {
    name: "what is reserved",
    form: { ...good, username: "Administrator", nickname: "moderator" },
    codes: { username: "reserved", nickname: "reserved" },
  },
  {
    name: "a password like the username",
    form: { ...good, password1: "tom_wang1" },
    codes: { password1: "too_similar" },
  },
  {
    name: "what is taken",
    form: { ...mei, password1: password },
    codes: { username: "taken", nickname: "taken", email: "taken" },
  },
  {
    name: "an unknown invitation code",
    form: { ...good, invitation_code: "NOSUCHCODE12" },
    codes: { invitation_code: "invalid" },
  },
];

for (const { name, form, codes } of cases) {
  test(`sign-up tells ${name}`, async () => {
    await page.goto("register");
    await seesHeading(page, en.register.heading);
    await enter({ invitation_code: "", ...form });
    await sendSignUp(page, en);
    await sees(codes, form, en.register.title);
  });
}

test("sign-up tells a code that was replaced by a newer one, also if it came by a link", async () => {
  await page.goto(`register?code=${retired}`);
  await page.getByText(en.invitation.reason.disabled).waitFor();
  await enter(good);
  await sendSignUp(page, en);
  await sees({ invitation_code: "disabled" }, { ...good, invitation_code: retired }, en.register.title);
});

// Only operators set the terms of a code, so these answers are not the service's.
for (const [code, status] of [
  ["expired", 400],
  ["exhausted", 409],
  ["wrong_email_domain", 400],
]) {
  test(`sign-up tells a code that is ${code}`, async () => {
    await page.route("**/api/register", (route) =>
      route.fulfill({
        status,
        contentType: "application/problem+json",
        body: JSON.stringify({ status, errors: { invitation_code: [{ code, message: "" }] } }),
      }),
    );
    const form = { ...good, invitation_code: "ABCDEFGH2345" };
    await page.goto("register");
    await seesHeading(page, en.register.heading);
    await enter(form);
    await sendSignUp(page, en);
    await sees({ invitation_code: code }, form, en.register.title);
    await page.unroute("**/api/register");
  });
}

test("sign-up tells that an invitation is needed", async () => {
  const closed = await startService({ "Registration:RequireInvitation": true });
  ({ page } = await newVisitor(browser, closed.url));
  try {
    await page.goto("register");
    await seesHeading(page, en.register.heading);
    await enter({ ...good, invitation_code: "" });
    await sendSignUp(page, en);
    await sees({ invitation_code: "required" }, good, en.register.title);
  } finally {
    ({ page } = visitor);
    await closed.stop();
  }
});

test("sign-in tells what is missing, and never which of both is wrong", async () => {
  await page.goto("sign-in");
  await seesHeading(page, en.signIn.heading);
  await signIn(page, en, "", "");
  await sees({ username: "required", password: "required" }, {}, en.signIn.title);
  await signIn(page, en, mei.username, "a wrong password");
  const summary = page.getByRole("alert");
  await summary.getByText(en.errors.invalid_credentials).waitFor();
  assert.equal(await summary.getByRole("link").count(), 0);
  assert.equal(await page.locator("#password").inputValue(), "a wrong password");
  await signIn(page, en, "nobody_at_all", "a wrong password");
  await summary.getByText(en.errors.invalid_credentials).waitFor();
});

for (const [email, code] of [
  ["", "required"],
  ["mei at home", "invalid"],
  [`${"a".repeat(250)}@example.org`, "length"],
]) {
  test(`the page for a forgotten password tells an address that is ${code}`, async () => {
    await page.goto("forgot");
    await seesHeading(page, en.forgot.heading);
    await enter({ email });
    await page.getByRole("button", { name: en.forgot.submit }).click();
    await sees({ email: code }, { email }, en.forgot.title);
  });
}

test("the page for a new password tells one that cannot be used, and then takes another", async () => {
  await page.goto("forgot");
  await seesHeading(page, en.forgot.heading);
  await enter({ email: mei.email });
  await page.getByRole("button", { name: en.forgot.submit }).click();
  await seesHeading(page, en.forgot.sentHeading);
  const mails = await service.mail(mei.email, 2);
  await page.goto(linkIn(mails, "reset"));
  await seesHeading(page, en.reset.heading);
  for (const [password1, code] of [
    ["", "required"],
    ["short", "length"],
    ["password1", "common"],
  ]) {
    await enter({ password1 });
    await page.getByRole("button", { name: en.reset.submit }).click();
    await page.getByRole("alert").getByText(en.errors.password1[code]).waitFor();
    await sees({ password1: code }, { password1 }, en.reset.title);
  }
  await enter({ password1: "another horse battery" });
  await page.getByRole("button", { name: en.reset.submit }).click();
  await seesHeading(page, en.reset.doneHeading);
});

test("nothing broke the content policy", () => assert.deepEqual(visitor.breaches, []));

async function enter(form) {
  for (const [field, text] of Object.entries(form)) await page.locator(`#${field}`).fill(text);
}

/** Sees these errors and no others, and what was typed. */
async function sees(codes, form, title) {
  const summary = page.getByRole("alert");
  for (const texts of [en, zh, en]) {
    const expected = Object.entries(codes).map(([field, code]) => textOf(texts, field, code));
    await summary.getByRole("link", { name: expected[0] }).waitFor();
    assert.deepEqual(await summary.getByRole("listitem").allInnerTexts(), expected);
    for (const [index, field] of Object.keys(codes).entries()) await seesAt(field, expected[index]);
    for (const [field, text] of Object.entries(form)) {
      assert.equal(await page.locator(`#${field}`).inputValue(), text, field);
    }
    assert.equal(await page.locator("[aria-invalid=true]").count(), expected.length);
    if (texts === en) assert.equal(await page.title(), `${en.form.errorPrefix}${title} – ${en.app.name}`);
    await page.getByRole("button", { name: texts === en ? "简体中文" : "English" }).click();
  }
  await page.getByRole("button", { name: "English" }).click();
  await check(page, title);
}

/** Sees the error at the field, and comes there by the link of the summary. */
async function seesAt(field, text) {
  const element = page.locator(`#${field}`);
  await page.getByRole("alert").getByRole("link", { name: text, exact: true }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), field);
  assert.equal(await element.getAttribute("aria-invalid"), "true");
  const description = await element.evaluate((input) =>
    (input.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent.trim())
      .join(" "),
  );
  assert.equal(description, text);
}

function textOf(texts, field, code) {
  return texts.errors[field]?.[code] ?? texts.errors[code];
}

// The first code of the account. A newer one has replaced it.
async function retiredCode() {
  const send = (path, body, token) =>
    fetch(`${service.url}${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    }).then((response) => response.json());
  const { token } = await send("/jwt/login/", { username: mei.username, password, use_cookies: false });
  const me = await fetch(`${service.url}/api/me/`, { headers: { Authorization: `Bearer ${token}` } });
  const { invitation_code: code } = await me.json();
  await send("/api/me/invitation-code/", {}, token);
  return code;
}
