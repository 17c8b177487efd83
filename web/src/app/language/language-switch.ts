import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { Language, LANGUAGES } from "./language";

/** A button for each other language, in the words of that language. */
@Component({
  selector: "app-language-switch",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (language of languages; track language) {
      @if (language !== current.current()) {
        <button type="button" class="link" [lang]="language" (click)="current.choose(language)">
          {{ names[language] }}
        </button>
      }
    }
  `,
})
export class LanguageSwitch {
  protected readonly current = inject(Language);
  protected readonly languages = LANGUAGES;
  protected readonly names = { en: "English", "zh-Hans": "简体中文" };
}
