import { inject, Injectable, signal } from "@angular/core";
import { TranslocoService } from "@jsverse/transloco";
import { firstValueFrom } from "rxjs";
import { LanguageLoader } from "./language-loader";

/** The languages of the client, as BCP 47 names them. The API's messages have the same. */
export const LANGUAGES = ["en", "zh-Hans"] as const;
export type LanguageName = (typeof LANGUAGES)[number];

type Texts = Readonly<Record<string, unknown>>;

/** Loads the texts of a part of the client. */
export type PartLoader = (language: LanguageName) => Promise<Texts>;

const STORED = "registration.language";

/** The language of the page: the one chosen last, else the browser's first one that the client has. */
@Injectable({ providedIn: "root" })
export class Language {
  private readonly _loader = inject(LanguageLoader);
  private readonly _transloco = inject(TranslocoService);
  private readonly _current = signal<LanguageName>("en");
  private readonly _parts = new Set<PartLoader>();
  private readonly _texts = signal<Readonly<Record<string, string>>>({});
  private _started: Promise<void> = Promise.resolve();

  readonly current = this._current.asReadonly();

  /** All texts of the language by their full key. Empty until they are loaded. */
  readonly texts = this._texts.asReadonly();

  /** Takes the first language. Resolves when its texts are there. */
  start(): Promise<void> {
    return (this._started = this.use(stored() ?? preferred(navigator.languages)));
  }

  /** Adds the texts of a part of the client, in this and every other language. Resolves when they are there. */
  async add(part: PartLoader): Promise<void> {
    if (this._parts.has(part)) return;
    this._parts.add(part);
    try {
      await this._started;
      await this.use(this._current());
    } catch (error) {
      this._parts.delete(part);
      throw error;
    }
  }

  /** Switches the language without a reload. */
  async use(language: LanguageName): Promise<void> {
    // Transloco would remember a failure, and take another language.
    const main = await this._loader.getTranslation(language);
    const parts = await Promise.all([...this._parts].map((load) => load(language)));
    await firstValueFrom(this._transloco.load(language));
    const texts = Object.assign({}, ...[main, ...parts].map((part) => flatten(part))) as Record<string, string>;
    this._transloco.setTranslation(texts, language, { emitChange: false });
    this._texts.set(texts);
    this._transloco.setActiveLang(language);
    this._current.set(language);
    document.documentElement.lang = language;
  }

  /** Switches the language, and keeps it for the next visit. */
  async choose(language: LanguageName): Promise<void> {
    await this.use(language);
    try {
      localStorage.setItem(STORED, language);
    } catch {
      // Storage may be switched off; the language then lasts until the page is left.
    }
  }

  /** A text, or undefined if there is none under this key. */
  find(key: string, values: Readonly<Record<string, string | number>> = {}): string | undefined {
    return this.texts()[key]?.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(values[name] ?? ""));
  }
}

/** The first language that the client has. Every kind of Chinese is better served by zh-Hans than by English. */
export function preferred(languages: readonly string[]): LanguageName {
  for (const language of languages) {
    const primary = language.toLowerCase().split("-")[0];
    if (primary === "zh") return "zh-Hans";
    if (primary === "en") return "en";
  }

  return "en";
}

function stored(): LanguageName | undefined {
  try {
    return LANGUAGES.find((language) => language === localStorage.getItem(STORED));
  } catch {
    return undefined;
  }
}

function flatten(texts: Texts, prefix = ""): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(texts).map(([key, value]) =>
      typeof value === "string" ? { [prefix + key]: value } : flatten(value as Texts, `${prefix}${key}.`),
    ),
  ) as Record<string, string>;
}
