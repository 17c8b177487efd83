// An account as people make it, in a browser, for its invitation code.
import { newVisitor } from "../../web/e2e/browser.mjs";
import { register } from "../../web/e2e/steps.mjs";
import { en } from "../../web/e2e/texts.mjs";

/** The link of an invitation. */
export async function invitationLink(browser, service) {
  const mei = { username: "mei_lin", nickname: "Mei Lin 美林", email: "mei@example.org" };
  const { page, context } = await newVisitor(browser, service.url);
  await register(page, en, service, mei);
  await page.goto("invite");
  const link = await page.locator("dd.address").innerText();
  await context.close();
  return link;
}
