import { type ComponentFixture, TestBed } from "@angular/core/testing";
import { json, waitUntil } from "../../testing/service";
import { beginInEnglish } from "../../testing/texts";
import { Session } from "../session/session";
import { Invitees } from "./invitees";

interface Row {
  nickname: string | null;
  is_active: boolean;
}

const PAGE = 2;

/** Lists rows as they are when it is asked, two a page. A cursor is the number of the first row. */
function stubList(rows: Row[], arrival: () => Promise<void> = () => Promise.resolve()): (string | null)[] {
  const asked: (string | null)[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/api/me/invitees") return Promise.resolve(json(503, { status: 503 }));
    const cursor = searchParams.get("cursor");
    asked.push(cursor);
    const end = Number(cursor) + PAGE;
    const items = rows.slice(Number(cursor), end).map((row) => ({ ...row, date_joined: "2026-11-20T08:00:00Z" }));
    const answer = json(200, { items, next_cursor: end < rows.length ? String(end) : null });
    return arrival().then(() => answer);
  });
  return asked;
}

async function open(registered: number): Promise<ComponentFixture<Invitees>> {
  await beginInEnglish();
  TestBed.inject(Session).accept({ token: "t", expires_in: 900, is_active: true });
  const fixture = TestBed.createComponent(Invitees);
  fixture.componentRef.setInput("registered", registered);
  fixture.componentRef.setInput("activated", 0);
  document.body.append(fixture.nativeElement as HTMLElement);
  return fixture;
}

function list(fixture: ComponentFixture<Invitees>): HTMLElement {
  return fixture.nativeElement as HTMLElement;
}

async function shows(fixture: ComponentFixture<Invitees>, names: string[]): Promise<void> {
  await waitUntil(() => {
    expect([...list(fixture).querySelectorAll(".name")].map((name) => name.textContent.trim())).toEqual(names);
  });
  await fixture.whenStable();
}

const row = (nickname: string | null, is_active = false): Row => ({ nickname, is_active });

describe("Invitees", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("says that nobody has come yet", async () => {
    stubList([]);
    const fixture = await open(0);
    await waitUntil(() => expect(list(fixture).textContent).toContain("Nobody yet."));
    expect(list(fixture).querySelector("li")).toBeNull();
  });

  it("shows who has activated, and who has deleted the account", async () => {
    stubList([row("Mei Lin", true), row(null, false)]);
    const fixture = await open(2);
    await shows(fixture, ["Mei Lin", "Deleted account"]);
    expect(list(fixture).querySelector("bdi")?.textContent).toBe("Mei Lin");
    const states = [...list(fixture).querySelectorAll("time + span")].map(({ textContent }) => textContent);
    expect(states).toEqual(["Activated", "Never activated"]);
  });

  it("shows the next page after the others, and keeps the focus", async () => {
    stubList(["a", "b", "c", "d", "e"].map((name) => row(name)));
    const fixture = await open(5);
    await shows(fixture, ["a", "b"]);
    const more = list(fixture).querySelector("button")!;
    more.focus();
    more.click();
    await shows(fixture, ["a", "b", "c", "d"]);
    expect(document.activeElement).toBe(more);
    expect(list(fixture).querySelector("p[role=status]")?.textContent).toContain("2 more are shown.");
    more.click();
    await shows(fixture, ["a", "b", "c", "d", "e"]);
    expect(list(fixture).querySelector("button")).toBeNull();
    expect(document.activeElement?.textContent).toContain("e");
  });

  it("reads the shown pages anew when a count has changed, and none besides", async () => {
    const rows = ["a", "b", "c", "d", "e"].map((name) => row(name));
    const asked = stubList(rows);
    const fixture = await open(5);
    await shows(fixture, ["a", "b"]);
    list(fixture).querySelector("button")!.click();
    await shows(fixture, ["a", "b", "c", "d"]);
    asked.length = 0;

    // A late sign-up with an older code comes before others.
    rows.splice(1, 0, row("late"));
    fixture.componentRef.setInput("registered", 6);
    await shows(fixture, ["a", "late", "b", "c"]);
    expect(asked).toEqual([null, "2"]);
  });

  it("misses no change that comes while it reads", async () => {
    const rows = [row("a")];
    const arrivals: (() => void)[] = [];
    const asked = stubList(rows, () => new Promise((resolve) => arrivals.push(resolve)));
    const fixture = await open(1);
    await waitUntil(() => expect(asked).toHaveLength(1));
    rows[0] = row("a", true);
    fixture.componentRef.setInput("activated", 1);
    fixture.detectChanges();
    arrivals[0]!();
    await waitUntil(() => expect(asked).toHaveLength(2));
    arrivals[1]!();
    await waitUntil(() => expect(list(fixture).querySelector(".badge")?.textContent).toBe("Activated"));
  });
});
