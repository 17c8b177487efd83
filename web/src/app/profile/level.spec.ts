import { TestBed } from "@angular/core/testing";
import { beginInEnglish } from "../../testing/texts";
import { Level } from "./level";

const next = { level: 1, name: "Level 1 user", threshold: "300.00", remaining: "299.90" };

async function show(user_level: number, next_level: typeof next | null): Promise<HTMLElement> {
  await beginInEnglish();
  const fixture = TestBed.createComponent(Level);
  fixture.componentRef.setInput("account", {
    user_level,
    user_level_name: `Name ${user_level}`,
    user_consumption: "0.10",
    next_level,
  });
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

describe("Level", () => {
  it("differs in more than its colour", async () => {
    const signs = [];
    for (const level of [0, 1, 2, 3, 4, 5]) {
      const paths = [...(await show(level, null)).querySelectorAll("path")].map((path) => path.getAttribute("d"));
      signs.push(paths.join());
      TestBed.resetTestingModule();
    }
    expect(new Set(signs).size).toBe(6);
  });

  it("shows how far the next level is", async () => {
    const element = await show(0, next);
    const bar = element.querySelector("progress")!;
    expect([bar.value, bar.max, bar.getAttribute("aria-label")]).toEqual([0.1, 300, "Progress to Level 1 user"]);
    expect(element.textContent).toContain("299.90 more to reach Level 1 user.");
  });

  it("says that no level is higher", async () => {
    const element = await show(5, null);
    expect(element.querySelector("progress")).toBeNull();
    expect(element.textContent).toContain("This is the highest level.");
  });

  it("says nothing of the next level while an operator has set one", async () => {
    const element = await show(3, null);
    expect(element.querySelector("progress")).toBeNull();
    expect(element.textContent).not.toContain("highest");
  });
});
