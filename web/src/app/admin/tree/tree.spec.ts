import { openPage } from "../../../testing/page";
import { json, stubService } from "../../../testing/service";
import { adminTexts } from "../texts";
import Tree from "./tree";

const ann = { id: "1", state: "active", frozen: false, role: "user", username: "ann_alder", nickname: "Ann Alder" };
const boss = { ...ann, id: "2", nickname: "Boss Wang", invited: 1, subtree: 3 };
const gone = { ...ann, id: "00123456", state: "ended", username: null, nickname: null, invited: 1, subtree: 1 };
const dan = { ...ann, id: "4", nickname: "Dan Delta", invited: 0, subtree: 0 };

describe("Tree", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("shows the way up from the top, and opens and closes what is below", async () => {
    const pages = [[gone], [dan]];
    const seen = stubService(({ path }) =>
      path.endsWith("/inviters")
        ? json(200, { items: [{ ...ann, invited: 1, subtree: 2 }, boss], has_more: true })
        : json(200, { items: pages.shift() ?? [], next_cursor: null }),
    );
    const page = await openPage(Tree, "?id=1", adminTexts);
    await page.sees("There are more accounts above");
    const path = [...page.root.querySelectorAll("ol a bdi")].map(({ textContent }) => textContent);
    expect(path).toEqual(["Boss Wang", "Ann Alder"]);
    await page.sees("Ended account …123456");
    const toggle = page.root.querySelector<HTMLButtonElement>("app-branch button")!;
    expect(toggle.getAttribute("aria-label")).toBe("Whom Ended account …123456 invited");
    expect(toggle.getAttribute("aria-expanded")).toBe("false");
    toggle.click();
    await page.sees("Dan Delta");
    expect(page.root.querySelector("a[href='/admin/tree?id=2']")).not.toBeNull();
    expect(page.root.querySelector("a[href='/admin/tree?id=4']")).toBeNull(); // nobody is below
    expect(toggle.getAttribute("aria-expanded")).toBe("true");
    toggle.click();
    await page.settle();
    expect(page.text).not.toContain("Dan Delta");
    expect(seen.map(({ path }) => path)).toHaveLength(3);
  });

  it("asks for a person first", async () => {
    const seen = stubService(() => json(500, {}));
    const page = await openPage(Tree, "", adminTexts);
    await page.sees("Find the person first.");
    expect(seen).toEqual([]);
  });
});
