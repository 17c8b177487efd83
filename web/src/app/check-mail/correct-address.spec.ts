import { type ComponentFixture, TestBed } from "@angular/core/testing";
import { ErrorStateMatcher } from "@angular/material/core";
import { json, type Seen, stubService, waitUntil } from "../../testing/service";
import { beginInEnglish } from "../../testing/texts";
import { ProblemMatcher } from "../form/problem-matcher";
import { Session } from "../session/session";
import { CorrectAddress } from "./correct-address";

async function open(): Promise<ComponentFixture<CorrectAddress>> {
  await beginInEnglish({ provide: ErrorStateMatcher, useClass: ProblemMatcher });
  TestBed.inject(Session).accept({ token: "t", expires_in: 900, is_active: false });
  const fixture = TestBed.createComponent(CorrectAddress);
  fixture.componentRef.setInput("address", "ann@exmaple.org");
  await fixture.whenStable();
  return fixture;
}

function field(fixture: ComponentFixture<CorrectAddress>, id: string): HTMLInputElement {
  return (fixture.nativeElement as HTMLElement).querySelector<HTMLInputElement>(`#${id}`)!;
}

async function send(fixture: ComponentFixture<CorrectAddress>, seen: Seen[], email: string): Promise<void> {
  const count = seen.length;
  for (const [id, text] of Object.entries({ email, password: "correct horse battery" })) {
    field(fixture, id).value = text;
    field(fixture, id).dispatchEvent(new Event("input"));
  }
  (fixture.nativeElement as HTMLElement).querySelector("form")!.dispatchEvent(new Event("submit"));
  await waitUntil(() => expect(seen.length).toBeGreaterThan(count));
  await fixture.whenStable();
}

describe("CorrectAddress", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("begins with the address as it is, and tells the corrected one", async () => {
    const seen = stubService(() => json(200, { email: "ann@example.org" }));
    const fixture = await open();
    const told: (string | null)[] = [];
    fixture.componentInstance.closed.subscribe((address) => told.push(address));
    expect(field(fixture, "email").value).toBe("ann@exmaple.org");
    await send(fixture, seen, "ann@example.org");
    await waitUntil(() => expect(told).toEqual(["ann@example.org"]));
    expect(seen.find(({ path }) => path === "/api/me/email")?.body).toEqual({
      email: "ann@example.org",
      password: "correct horse battery",
    });
  });

  it("shows each error at its field, and keeps what was typed", async () => {
    const seen = stubService(() =>
      json(409, { status: 409, errors: { email: [{ code: "taken", message: "This e-mail address is taken." }] } }),
    );
    const fixture = await open();
    await send(fixture, seen, "mei@example.org");
    await waitUntil(() =>
      expect((fixture.nativeElement as HTMLElement).querySelector("mat-error")?.textContent).toContain(
        "has an account already",
      ),
    );
    expect(field(fixture, "email").value).toBe("mei@example.org");
  });
});
