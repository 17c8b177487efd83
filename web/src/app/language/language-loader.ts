import { Injectable } from "@angular/core";
import { Translation, TranslocoLoader } from "@jsverse/transloco";
import type { LanguageName } from "./language";

/** Loads the texts of a language when they are needed. Each language is a file of its own with a hashed name. */
@Injectable({ providedIn: "root" })
export class LanguageLoader implements TranslocoLoader {
  private readonly _files: Record<LanguageName, () => Promise<{ default: Translation }>> = {
    en: () => import("../../i18n/en.json"),
    "zh-Hans": () => import("../../i18n/zh-Hans.json"),
  };

  async getTranslation(language: string): Promise<Translation> {
    return (await this._files[language as LanguageName]()).default;
  }
}
