import { eventually, type OpenPage, openPage } from "../../testing/page";
import { json, lost, type Seen, stubService } from "../../testing/service";
import Password from "./password";

const PATH = "/api/password/change";

function stubChange(change: (count: number) => Response): Seen[] {
  let count = 0;
  return stubService(({ path }) => (path === PATH ? change(++count) : json(200, { username: "mei_lin" })));
}

async function change(): Promise<OpenPage> {
  const page = await openPage(Password);
  await page.sees("Current password");
  page.type("old_password", "correct horse battery");
  page.type("password1", "another horse battery");
  page.submit();
  return page;
}

describe("Password", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("tells password managers the account, and says that this device stays signed in", async () => {
    const seen = stubChange(() => new Response(null, { status: 204 }));
    const page = await openPage(Password);
    await page.sees("Current password");
    const fields = [...page.root.querySelectorAll("input")].map(({ autocomplete, value }) => [autocomplete, value]);
    expect(fields).toEqual([
      ["username", "mei_lin"],
      ["current-password", ""],
      ["new-password", ""],
    ]);
    page.type("old_password", "correct horse battery");
    page.type("password1", "another horse battery");
    page.submit();
    await page.sees("All other devices were signed out. They may still work for some minutes.");
    expect(seen.find(({ path }) => path === PATH)?.body).toEqual({
      old_password: "correct horse battery",
      password1: "another horse battery",
      password2: "another horse battery",
    });
  });

  it("shows each error once, at its field and above", async () => {
    const error = [{ code: "length", message: "" }];
    stubChange(() =>
      json(400, {
        status: 400,
        errors: { old_password: [{ code: "invalid", message: "" }], password1: error, password2: error },
      }),
    );
    const page = await change();
    await page.sees("There is a problem");
    for (const place of ["app-error-summary li", "mat-error"]) {
      expect([...page.root.querySelectorAll(place)].map(({ textContent }) => textContent.trim())).toEqual([
        "The current password is wrong",
        "The password must have 8 to 128 characters",
      ]);
    }
  });

  it.each([
    [
      "the service does not know",
      () => json(503, { non_field_errors: [{ code: "unknown_password_change" }], status: 503 }),
    ],
    ["a proxy gave up", () => new Response("<html>Gateway timeout</html>", { status: 504 })],
    ["the answer was lost", lost],
  ])("is not sent again when %s", async (_, answer) => {
    const seen = stubChange(answer);
    const page = await change();
    await page.sees("Was your password changed?");
    expect(seen.filter(({ path }) => path === PATH)).toHaveLength(1);
    page.click("Sign in again");
    await eventually(() => expect(page.url).toBe("/sign-in"));
  });

  it("is sent again by itself when nothing was changed", async () => {
    const busy = { status: 503, non_field_errors: [{ code: "overloaded", message: "" }] };
    stubChange((count) =>
      count === 1 ? json(503, busy, { "Retry-After": "1" }) : new Response(null, { status: 204 }),
    );
    const page = await change();
    await page.sees("What you entered is kept, and is sent again by itself.");
    await eventually(() => expect(page.text).toContain("Your password was changed"));
  });
});
