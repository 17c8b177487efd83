import { TestBed } from "@angular/core/testing";
import { eventually, openPage, type OpenPage } from "../../../testing/page";
import { json, stubService } from "../../../testing/service";
import Jobs from "../jobs/jobs";
import { adminTexts } from "../texts";

const job = (id: string, state = "running") => ({
  id,
  kind: "codes.batch",
  parameters: { label: `Label ${id}` },
  state,
  done: 1,
  total: 4,
  started_at: "2026-11-26T12:00:00Z",
  ended_at: null,
  error: null,
  actor: "a",
});

function rows(page: OpenPage): string[] {
  return [...page.root.querySelectorAll("tbody th bdi")].map(({ textContent }) => textContent);
}

/** Answers with pages of two by their cursors. */
function stubJobs(all: () => ReturnType<typeof job>[]): void {
  vi.stubGlobal("fetch", (request: Request) => {
    const start = Number(new URL(request.url).searchParams.get("cursor") ?? "0");
    const items = all().slice(start, start + 2);
    const next_cursor = start + 2 < all().length ? String(start + 2) : null;
    return Promise.resolve(json(200, { items, next_cursor }));
  });
}

describe("A listing", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("shows the next page after the others, and moves the focus when the button goes", async () => {
    const all = ["a", "b", "c"].map((id) => job(id));
    stubService(() => json(500, {}));
    stubJobs(() => all);
    const page = await openPage(Jobs, "", adminTexts);
    document.body.append(page.root);
    await eventually(() => expect(rows(page)).toEqual(["Label a", "Label b"]));
    page.click("Show more");
    await page.sees("1 more are shown.");
    expect(rows(page)).toEqual(["Label a", "Label b", "Label c"]);
    await eventually(() => expect(document.activeElement?.textContent).toContain("1 more are shown."));
    expect(page.text).not.toContain("Show more");
    page.root.remove();
  });

  it("says that nothing was found, and why it cannot be read", async () => {
    let isFailing = true;
    stubService(() => (isFailing ? json(500, { status: 500 }) : json(200, { items: [], next_cursor: null })));
    const page = await openPage(Jobs, "", adminTexts);
    await eventually(() => expect(page.root.querySelector("[role=alert]")).not.toBeNull());
    isFailing = false;
    page.click("Try again");
    await page.sees("Nothing was found.");
    expect(page.root.querySelector("[role=alert]")).toBeNull();
    TestBed.resetTestingModule();
  });
});
