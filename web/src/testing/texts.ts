import {
  type EnvironmentProviders,
  makeEnvironmentProviders,
  type Provider,
  provideZonelessChangeDetection,
} from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { provideTransloco } from "@jsverse/transloco";
import { Language, LANGUAGES } from "../app/language/language";
import { LanguageLoader } from "../app/language/language-loader";

/** The real texts, for tests. */
export function provideTexts(): EnvironmentProviders {
  return makeEnvironmentProviders([
    provideZonelessChangeDetection(),
    provideTransloco({
      config: { availableLangs: [...LANGUAGES], defaultLang: "en", reRenderOnLangChange: true, prodMode: true },
      loader: LanguageLoader,
    }),
  ]);
}

/** Begins a test in English. */
export async function beginInEnglish(...providers: (Provider | EnvironmentProviders)[]): Promise<void> {
  await TestBed.configureTestingModule({ providers: [provideTexts(), ...providers] }).compileComponents();
  await TestBed.inject(Language).use("en");
}
