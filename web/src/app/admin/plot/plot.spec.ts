import { TestBed } from "@angular/core/testing";
import { beginInEnglish } from "../../../testing/texts";
import { Language } from "../../language/language";
import { adminTexts } from "../texts";
import { Plot } from "./plot";
import { timesOf, valuesOf } from "./series";

const statistics = {
  from: "2026-11-26T00:00:00Z",
  to: "2026-11-26T04:00:00Z",
  step: "hour",
  totals: { registered: 1007 },
  items: [
    { time: "2026-11-26T01:00:00Z", counts: { registered: 7, activated: 2 } },
    { time: "2026-11-26T03:00:00Z", counts: { registered: 1000 } },
  ],
};

describe("A plot", () => {
  it("has a step for each hour, also for those in which nothing happened", () => {
    const times = timesOf(statistics);
    expect(times).toHaveLength(4);
    expect(valuesOf(statistics, times, "registered")).toEqual([0, 7, 0, 1000]);
    expect(valuesOf(statistics, times, "activated")).toEqual([0, 2, 0, 0]);
  });

  it("leaves room between the labels of its times, also in a narrow window", async () => {
    vi.stubGlobal(
      "ResizeObserver",
      class {
        constructor(private readonly _resized: (entries: unknown[]) => void) {}
        observe(): void {
          this._resized([{ contentRect: { width: 320 } }]);
        }
        disconnect(): void {
          // Nothing is observed.
        }
      },
    );
    await beginInEnglish();
    await TestBed.inject(Language).add(adminTexts);
    const fixture = TestBed.createComponent(Plot);
    const times = Array.from({ length: 48 }, (_, hour) => new Date(hour * 3_600_000).toISOString());
    fixture.componentRef.setInput("heading", "Sign-ups");
    fixture.componentRef.setInput("times", times);
    fixture.componentRef.setInput("step", "hour");
    fixture.componentRef.setInput("series", []);
    await fixture.whenStable();
    const labels = [...(fixture.nativeElement as HTMLElement).querySelectorAll(".time")];
    const at = labels.map((label) => Number(label.getAttribute("x")));
    expect(at.length).toBeGreaterThan(1);
    expect(Math.max(...at)).toBeLessThanOrEqual(320);
    const longest = Math.max(...labels.map(({ textContent }) => textContent.length));
    for (const [index, x] of at.slice(1).entries()) expect(x - at[index]!).toBeGreaterThan(7 * longest);
    vi.unstubAllGlobals();
  });

  it("has its numbers as a table, and levels that are whole", async () => {
    await beginInEnglish();
    await TestBed.inject(Language).add(adminTexts);
    const fixture = TestBed.createComponent(Plot);
    const times = timesOf(statistics);
    fixture.componentRef.setInput("heading", "Sign-ups");
    fixture.componentRef.setInput("times", times);
    fixture.componentRef.setInput("step", "hour");
    fixture.componentRef.setInput("series", [{ key: "a", label: "Registered", values: [0, 1, 0, 2] }]);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const texts = (selector: string) => [...element.querySelectorAll(selector)].map(({ textContent }) => textContent);
    expect(texts("tbody td")).toEqual(["2", "0", "1", "0"]);
    expect(texts(".value").every((text) => /^\d+$/.test(text))).toBe(true);
    expect(element.querySelector("svg")?.getAttribute("aria-label")).toContain("Sign-ups");
    expect(element.querySelector("path")?.getAttribute("d")).toMatch(/^M[\d.]+,[\d.]+L/);
  });
});
