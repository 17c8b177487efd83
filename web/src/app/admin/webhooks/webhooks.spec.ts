import { openPage } from "../../../testing/page";
import { json, lost, type Seen, stubService } from "../../../testing/service";
import { adminTexts } from "../texts";
import Webhooks from "./webhooks";

const webhook = {
  id: "1",
  url: "https://shop.example.com/hook",
  events: ["user.registered"],
  description: "",
  enabled: true,
  disabled_because: null,
  created_at: "2026-11-26T12:00:00Z",
  waiting: 0,
  failed: 0,
};

async function add(create: () => Response): Promise<{ seen: Seen[]; page: Awaited<ReturnType<typeof openPage>> }> {
  const seen = stubService(({ method }) => (method === "POST" ? create() : json(200, { webhooks: [] })));
  const page = await openPage(Webhooks, "", adminTexts);
  await page.sees("There are no webhooks.");
  page.click("Add a webhook…");
  await page.sees("New webhook");
  page.type("url", webhook.url);
  page.root.querySelector<HTMLInputElement>("input[type=checkbox]")!.click();
  page.submit();
  return { seen, page };
}

describe("Webhooks", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("shows the secret of a new webhook", async () => {
    const { seen, page } = await add(() => json(201, { webhook, secret: "whsec_abc" }));
    await page.sees("whsec_abc");
    await page.sees("Somebody signed up");
    const body = { url: webhook.url, events: ["user.registered"], description: "" };
    expect(seen.find(({ method }) => method === "POST")?.body).toEqual(body);
    expect(page.text).not.toContain("New webhook");
  });

  it("adds no second webhook when the answer to the first was lost", async () => {
    const { seen, page } = await add(lost);
    await page.sees("Look at the list before you try again");
    expect(seen.map(({ method }) => method)).toEqual(["GET", "POST", "GET"]);
  });
});
