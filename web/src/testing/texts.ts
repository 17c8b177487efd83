import { type EnvironmentProviders, makeEnvironmentProviders, provideZonelessChangeDetection } from "@angular/core";
import { provideTransloco } from "@jsverse/transloco";
import { LANGUAGES } from "../app/language/language";
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
