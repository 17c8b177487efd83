// What a first visit transfers, as Chromium's network stack counts it: compressed, with the headers of the answers.

/** Counts from now on what the page transfers. Gives a function that returns the rows so far, in order. */
export async function countTransfer(page) {
  const session = await page.context().newCDPSession(page);
  const rows = new Map();
  session.on("Network.responseReceived", ({ requestId, type, response }) => {
    const { pathname } = new URL(response.url);
    const isApi = type === "Fetch" || type === "XHR";
    rows.set(requestId, { kind: isApi ? "API" : type, path: pathname, status: response.status, bytes: 0 });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const row = rows.get(requestId);
    if (row) row.bytes = encodedDataLength;
  });
  await session.send("Network.enable");
  return () => [...rows.values()];
}

/** The sum of the bytes. */
export const total = (rows) => rows.reduce((sum, { bytes }) => sum + bytes, 0);

/** The rows as a table of Markdown, with the sum. */
export function table(rows) {
  const lines = rows.map(({ kind, path, bytes }) => `| ${kind} | ${path} | ${bytes.toLocaleString("en")} |`);
  return [
    "| kind | path | bytes |",
    "|---|---|--:|",
    ...lines,
    `| **sum** | | **${total(rows).toLocaleString("en")}** |`,
  ].join("\n");
}
