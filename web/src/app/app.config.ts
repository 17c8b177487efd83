import { ApplicationConfig, provideBrowserGlobalErrorListeners, provideZonelessChangeDetection } from "@angular/core";
import { provideRouter, TitleStrategy, withComponentInputBinding, withInMemoryScrolling } from "@angular/router";
import { provideTransloco } from "@jsverse/transloco";
import { routes } from "./app.routes";
import { ErrorStateMatcher } from "@angular/material/core";
import { ProblemMatcher } from "./form/problem-matcher";
import { LANGUAGES } from "./language/language";
import { LanguageLoader } from "./language/language-loader";
import { PageTitle } from "./shell/page-title";

export const appConfig: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes, withComponentInputBinding(), withInMemoryScrolling({ scrollPositionRestoration: "enabled" })),
    provideTransloco({
      config: { availableLangs: [...LANGUAGES], defaultLang: "en", reRenderOnLangChange: true, prodMode: true },
      loader: LanguageLoader,
    }),
    { provide: TitleStrategy, useExisting: PageTitle },
    { provide: ErrorStateMatcher, useClass: ProblemMatcher },
  ],
};
