import { TestBed } from "@angular/core/testing";
import { eventually, type OpenPage, openPage } from "../../testing/page";
import { json, lost, type Seen, stubService } from "../../testing/service";
import { Session } from "../session/session";
import DeleteAccount from "./delete-account";

const DELETED = "Your account was deleted";
const unknown = { status: 503, non_field_errors: [{ code: "unknown_change", message: "" }] };

/** Answers the deletions in order. The session is over once they are used up. */
function stubDeletion(isNameFree: boolean, ...answers: (() => Response)[]): Seen[] {
  return stubService(({ method, path }) => {
    if (method === "DELETE") return (answers.shift() ?? (() => json(401, { status: 401 })))();
    if (path === "/jwt/refresh") return json(401, { status: 401 });
    if (path === "/api/availability") return json(200, { username: isNameFree });
    return json(200, { username: "mei_lin" });
  });
}

async function open(): Promise<OpenPage> {
  const page = await openPage(DeleteAccount);
  await page.sees("What is deleted");
  page.type("password", "correct horse battery");
  return page;
}

function confirm(page: OpenPage): void {
  page.root.querySelector<HTMLInputElement>("#confirmed")!.click();
  page.submit();
}

describe("DeleteAccount", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("sends nothing before it is confirmed", async () => {
    const seen = stubDeletion(false);
    const page = await open();
    page.submit();
    await page.sees("Tick the box to confirm");
    expect(seen.some(({ method }) => method === "DELETE")).toBe(false);
    expect(page.root.querySelector("#confirmed")!.getAttribute("aria-invalid")).toBe("true");
  });

  it("signs out, and says that the account was deleted", async () => {
    const seen = stubDeletion(false, () => new Response(null, { status: 204 }));
    const page = await open();
    confirm(page);
    await page.sees(DELETED);
    expect(seen.find(({ method }) => method === "DELETE")?.body).toEqual({ password: "correct horse battery" });
    expect(TestBed.inject(Session).isSignedIn()).toBe(false);
    expect(page.url).toBe("/page");
  });

  it("finds out by a repeat whether the account was deleted", async () => {
    stubDeletion(true, () => json(503, unknown));
    const page = await open();
    confirm(page);
    await page.sees("We do not know yet whether your account was deleted.");
    page.submit();
    await page.sees(DELETED);
  });

  it("goes on by itself after a lost answer", async () => {
    stubDeletion(true, lost);
    const page = await open();
    confirm(page);
    await page.sees("The service cannot be reached.");
    window.dispatchEvent(new Event("online"));
    await page.sees(DELETED);
  });

  it("does not take the end of the session for the end of the account", async () => {
    stubDeletion(false, lost);
    const page = await open();
    confirm(page);
    await page.sees("The service cannot be reached.");
    window.dispatchEvent(new Event("online"));
    await eventually(() => expect(page.url).toBe("/sign-in?next=/page"));
  });
});
