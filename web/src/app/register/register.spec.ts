import { TestBed } from "@angular/core/testing";
import { type OpenPage, openAt } from "../../testing/page";
import { json, type Seen, stubService, waitUntil } from "../../testing/service";
import { Language } from "../language/language";
import Register from "./register";

const account = { token: "t", expires_in: 900, is_active: false };

async function open(path: string): Promise<OpenPage> {
  const page = await openAt(path, [
    { path: "register", component: Register },
    { path: "check-mail", children: [] },
  ]);
  await page.settle();
  return page;
}

async function submit(page: OpenPage, seen: Seen[]): Promise<void> {
  const count = seen.filter(({ path }) => path === "/api/register").length;
  page.submit();
  await waitUntil(() => expect(seen.filter(({ path }) => path === "/api/register")).toHaveLength(count + 1));
  await waitUntil(() => expect(page.root.querySelector("button[disabled], button[aria-disabled=true]")).toBeNull());
  await page.settle();
}

describe("Register", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("sends the one password twice, and the same key again for the same form", async () => {
    const seen = stubService(({ path }) =>
      path === "/api/captcha" ? json(200, { provider: "none" }) : json(400, { status: 400, errors: {} }),
    );
    const page = await open("/register");
    page.type("username", "mei_lin");
    page.type("password1", "correct horse battery");
    await submit(page, seen);
    await submit(page, seen);
    const sent = seen.filter(({ path }) => path === "/api/register");
    expect(sent[0]!.body).toMatchObject({ password1: "correct horse battery", password2: "correct horse battery" });
    expect(sent[0]!.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/);
    expect(sent[1]!.headers.get("Idempotency-Key")).toBe(sent[0]!.headers.get("Idempotency-Key"));
  });

  it("lists all errors at the top and at their fields, in the language of the page", async () => {
    const errors = {
      username: [{ code: "taken", message: "" }],
      email: [{ code: "invalid", message: "" }],
      password1: [{ code: "common", message: "" }],
      password2: [{ code: "common", message: "" }],
    };
    const seen = stubService(({ path }) =>
      path === "/api/captcha" ? json(200, { provider: "none" }) : json(400, { status: 400, errors }),
    );
    const page = await open("/register");
    page.type("username", "mei_lin");
    await submit(page, seen);
    const summary = page.root.querySelector("app-error-summary")!;
    expect([...summary.querySelectorAll("li")].map((item) => item.textContent.trim())).toEqual([
      "This username is taken. Choose another one",
      "Enter an e-mail address such as name@example.com",
      "This password is too common. Choose one that is harder to guess",
    ]);
    expect(page.root.querySelector("#username")!.getAttribute("aria-invalid")).toBe("true");
    expect(page.root.querySelector<HTMLInputElement>("#username")!.value).toBe("mei_lin");
    await TestBed.inject(Language).use("zh-Hans");
    await page.settle();
    expect(summary.querySelector("li")!.textContent.trim()).toBe("此用户名已被使用，请换一个");
  });

  it("solves a new captcha when the answer was too old", async () => {
    let tries = 0;
    const seen = stubService(({ path }) => {
      if (path === "/api/captcha") return json(200, { provider: "none" });
      return tries++ === 0
        ? json(400, { status: 400, errors: { recaptcha: [{ code: "expired", message: "" }] } })
        : json(201, account);
    });
    const page = await open("/register");
    page.submit();
    await waitUntil(() => expect(seen.filter(({ path }) => path === "/api/register")).toHaveLength(2));
    expect(seen.filter(({ path }) => path === "/api/captcha")).toHaveLength(2);
  });

  it("says who invites, and lets the invitation be removed", async () => {
    stubService(({ path }) =>
      path === "/api/invitations/MEICODE12345"
        ? json(200, { valid: true, inviter_nickname: "Mei Lin" })
        : json(404, {}),
    );
    const page = await open("/register?code=MEICODE12345");
    await waitUntil(() => expect(page.root.querySelector(".inviter")).not.toBeNull());
    expect(page.root.querySelector(".invitation")!.textContent).toContain("\u2068Mei Lin\u2069 invited you.");
    expect(page.root.querySelector("#invitation_code")).toBeNull();
    page.root.querySelector<HTMLButtonElement>("app-invitation button")!.click();
    await page.settle();
    expect(page.root.querySelector<HTMLInputElement>("#invitation_code")!.value).toBe("");
  });

  it("says for whose addresses an invitation without an inviter is", async () => {
    stubService(() => json(200, { valid: true, inviter_nickname: null, email_domain: "example.org" }));
    const page = await open("/register?code=SPRING");
    await waitUntil(() => expect(page.root.querySelector(".domain")).not.toBeNull());
    expect(page.root.querySelector(".inviter")).toBeNull();
    const text = page.root.querySelector(".invitation")!.textContent;
    expect(text).toContain("You are invited.");
    expect(text).toContain("@\u2068example.org\u2069");
  });

  it("does not bring back an invitation that was removed before the answer", async () => {
    let answer: (response: Response) => void = () => undefined;
    stubService(() => new Promise<Response>((resolve) => (answer = resolve)));
    const page = await open("/register?code=MEICODE12345");
    expect(page.root.querySelector(".invitation")!.textContent).toContain("Looking up the invitation…");
    page.root.querySelector<HTMLButtonElement>("app-invitation button")!.click();
    answer(json(200, { valid: true, inviter_nickname: "Mei Lin" }));
    await new Promise((resolve) => setTimeout(resolve));
    await page.settle();
    expect(page.root.querySelector("app-invitation")).toBeNull();
  });
});
