// A first visit on a slow 4G profile that Chromium makes real: 1.6 Mbit/s down, 750 kbit/s up, a round trip of 150 ms,
// a processor four times slower. Prints the times of each page, and what the sign-up page transfers.
//   node visit.mjs [--runs 5]
import { parseArgs } from "node:util";
import { newVisitor, startBrowser } from "../../web/e2e/browser.mjs";
import { startService } from "../../web/e2e/service.mjs";
import { countTransfer, table, total } from "../../web/e2e/transfer.mjs";
import { invitationLink } from "./invitation.mjs";

const { values: options } = parseArgs({ options: { runs: { type: "string", default: "5" } } });
const slow4G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const slowdown = 4;

const service = await startService();
const browser = await startBrowser();
await measureAll().finally(async () => {
  await browser.close();
  await service.stop();
});

async function measureAll() {
  const invitation = new URL(await invitationLink(browser, service));
  const paths = ["/", "/register", invitation.pathname + invitation.search, "/sign-in"];

  console.log("| page | first paint ms | largest paint ms | all loaded ms | bytes |");
  console.log("|---|--:|--:|--:|--:|");
  let rows;
  for (const path of paths) {
    const runs = [];
    for (let run = 0; run < Number(options.runs); run++) runs.push(await visit(path));
    const cells = ["first", "largest", "loaded", "bytes"].map((name) => summary(runs.map((run) => run[name])));
    console.log(`| ${path.replace(/code=.*/, "code=…")} | ${cells.join(" | ")} |`);
    if (path.includes("code=")) rows = runs[0].rows;
  }
  console.log(`\nThe first visit of /register?code=…:\n\n${table(rows)}`);
}

async function visit(path) {
  const { page, context } = await newVisitor(browser, service.url, { viewport: { width: 412, height: 823 } });
  const transferred = await countTransfer(page);
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", slow4G);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.goto(service.url + path, { waitUntil: "networkidle" });
  await page.getByRole("heading", { level: 1 }).waitFor();
  const times = await page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => {
          const entries = performance.getEntriesByType("resource").map(({ responseEnd }) => responseEnd);
          resolve({
            first: performance.getEntriesByName("first-contentful-paint")[0].startTime,
            largest: list.getEntries().at(-1).startTime,
            loaded: Math.max(...entries),
          });
        }).observe({ type: "largest-contentful-paint", buffered: true });
      }),
  );
  const rows = transferred();
  await context.close();
  return { ...times, rows, bytes: total(rows) };
}

// The median, with the least and the most.
function summary(values) {
  const sorted = values.toSorted((a, b) => a - b).map((value) => Math.round(value).toLocaleString("en"));
  const [least, middle, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return least === most ? middle : `${middle} (${least}–${most})`;
}
