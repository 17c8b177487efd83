import { TestBed } from "@angular/core/testing";
import { TranslocoService } from "@jsverse/transloco";
import adminEn from "../../i18n/admin/en.json";
import adminZh from "../../i18n/admin/zh-Hans.json";
import en from "../../i18n/en.json";
import zh from "../../i18n/zh-Hans.json";
import { provideTexts } from "../../testing/texts";
import adminRoutes from "../admin/admin.routes";
import { adminTexts } from "../admin/texts";
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
    for (const [one, other] of [
      [zh, en],
      [adminZh, adminEn],
    ] as const) {
      expect(keys(one)).toEqual(keys(other));
      expect(values(one)).toEqual(values(other));
    }
  });

  it("have each text once", () => {
    expect(keys(adminEn).filter((key) => keys(en).includes(key))).toEqual([]);
  });

  it("have a title for every page", () => {
    const pages = [...routes, ...(adminRoutes[0]?.children ?? [])].filter(({ loadChildren }) => !loadChildren);
    for (const { title } of pages) expect([...keys(en), ...keys(adminEn)]).toContain(title);
  });

  it("get the texts of a part, in each language", async () => {
    await TestBed.configureTestingModule({ providers: [provideTexts()] }).compileComponents();
    const language = TestBed.inject(Language);
    const isStarted = language.start();
    await language.add(adminTexts);
    await isStarted;
    expect(language.find("admin.codes.title")).toBe("Codes");
    await language.use("zh-Hans");
    expect(language.find("admin.codes.title")).toBe("邀请码");
    expect(language.find("signIn.submit")).toBe("登录");
    expect(TestBed.inject(TranslocoService).translate("admin.codes.title")).toBe("邀请码");
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
