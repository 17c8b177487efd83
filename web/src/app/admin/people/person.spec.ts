import "../../../testing/dialog";
import { type OpenPage, openPage } from "../../../testing/page";
import { json, lost, type Seen, stubService, waitUntil } from "../../../testing/service";
import { adminTexts } from "../texts";
import Person from "./person";

const time = "2026-11-26T12:00:00Z";
const listed = {
  id: "1",
  state: "active",
  frozen: true,
  role: "user",
  username: "ann_alder",
  nickname: "Ann Alder",
  invited: 2,
  subtree: 3000,
};
const account = {
  ...listed,
  email: "ann@example.org",
  user_level: 2,
  user_consumption: "12.50",
  date_joined: time,
  activated_at: time,
  ended_at: null,
  activate_by: null,
  inviter_code: "ABC",
  codes: [{ code: "ANN", registered: 2, activated: 1, pending: 0 }],
  is_frozen: true,
  frozen_with: ["1", "9"],
  activation_mail: null,
  reset_mail: { state: "failed", failure: "mailbox_unknown", since: time },
};
const session = { id: "7", created_at: time, last_used_at: time, expires_at: time, user_agent: "?", current: false };

/** A service with one person, which answers other requests than reads as told. */
function stubPerson(
  state: string,
  act: (seen: Seen) => Response = () => new Response(null, { status: 204 }),
  more: Partial<typeof account> = {},
): Seen[] {
  return stubService((seen) => {
    const { method, path } = seen;
    if (method !== "GET") return act(seen);
    if (path.endsWith("/quota"))
      return state === "ended" ? json(404, { status: 404 }) : json(200, { codes: 3, uses: null });
    if (path.endsWith("/inviters")) {
      const boss = { ...listed, id: "2", nickname: "Boss Wang" };
      return json(200, { items: [{ ...listed, state }, boss], has_more: false });
    }
    if (path.endsWith("/audit")) return json(200, { items: [], next_cursor: null });
    if (path.endsWith("/sessions")) {
      if (state !== "active")
        return json(409, { status: 409, non_field_errors: [{ code: `account_${state}`, message: "" }] });
      return json(200, { sessions: [session] });
    }
    const names = state === "ended" ? { username: null, nickname: null, email: null, codes: [] } : {};
    return json(200, { ...account, state, ...names, ...more });
  });
}

function acts(seen: readonly Seen[]): unknown[] {
  return seen.filter(({ method }) => method !== "GET").map(({ method, path, body }) => [method, path, body]);
}

async function open(): Promise<OpenPage> {
  const page = await openPage(Person, "?id=1", adminTexts);
  await page.sees("What you can do");
  return page;
}

describe("Person", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("shows the account, its place in the tree, its mails and its devices", async () => {
    stubPerson("active");
    const page = await open();
    await page.sees("Boss Wang");
    await page.sees("2 invited, 3,000 below");
    await page.sees("Last failure: mailbox_unknown");
    await page.sees("With all accounts below");
    expect(page.root.querySelector("a[href='/admin/person?id=9']")?.textContent).toBe("9");
    await page.sees("Sign out…");
  });

  it("shows an account that has ended by its id, and offers what still makes sense", async () => {
    stubPerson("ended");
    const page = await open();
    await page.sees("Ended account …1");
    await page.sees("No device is signed in.");
    const buttons = [...page.root.querySelectorAll(".actions button")].map(({ textContent }) => textContent.trim());
    expect(buttons).toEqual([
      "Move under another account…",
      "Undo the freeze of all and enable the accounts…",
      "Undo the freeze of all codes only…",
      "Freeze all codes…",
      "Freeze all codes and disable the accounts…",
    ]);
  });

  it.each([
    {
      frozen_with: ["1", "9"],
      offered: ["Undo the freeze of all and enable the accounts…", "Undo the freeze of all codes only…"],
    },
    { frozen_with: ["9"], offered: ["Unfreeze the codes…", "Freeze all codes…"] },
  ])("offers of freezing and unfreezing what fits ($frozen_with)", async ({ frozen_with, offered }) => {
    stubPerson("active", undefined, { frozen_with });
    const { root } = await open();
    const all = [...root.querySelectorAll(".actions button")].map(({ textContent }) => textContent.trim());
    const others = ["Freeze the codes…", "Freeze all codes and disable the accounts…"];
    expect(all.filter((text) => /freeze/i.test(text) && !others.includes(text))).toEqual(offered);
  });

  it("says before a freeze of codes only is undone that the accounts stay disabled", async () => {
    stubPerson("disabled");
    const page = await open();
    page.click("Undo the freeze of all codes only…");
    await page.sees("Accounts that the freeze has disabled stay disabled.");
  });

  it("does not say that a disabled account has no devices, and offers to sign them out", async () => {
    const seen = stubPerson("disabled");
    const page = await open();
    await page.sees("Devices are not shown while the account is disabled.");
    expect(page.text).not.toContain("No device is signed in.");
    page.click("Sign out all devices…");
    await page.sees("Every device must sign in again.");
    page.submit();
    await page.sees("All devices were signed out.");
    expect(acts(seen)).toEqual([["POST", "/api/admin/people/1/end-sessions", {}]]);
  });

  it("says that nobody has the id, with a link to the list, and offers no other try", async () => {
    stubService(() => json(404, { status: 404, non_field_errors: [{ code: "not_found", message: "Not found." }] }));
    const page = await openPage(Person, "?id=nonsense", adminTexts);
    await page.sees("No account has this id.");
    expect(page.text).not.toContain("Try again");
    expect(page.root.querySelector("a[href='/admin/people']")?.textContent).toBe("Back to the people");
  });

  it("asks before an act, sends what was entered, and tells that it is done", async () => {
    const seen = stubPerson("active");
    const page = await open();
    page.click("Disable…");
    await page.sees("Disable the account of Ann Alder");
    expect(acts(seen)).toEqual([]);
    page.type("reason", "sold its invitations");
    await page.settle();
    page.submit();
    await page.sees("The account was disabled.");
    expect(acts(seen)).toEqual([["POST", "/api/admin/people/1/disable", { reason: "sold its invitations" }]]);
  });

  it("leaves an optional reason out, and never takes a wrong number for none", async () => {
    const seen = stubPerson("active", () => json(200, { codes: null, uses: null }));
    const page = await open();
    page.click("Change the quota…");
    await page.sees("Change the quota of Ann Alder");
    expect(page.root.querySelector<HTMLInputElement>("#codes")!.value).toBe("3");
    page.type("codes", "");
    page.type("uses", "2O");
    page.submit();
    await page.sees("The quota was changed.");
    expect(acts(seen)).toEqual([["PUT", "/api/admin/people/1/quota", { codes: null, uses: "2O" }]]);
  });

  it("tells a refusal in the dialog, and reads the account anew", async () => {
    const seen = stubPerson("active", () =>
      json(409, { status: 409, non_field_errors: [{ code: "own_account", message: "Not your own." }] }),
    );
    const page = await open();
    page.click("Sign out all devices…");
    await page.sees("Every device must sign in again.");
    const reads = seen.length;
    page.submit();
    await page.sees("Not your own.");
    await waitUntil(() => expect(seen.slice(reads).map(({ path }) => path)).toContain("/api/admin/people/1"));
  });

  it("takes a device that was signed out already for signed out", async () => {
    const seen = stubPerson("active", () => json(404, { status: 404 }));
    const page = await open();
    await page.sees("Sign out…");
    page.click("Sign out…");
    await page.sees("The device must sign in again.");
    page.submit();
    await page.sees("The device was signed out.");
    expect(acts(seen)).toEqual([["DELETE", "/api/admin/people/1/sessions/7", {}]]);
  });

  it("waits for the service, and shows nothing that it does not know", async () => {
    stubService(lost);
    const page = await openPage(Person, "?id=1", adminTexts);
    await page.sees("The service cannot be reached.");
    expect(page.text).not.toContain("What you can do");
  });
});
