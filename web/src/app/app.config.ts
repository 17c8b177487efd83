import { ApplicationConfig, provideBrowserGlobalErrorListeners, provideZonelessChangeDetection } from "@angular/core";
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
} from "@angular/router";
import { provideTransloco } from "@jsverse/transloco";
import { routes } from "./app.routes";
import { MAT_BUTTON_CONFIG, type MatButtonConfig } from "@angular/material/button";
import { ErrorStateMatcher } from "@angular/material/core";
import { ProblemMatcher } from "./form/problem-matcher";
import { LANGUAGES } from "./language/language";
import { LanguageLoader } from "./language/language-loader";
import { PageTitle } from "./shell/page-title";
import { showUnreachable } from "./shell/unreachable";

export const appConfig: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: "enabled" }),
      withNavigationErrorHandler(showUnreachable),
    ),
    provideTransloco({
      config: { availableLangs: [...LANGUAGES], defaultLang: "en", reRenderOnLangChange: true, prodMode: true },
      loader: LanguageLoader,
    }),
    { provide: TitleStrategy, useExisting: PageTitle },
    { provide: ErrorStateMatcher, useClass: ProblemMatcher },

    // A button that cannot be pressed keeps the focus, and is read out.
    { provide: MAT_BUTTON_CONFIG, useValue: { disabledInteractive: true } satisfies MatButtonConfig },
  ],
};
