// Chromium with a watch on what must never happen: an error in the console, a breach of the content policy, a request
// to another host.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const program = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (path) => path && existsSync(path),
);

export async function startBrowser() {
    if (program === undefined) throw new Error("Chromium was not found. Install it, or set CHROMIUM to its path.");
    return chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
}

/** A new browser session (its own cookies) whose breaches are kept. */
export async function newVisitor(browser, url, options = {}) {
    const context = await browser.newContext({
        baseURL: `${url}/`,
        locale: "en-GB",
        viewport: { width: 1000, height: 800 },
        ...options,
    });
    const breaches = [];
    await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
            console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
        });
    });
    context.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") breaches.push(message.text());
    });
    context.on("weberror", (error) => breaches.push(String(error.error())));
    context.on("request", (request) => {
        const target = request.url();
        if (!target.startsWith(url) && !target.startsWith("data:") && !target.startsWith("blob:")) {
            breaches.push(`request to ${target}`);
        }
    });
    return { context, breaches, page: await context.newPage() };
}
