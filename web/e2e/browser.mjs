// Chromium with a watch on what must never happen: an error in the console, a breach of the content policy, a request
// to another host.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** The path of Chromium. */
export const program = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path && existsSync(path));

export async function startBrowser(more = []) {
  if (program === undefined) throw new Error("Chromium was not found. Install it, or set CHROMIUM to its path.");
  // Debian asks for the graphics processor, which would be emulated.
  return chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu", ...more] });
}

/**
 * A new browser session (its own cookies) whose breaches are kept, and the answers from 400 on.
 * @param others The beginnings of addresses of other hosts that may be asked, such as a captcha provider's.
 */
export async function newVisitor(browser, url, options = {}, others = []) {
  const allowed = [url, "data:", "blob:", ...others];
  const context = await browser.newContext({
    baseURL: `${url}/`,
    locale: "en-GB",
    viewport: { width: 1000, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(90_000); // a slow machine is no failure
  const breaches = [];
  const refusals = [];
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  context.on("console", (message) => {
    // Chromium also tells of each answer from 400 on.
    const isAnswer = message.text().startsWith("Failed to load resource");
    if (["error", "warning"].includes(message.type()) && !isAnswer) breaches.push(message.text());
  });
  context.on("response", (response) => {
    if (response.status() >= 400) refusals.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  context.on("weberror", (error) => breaches.push(String(error.error())));
  context.on("request", (request) => {
    const target = request.url();
    if (!allowed.some((beginning) => target.startsWith(beginning))) {
      breaches.push(`request to ${target}`);
    }
  });
  return { context, breaches, refusals, page: await context.newPage() };
}
