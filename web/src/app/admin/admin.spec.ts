import { TestBed } from "@angular/core/testing";
import { openAt } from "../../testing/page";
import { json, stubService } from "../../testing/service";
import { Session } from "../session/session";
import routes from "./admin.routes";

const signIn = () => TestBed.inject(Session).accept({ token: "t", expires_in: 900, is_active: true });

describe("The operators' part", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("shows its pages to an administrator", async () => {
    stubService(({ path }) => (path === "/api/me" ? json(200, { role: "admin" }) : json(200, { items: [] })));
    const page = await openAt("/admin/api-keys", [{ path: "admin", children: routes }], signIn);
    await page.sees("Nothing was found.");
    const current = page.root.querySelector("nav [aria-current=page]");
    expect(current?.textContent).toBe("API keys");
  });

  it("shows its pages to somebody who has just become an administrator", async () => {
    let role = "user";
    stubService(({ path }) => {
      if (path === "/api/admin/jobs") role = "admin"; // now the service has looked
      return json(200, path === "/api/me" ? { role } : { items: [] });
    });
    const page = await openAt("/admin/api-keys", [{ path: "admin", children: routes }], signIn);
    await page.sees("Nothing was found.");
  });

  it("shows nobody else a page", async () => {
    const seen = stubService(({ path }) => (path === "/api/me" ? json(200, { role: "user" }) : json(403, {})));
    const page = await openAt("/admin/api-keys", [{ path: "admin", children: routes }], signIn);
    await page.sees("You are not an administrator");
    expect(page.root.querySelector("nav")).toBeNull();
    expect(seen.map(({ path }) => path)).toEqual(["/api/me", "/api/admin/jobs", "/api/me"]);
  });
});
