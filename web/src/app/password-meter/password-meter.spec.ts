import { type ComponentFixture, TestBed } from "@angular/core/testing";
import { FormControl } from "@angular/forms";
import { Options } from "@zxcvbn-ts/core";
import en from "../../i18n/en.json";
import { beginInEnglish } from "../../testing/texts";
import { estimate } from "./estimate";
import { PasswordMeter } from "./password-meter";

describe("estimate", () => {
  it("has a text for all that may be wrong or may help", () => {
    const { warnings, suggestions } = new Options().translations;
    expect(Object.keys(en.meter.warnings).sort()).toEqual(Object.keys(warnings).sort());
    expect(Object.keys(en.meter.suggestions).sort()).toEqual(Object.keys(suggestions).sort());
  });

  it("tells common, short and long ones apart, and why", () => {
    expect(estimate("password")).toEqual({ score: 0, reasons: ["warnings.topTen", "suggestions.anotherWord"] });
    expect(estimate("qwertyuiop").score).toBe(0);
    expect(estimate("correct horse battery staple")).toEqual({ score: 4, reasons: [] });
  });

  it("knows what the form says of its owner", () => {
    expect(estimate("linmeizhang").score).toBeGreaterThan(1);
    expect(estimate("linmeizhang", ["linmeizhang@example.org"])).toMatchObject({ score: 0 });
    expect(estimate("linmeizhang", ["linmeizhang@example.org"]).reasons).toContain("warnings.userInputs");
  });
});

describe("PasswordMeter", () => {
  let password: FormControl<string>;
  let fixture: ComponentFixture<PasswordMeter>;

  beforeEach(async () => {
    await beginInEnglish();
    vi.useFakeTimers();
    password = new FormControl("", { nonNullable: true });
    fixture = TestBed.createComponent(PasswordMeter);
    fixture.componentRef.setInput("password", password);
    fixture.detectChanges();
  });

  afterEach(() => vi.useRealTimers());

  function said(): string {
    fixture.detectChanges();
    return (fixture.nativeElement as HTMLElement).querySelector("[role=status]")!.textContent;
  }

  it("says nothing while somebody types, and once when they pause", () => {
    const all = new Set<string>();
    for (const text of ["p", "pa", "pas", "passw", "password"]) {
      password.setValue(text);
      vi.advanceTimersByTime(600);
      all.add(said());
    }
    expect([...all]).toEqual([""]);
    vi.advanceTimersByTime(100);
    expect(said()).toBe("Strength: very weak");
    expect((fixture.nativeElement as HTMLElement).querySelector("li")!.textContent).toBe(en.meter.warnings.topTen);
  });

  it("judges a password that was there before it, such as a password manager's", () => {
    const filled = new FormControl("correct horse battery staple", { nonNullable: true });
    fixture.componentRef.setInput("password", filled);
    fixture.detectChanges();
    vi.advanceTimersByTime(700);
    expect(said()).toBe("Strength: very good");
  });

  it("is silent about an empty field", () => {
    password.setValue("password");
    vi.advanceTimersByTime(700);
    password.setValue("");
    vi.advanceTimersByTime(700);
    expect(said()).toBe("");
  });
});
