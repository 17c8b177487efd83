import { TestBed } from "@angular/core/testing";
import { eventually, type OpenPage, openPage } from "../../testing/page";
import { json, type Seen, stubService } from "../../testing/service";
import { Session } from "../session/session";
import Devices from "./devices";

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const at = { created_at: "2026-11-26T12:00:00Z", last_used_at: "2026-11-26T12:00:00Z", expires_at: "" };
const here = { ...at, id: "1", user_agent: "?", current: true };
const other = { ...at, id: "2", user_agent: firefox, current: false };

/** A service whose list of devices never changes: an answer that was under way. */
function stubDevices(end: (seen: Seen) => Response): Seen[] {
  return stubService((seen) => (seen.method === "DELETE" ? end(seen) : json(200, { sessions: [here, other] })));
}

async function signOutFirefox(): Promise<OpenPage> {
  const page = await openPage(Devices);
  await page.sees("Firefox on Linux");
  page.click("Sign out");
  return page;
}

describe("Devices", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("signs out a device, which does not come back by an older answer", async () => {
    const seen = stubDevices(() => new Response(null, { status: 204 }));
    const page = await signOutFirefox();
    await page.sees("Firefox on Linux was signed out.");
    await page.sees("No other device is signed in.");
    expect(seen.filter(({ method }) => method === "DELETE").map(({ path }) => path)).toEqual(["/api/sessions/2"]);
  });

  it("says that a device was signed out already", async () => {
    stubDevices(() => json(404, { status: 404 }));
    const page = await signOutFirefox();
    await page.sees("Firefox on Linux was signed out already.");
    await page.sees("No other device is signed in.");
  });

  it("keeps the device when the service refuses", async () => {
    stubDevices(() => json(500, { status: 500, non_field_errors: [{ code: "internal_error", message: "" }] }));
    const page = await signOutFirefox();
    await page.sees("Something went wrong on our side.");
    expect(page.root.querySelectorAll("app-device")).toHaveLength(2);
  });

  it("notices that this device was signed out by another one", async () => {
    stubService(({ path }) => (path === "/jwt/refresh" ? json(401, {}) : json(200, { sessions: [other] })));
    const page = await openPage(Devices);
    await eventually(() => expect(page.url).toBe("/sign-in?next=/page"));
    expect(TestBed.inject(Session).wasEnded()).toBe(true);
  });
});
