import { TestBed } from "@angular/core/testing";
import { eventually, type OpenPage, openPage } from "../../testing/page";
import { json, stubService } from "../../testing/service";
import { Session } from "../session/session";
import Profile from "./profile";

const me = {
  username: "mei_lin",
  nickname: "Mei Lin",
  email: "mei@example.org",
  date_joined: "2026-11-26T12:00:00Z",
  user_level: 0,
  user_level_name: "Regular user",
  user_consumption: "0.00",
  next_level: null,
  names_to_change: [] as string[],
};

function heading(page: OpenPage): string | undefined {
  return page.root.querySelector("h1")?.textContent.trim();
}

describe("Profile", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("waits when the service is busy, and then shows the account", async () => {
    let isBusy = true;
    stubService(() => (isBusy ? json(503, { status: 503 }, { "Retry-After": "1" }) : json(200, me)));
    const page = await openPage(Profile);
    await page.sees("The page goes on by itself.");
    isBusy = false;
    await eventually(() => expect(heading(page)).toBe("Mei Lin"));
  });

  it("offers another try when somebody stops waiting", async () => {
    let isBusy = true;
    stubService(() => (isBusy ? json(503, { status: 503 }, { "Retry-After": "60" }) : json(200, me)));
    const page = await openPage(Profile);
    await page.sees("Stop waiting");
    page.click("Stop waiting");
    await page.sees("Try again");
    isBusy = false;
    page.click("Try again");
    await eventually(() => expect(heading(page)).toBe("Mei Lin"));
  });

  it("shows the nickname as the service has stored it", async () => {
    const seen = stubService(({ method }) => json(200, method === "PATCH" ? { nickname: "Mei the Great" } : me));
    const page = await openPage(Profile);
    await page.sees("Change nickname");
    page.click("Change nickname");
    await page.sees("New nickname");
    page.type("nickname", "  Mei the  Great ");
    page.submit();
    await eventually(() => expect(heading(page)).toBe("Mei the Great"));
    expect(seen.find(({ method }) => method === "PATCH")?.body).toEqual({ nickname: "  Mei the  Great " });
    expect(page.text).toContain("Your nickname was changed.");
  });

  it("looks at the account when the change may be done", async () => {
    let nickname = "Mei Lin";
    stubService(({ method }) => {
      if (method !== "PATCH") return json(200, { ...me, nickname });
      nickname = "Mei the Great";
      return json(503, { status: 503, non_field_errors: [{ code: "unknown_change", message: "" }] });
    });
    const page = await openPage(Profile);
    await page.sees("Change nickname");
    page.click("Change nickname");
    await page.sees("New nickname");
    page.type("nickname", "Mei the Great");
    page.submit();
    await eventually(() => expect(heading(page)).toBe("Mei the Great"));
    expect(page.text).toContain("We do not know yet whether the change was made.");
  });

  it("tells the names of an imported account that must change, until they are changed", async () => {
    const names_to_change = ["username", "nickname", "email"];
    const seen = stubService(({ method, body }) => json(200, method === "GET" ? { ...me, names_to_change } : body));
    const page = await openPage(Profile);
    await page.sees("Your account came from another service.");
    expect(page.root.querySelectorAll(".notice li")).toHaveLength(3);
    page.click("Change names");
    await page.sees("New username");
    page.type("username", "mei_lin_2");
    page.submit();
    await page.sees("Your names were changed.");
    expect(seen.find(({ method }) => method === "PATCH")?.body).toEqual({ username: "mei_lin_2" });
    expect(page.text).toContain("mei_lin_2");
    expect(page.root.querySelectorAll(".notice li")).toHaveLength(2);

    page.click("Change e-mail address");
    await page.sees("Correct the address");
    page.type("email", "new@example.org");
    page.submit();
    await eventually(() => expect(page.root.querySelectorAll(".notice li")).toHaveLength(1));
    expect(page.text).toContain("new@example.org");
  });

  it("leads to the sign-in and back when the session has ended", async () => {
    stubService(() => json(401, { status: 401 }));
    const page = await openPage(Profile);
    await eventually(() => expect(page.url).toBe("/sign-in?next=/page"));
    expect(TestBed.inject(Session).wasEnded()).toBe(true);
  });
});
