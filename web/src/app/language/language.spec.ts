import { TestBed } from "@angular/core/testing";
import en from "../../i18n/en.json";
import zh from "../../i18n/zh-Hans.json";
import { provideTexts } from "../../testing/texts";
import { routes } from "../app.routes";
import { Language, preferred } from "./language";

type Texts = Record<string, unknown>;

function keys(texts: Texts, prefix = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [prefix + key] : keys(value as Texts, `${prefix}${key}.`),
  );
}

function values(texts: Texts): Record<string, string[]> {
  const text = JSON.stringify(texts);
  return { places: (text.match(/\{\{ \w+ \}\}/g) ?? []).sort() };
}

describe("The languages", () => {
  it("have the same texts", () => {
    expect(keys(zh)).toEqual(keys(en));
    expect(values(zh)).toEqual(values(en));
  });

  it("have a title for every page", () => {
    for (const { title } of routes) expect(keys(en)).toContain(title);
  });

  it("are chosen by the browser's list", () => {
    expect(preferred(["fr-FR", "zh-TW", "en"])).toBe("zh-Hans");
    expect(preferred(["de", "en-GB", "zh"])).toBe("en");
    expect(preferred(["fr"])).toBe("en");
    expect(preferred([])).toBe("en");
  });

  it("are switched without a reload, and kept", async () => {
    await TestBed.configureTestingModule({ providers: [provideTexts()] }).compileComponents();
    const language = TestBed.inject(Language);
    await language.start();
    expect(language.find("signIn.submit")).toBe("Sign in");
    await language.choose("zh-Hans");
    expect(language.find("signIn.submit")).toBe("登录");
    expect(document.documentElement.lang).toBe("zh-Hans");
    expect(localStorage.getItem("registration.language")).toBe("zh-Hans");
    localStorage.clear();
  });
});
