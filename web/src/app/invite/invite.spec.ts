import { type ComponentFixture, DeferBlockBehavior, TestBed } from "@angular/core/testing";
import { provideRouter, TitleStrategy } from "@angular/router";
import { json, stubService, waitUntil } from "../../testing/service";
import { provideTexts } from "../../testing/texts";
import { Language } from "../language/language";
import { Session } from "../session/session";
import { PageTitle } from "../shell/page-title";
import Invite from "./invite";

const account = {
  invitation_code: "ABCDE12345",
  invitation_link: "https://example.org/register?code=ABCDE12345",
  invitation_user_count: 0,
  activated_invitation_count: 0,
};

async function open(me: () => Response): Promise<ComponentFixture<Invite>> {
  stubService(({ path }) => {
    if (path === "/api/me") return me();
    return path === "/api/me/invitees" ? json(200, { items: [], next_cursor: null }) : json(503, { status: 503 });
  });
  await TestBed.configureTestingModule({
    providers: [provideTexts(), provideRouter([]), { provide: TitleStrategy, useExisting: PageTitle }],
    imports: [Invite], // with its deferred part
    deferBlockBehavior: DeferBlockBehavior.Manual,
  }).compileComponents();
  await TestBed.inject(Language).use("en");
  TestBed.inject(Session).accept({ token: "t", expires_in: 900, is_active: true });
  return TestBed.createComponent(Invite);
}

function page(fixture: ComponentFixture<Invite>): HTMLElement {
  return fixture.nativeElement as HTMLElement;
}

async function code(fixture: ComponentFixture<Invite>): Promise<HTMLElement> {
  return waitUntil(() => {
    const found = page(fixture).querySelector<HTMLElement>("dd.code");
    expect(found).not.toBeNull();
    return found!;
  });
}

describe("Invite", () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ["ABCDE12345", ["ABCDE", "12345"]],
    ["CODE2026CODE", ["CODE", "2026", "CODE"]],
    ["ABC1234", ["ABC1", "234"]],
    ["A", ["A"]],
  ])("shows the code %s in groups of which the text is the code", async (text, groups) => {
    const fixture = await open(() => json(200, { ...account, invitation_code: text }));
    const shown = await code(fixture);
    expect([...shown.querySelectorAll("span")].map((group) => group.textContent)).toEqual(groups);
    expect(shown.textContent.trim()).toBe(text);
  });

  it("copies the code without its groups, and says so", async () => {
    const writeText = vi.fn(() => Promise.resolve());
    vi.stubGlobal("navigator", { languages: [], clipboard: { writeText } });
    const fixture = await open(() => json(200, account));
    await code(fixture);
    const button = [...page(fixture).querySelectorAll("button")].find(({ textContent }) =>
      textContent.includes("code"),
    );
    button!.click();
    await waitUntil(() => expect(page(fixture).textContent).toContain("The code was copied."));
    expect(writeText).toHaveBeenCalledWith("ABCDE12345");
  });

  it("tells a failure at the start, and tries again when it is told to", async () => {
    let isFailing = true;
    const fixture = await open(() => (isFailing ? json(500, { status: 500 }) : json(200, account)));
    await waitUntil(() => expect(page(fixture).querySelector("[role=alert]")).not.toBeNull());
    isFailing = false;
    page(fixture).querySelector("button")!.click();
    await code(fixture);
    expect(page(fixture).querySelector("[role=alert]")).toBeNull();
  });
});
