import { eventually, openPage } from "../../../testing/page";
import { json, stubService } from "../../../testing/service";
import { adminTexts } from "../texts";
import People from "./people";

describe("People", () => {
  let queries: string[];

  beforeEach(() => {
    queries = [];
    stubService(() => json(200, { items: [], next_cursor: null }));
    const answer = fetch;
    vi.stubGlobal("fetch", (request: Request) => {
      queries.push(new URL(request.url).search);
      return answer(request);
    });
  });

  afterEach(() => vi.unstubAllGlobals());

  it("sends a search or filters, never both", async () => {
    const page = await openPage(People, "?level=2&state=disabled", adminTexts);
    await page.sees("Nothing was found.");
    page.type("search", "ann");
    page.submit();
    await eventually(() => expect(page.url).toBe("/page?search=ann"));
    await eventually(() => expect(queries).toHaveLength(2));
    expect(queries.map((query) => Object.fromEntries(new URLSearchParams(query)))).toEqual([
      { level: "2", state: "disabled" },
      { search: "ann" },
    ]);
  });

  it("sends times as moments", async () => {
    await openPage(People, "?from=2026-11-26T12:00", adminTexts);
    const from = new Date("2026-11-26T12:00").toISOString();
    await eventually(() => expect(new URLSearchParams(queries[0]).get("from")).toBe(from));
  });
});
