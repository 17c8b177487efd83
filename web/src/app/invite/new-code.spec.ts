import "../../testing/dialog";
import { type ComponentFixture, TestBed } from "@angular/core/testing";
import { json, type Seen, stubService, waitUntil } from "../../testing/service";
import { beginInEnglish } from "../../testing/texts";
import { Session } from "../session/session";
import { NewCode } from "./new-code";

const link = (code: string) => ({
  invitation_code: code,
  invitation_link: `https://example.org/register?code=${code}`,
});

/** Has a code, and answers as told: it makes a new code or not, and its answer arrives or not. */
class Service {
  code = "OLD";
  readonly next: { makes: boolean; answer: Response | "lost" }[] = [];
  readonly seen: Seen[] = stubService(({ path }) => {
    if (path === "/api/me") return json(200, link(this.code));
    if (path !== "/api/me/invitation-code") return json(503, { status: 503 });
    const { makes, answer } = this.next.shift() ?? { makes: true, answer: json(201, link("NEW")) };
    if (makes) this.code = "NEW";
    return answer === "lost" ? Promise.reject(new Error("lost")) : answer;
  });

  get asked(): number {
    return this.seen.filter(({ path }) => path === "/api/me/invitation-code").length;
  }
}

async function open(): Promise<{ fixture: ComponentFixture<NewCode>; made: string[] }> {
  await beginInEnglish();
  TestBed.inject(Session).accept({ token: "t", expires_in: 900, is_active: true });
  const fixture = TestBed.createComponent(NewCode);
  fixture.componentRef.setInput("code", "OLD");
  const made: string[] = [];
  fixture.componentInstance.made.subscribe((code) => made.push(code.invitation_code));
  await fixture.whenStable();
  click(fixture, "Make a new code…");
  expect(dialog(fixture).open).toBe(true);
  expect(dialog(fixture).textContent).toContain("The code OLD and its link stop at once.");
  return { fixture, made };
}

function dialog(fixture: ComponentFixture<NewCode>): HTMLDialogElement {
  return (fixture.nativeElement as HTMLElement).querySelector("dialog")!;
}

function click(fixture: ComponentFixture<NewCode>, text: string): void {
  const buttons = [...(fixture.nativeElement as HTMLElement).querySelectorAll("button")];
  buttons.find(({ textContent }) => textContent.trim() === text)!.click();
}

describe("NewCode", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("asks for nothing before it is confirmed", async () => {
    const service = new Service();
    const { fixture, made } = await open();
    click(fixture, "Keep the code");
    expect(dialog(fixture).open).toBe(false);
    expect([service.asked, made]).toEqual([0, []]);
  });

  it("tells the new code", async () => {
    const service = new Service();
    const { fixture, made } = await open();
    click(fixture, "Make a new code");
    await waitUntil(() => expect(made).toEqual(["NEW"]));
    expect(dialog(fixture).open).toBe(false);
    expect(service.asked).toBe(1);
  });

  it("makes no second code when the answer to the first was lost", async () => {
    const service = new Service();
    service.next.push({ makes: true, answer: "lost" });
    const { fixture, made } = await open();
    vi.useFakeTimers();
    click(fixture, "Make a new code");
    await vi.advanceTimersByTimeAsync(3000);
    expect(made).toEqual(["NEW"]);
    expect(service.asked).toBe(1);
  });

  it("shows an unknown change, and looks before it asks again", async () => {
    const service = new Service();
    const unknown = { status: 503, non_field_errors: [{ code: "unknown_change", message: "" }] };
    service.next.push({ makes: true, answer: json(503, unknown) });
    const { fixture, made } = await open();
    click(fixture, "Make a new code");
    await waitUntil(() => expect(dialog(fixture).textContent).toContain("We do not know yet"));
    expect(made).toEqual([]);
    await fixture.whenStable();
    click(fixture, "Make a new code");
    await waitUntil(() => expect(made).toEqual(["NEW"]));
    expect(service.asked).toBe(1);
  });

  it("does not make a code over that of another tab", async () => {
    const service = new Service();
    const { fixture, made } = await open();
    service.code = "OTHER";
    click(fixture, "Make a new code");
    await waitUntil(() => expect(made).toEqual(["OTHER"]));
    expect(service.asked).toBe(0);
  });

  it("stops waiting when the dialog is closed, and tells no error then", async () => {
    const service = new Service();
    service.next.push({ makes: false, answer: json(503, { status: 503 }, { "Retry-After": "60" }) });
    const { fixture, made } = await open();
    click(fixture, "Make a new code");
    await waitUntil(() => expect(dialog(fixture).textContent).toContain("Next try in"));
    click(fixture, "Keep the code");
    await fixture.whenStable();
    expect(dialog(fixture).querySelector("[role=alert]")).toBeNull();
    expect(dialog(fixture).textContent).not.toContain("Next try in");
    expect([service.asked, made]).toEqual([1, []]);
  });
});
