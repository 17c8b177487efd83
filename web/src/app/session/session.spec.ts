import { TestBed } from "@angular/core/testing";
import { json, stubService, waitUntil } from "../../testing/service";
import { provideTexts } from "../../testing/texts";
import { answerOf } from "../api/answer";
import { Api } from "../api/api";
import { Session } from "./session";

const tokens = (token: string, expires_in = 900) => ({ token, nickname: "Mei Lin", expires_in, is_active: true });

async function newSession(): Promise<Session> {
  await TestBed.configureTestingModule({ providers: [provideTexts()] }).compileComponents();
  return TestBed.inject(Session);
}

describe("Session", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("asks for no refresh in a browser that was never signed in", async () => {
    const seen = stubService(() => json(500, {}));
    const session = await newSession();
    await session.start();
    expect(seen).toEqual([]);
    expect(session.isSignedIn()).toBe(false);
  });

  it("resumes after a reload by the cookie", async () => {
    localStorage.setItem("registration.signed-in", "1");
    stubService(() => json(200, tokens("first")));
    const session = await newSession();
    expect(await session.token()).toBe("first");
  });

  it("keeps no token in any storage", async () => {
    stubService(() => json(200, {}));
    const session = await newSession();
    session.accept(tokens("secret-token"));
    expect(JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])).not.toContain(
      "secret-token",
    );
  });

  it("refreshes once for many requests that find the token expired", async () => {
    const seen = stubService(({ path, headers }) => {
      if (path === "/jwt/refresh") return json(200, tokens("second"));
      return headers.get("Authorization") === "Bearer second" ? json(200, {}) : json(401, { status: 401 });
    });
    const session = await newSession();
    session.accept(tokens("first"));
    const api = TestBed.inject(Api);
    const answers = await Promise.all([1, 2, 3].map(() => api.signedIn.GET("/api/me")));
    expect(answers.map((answer) => answer.response.status)).toEqual([200, 200, 200]);
    expect(seen.filter(({ path }) => path === "/jwt/refresh")).toHaveLength(1);
  });

  it("is over when the service has ended it, and stays when the service is busy", async () => {
    let status = 503;
    stubService(() => json(status, { status }));
    const session = await newSession();
    session.accept(tokens("first"));
    await session.refresh();
    expect(session.isSignedIn()).toBe(true);
    status = 401;
    await session.refresh();
    expect(session.isSignedIn()).toBe(false);
    expect(localStorage.getItem("registration.signed-in")).toBeNull();
  });

  it("is presumed to go on while the service does not tell at the start", async () => {
    localStorage.setItem("registration.signed-in", "active");
    let isBusy = true;
    stubService(() => (isBusy ? json(503, { status: 503 }, { "Retry-After": "7" }) : json(200, tokens("first"))));
    const session = await newSession();
    await session.start();
    expect(session.isActive()).toBe(true);
    const call = () => answerOf(TestBed.inject(Api).signedIn.GET("/api/me"));
    expect(await call()).toMatchObject({ kind: "refused", status: 503, retryAfter: 7 });
    isBusy = false;
    expect(await call()).toMatchObject({ kind: "done" });
  });

  it("does not call a request refused while the service cannot refresh the session", async () => {
    stubService(({ path }) => json(path === "/jwt/refresh" ? 503 : 401, { status: 503 }, { "Retry-After": "7" }));
    const session = await newSession();
    session.accept(tokens("first"));
    const answer = await answerOf(TestBed.inject(Api).signedIn.GET("/api/me"));
    expect(answer).toMatchObject({ kind: "refused", status: 503, retryAfter: 7 });
    expect(session.isSignedIn()).toBe(true);
  });

  it("ends later, and is not resumed, when the service could not be told of a sign-out", async () => {
    let isBusy = true;
    const seen = stubService(() => (isBusy ? json(503, { status: 503 }) : json(200, {})));
    const session = await newSession();
    session.accept(tokens("first"));
    await session.signOut();
    expect(session.isSignedIn()).toBe(false);
    expect(await session.follow()).toBe(false);
    isBusy = false;
    window.dispatchEvent(new Event("online"));
    await waitUntil(() => {
      expect(localStorage.getItem("registration.signed-in")).toBeNull();
    });
    expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(["/jwt/logout"]));
  });
});
