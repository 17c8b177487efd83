// What the first visit of the sign-up page transfers. Many people come by a phone, at the same moment.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { startService } from "./service.mjs";
import { seesHeading } from "./steps.mjs";
import { en, zh } from "./texts.mjs";
import { countTransfer, table, total } from "./transfer.mjs";

const budget = 150_000;

let service, browser;

before(async () => {
  service = await startService();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

for (const [locale, texts] of [
  ["en-GB", en],
  ["zh-CN", zh],
]) {
  test(`the first visit of /register in ${locale} transfers at most ${budget} bytes`, async () => {
    const { page, context, breaches } = await newVisitor(browser, service.url, { locale });
    const transferred = await countTransfer(page);
    await page.goto("register?code=MEICODE", { waitUntil: "networkidle" });
    await seesHeading(page, texts.register.heading);
    const rows = transferred();
    console.log(table(rows));
    for (const kind of ["Document", "Stylesheet", "Script", "API"]) {
      assert.ok(
        rows.some((row) => row.kind === kind && row.bytes > 0),
        `${kind} was not counted`,
      );
    }
    assert.ok(total(rows) <= budget, `${total(rows)} bytes`);

    // The page names all of its scripts. One that only another script names is found late.
    const named = await page
      .locator("link[rel=modulepreload], script[src]")
      .evaluateAll((links) => links.map((link) => new URL(link.href || link.src).pathname));
    const loaded = rows.filter(({ kind }) => kind === "Script").map(({ path }) => path);
    assert.deepEqual(loaded.toSorted(), [...new Set(named)].toSorted());
    assert.deepEqual(breaches, []);
    await context.close();
  });
}
