import { ChangeDetectionStrategy, Component, computed, inject } from "@angular/core";
import { Language, LANGUAGES } from "./language";

/** A button for each other language, in the words of that language. */
@Component({
  selector: "app-language-switch",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <!-- By index: the button that was pressed stays, and keeps the focus. -->
    @for (language of others(); track $index) {
      <button type="button" class="link" [lang]="language" (click)="current.choose(language)">
        {{ names[language] }}
      </button>
    }
  `,
})
export class LanguageSwitch {
  protected readonly current = inject(Language);
  protected readonly others = computed(() => LANGUAGES.filter((language) => language !== this.current.current()));
  protected readonly names = { en: "English", "zh-Hans": "简体中文" };
}
