import { TestBed } from "@angular/core/testing";
import { beginInEnglish } from "../../testing/texts";
import { Formats } from "./formats";
import { Language } from "./language";

describe("Formats", () => {
  beforeEach(() => beginInEnglish());

  it("keep every digit of an amount", () => {
    const formats = TestBed.inject(Formats);
    expect(formats.amount("0.00")).toBe("0.00");
    expect(formats.amount("12345678901234567.89")).toBe("12,345,678,901,234,567.89");
  });

  it("write the time of a day in one form", () => {
    const formats = TestBed.inject(Formats);
    const time = "2026-11-26T05:00:00Z";
    expect(formats.dateTime(time)).toContain(formats.step(time, "hour"));
  });

  it("follow the language", async () => {
    const formats = TestBed.inject(Formats);
    expect(formats.date("2026-11-26T12:00:00Z")).toBe("November 26, 2026");
    await TestBed.inject(Language).use("zh-Hans");
    expect(formats.date("2026-11-26T12:00:00Z")).toBe("2026年11月26日");
  });
});
