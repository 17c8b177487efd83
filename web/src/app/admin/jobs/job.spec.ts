import { TestBed } from "@angular/core/testing";
import { openPage } from "../../../testing/page";
import { json, stubService } from "../../../testing/service";
import { Formats } from "../../language/formats";
import { adminTexts } from "../texts";
import Job from "./job";

const job = {
  id: "7",
  kind: "codes.batch",
  parameters: { expires_at: "2026-12-31T16:00:00.0000000+00:00", limit: "5" },
  state: "done",
  done: 25,
  total: 25,
  started_at: "2026-11-26T12:00:00Z",
  ended_at: "2026-11-26T12:01:00Z",
  error: null,
  actor: "admin/b2c65675-0000-0000-0000-000000000000",
};

async function open(more: Partial<Record<keyof typeof job, unknown>> = {}) {
  stubService(() => json(200, { ...job, ...more }));
  const page = await openPage(Job, "?id=7", adminTexts);
  await page.sees("Started or cancelled by");
  return page;
}

describe("Job", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("shows a time as a local time, and who started it as a link", async () => {
    const page = await open();
    await page.sees(`Expires${TestBed.inject(Formats).dateTime("2026-12-31T16:00:00Z")}`);
    await page.sees("administrator b2c65675");
    const link = page.root.querySelector("dd a");
    expect(link?.getAttribute("href")).toBe("/admin/person?id=b2c65675-0000-0000-0000-000000000000");
  });

  it("has words for what it was asked for", async () => {
    const page = await open({
      kind: "tree.freeze",
      parameters: { accounts: "disable", root: "9" },
      actor: "service/shop",
    });
    await page.sees("are disabled");
    await page.sees("service shop");
    expect(page.root.querySelector("a[href='/admin/person?id=9']")?.textContent).toBe("9");
  });

  it("says when there is no such job, and offers no other try", async () => {
    stubService(() => json(404, { status: 404, non_field_errors: [{ code: "not_found", message: "Not found." }] }));
    const page = await openPage(Job, "?id=nonsense", adminTexts);
    await page.sees("There is no such job.");
    expect(page.text).not.toContain("Try again");
    expect(page.root.querySelector("a[href='/admin/jobs']")).not.toBeNull();
  });
});
