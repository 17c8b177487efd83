// What people do on the pages, in both languages.
import { linkIn } from "./service.mjs";

export const password = "correct horse battery";

/** Fills the sign-up form and sends it. */
export async function signUp(page, texts, { username, nickname, email }, path = "register") {
  await page.goto(path);
  await fill(page, texts, { username, nickname, email, password });
  await sendSignUp(page, texts);
}

/** Signs up, and activates the account. */
export async function register(page, texts, service, person, path) {
  await signUp(page, texts, person, path);
  await seesHeading(page, texts.checkMail.heading);
  await activate(page, texts, service, person.email);
  await seesHeading(page, person.nickname);
}

export async function fill(page, texts, form) {
  await page.getByLabel(texts.fields.username).fill(form.username);
  await page.getByLabel(texts.fields.nickname).fill(form.nickname);
  await page.getByLabel(texts.fields.email).fill(form.email);
  await page.getByLabel(texts.register.password, { exact: true }).fill(form.password);
}

/** Sends the sign-up form. */
export function sendSignUp(page, texts) {
  return page.getByRole("button", { name: texts.register.submit, exact: true }).click();
}

/** Opens the link of the newest activation mail, and activates. */
export async function activate(page, texts, service, email) {
  await page.goto(linkIn(await service.mail(email), "activate"));
  await page.getByRole("button", { name: texts.activate.submit }).click();
}

export async function signIn(page, texts, username, secret = password) {
  await page.getByLabel(texts.signIn.username).fill(username);
  await page.getByLabel(texts.fields.password, { exact: true }).fill(secret);
  await page.getByRole("button", { name: texts.signIn.submit, exact: true }).click();
}

/** Waits until the heading of the page is this text. */
export async function seesHeading(page, text) {
  await page.getByRole("heading", { level: 1, name: text, exact: true }).waitFor();
}
