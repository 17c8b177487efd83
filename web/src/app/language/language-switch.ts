import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { Language, type LanguageName, LANGUAGES } from "./language";

/** A button for each other language, in the words of that language. */
@Component({
  selector: "app-language-switch",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <!-- By index: the button that was pressed stays, and keeps the focus. -->
    @for (language of others(); track $index) {
      <button type="button" class="link" [lang]="language" (click)="choose(language)">
        {{ names[language] }}
      </button>
    }
    <span role="status">{{ hasFailed() ? current.find("language.failed") : "" }}</span>
  `,
})
export class LanguageSwitch {
  protected readonly current = inject(Language);
  protected readonly others = computed(() => LANGUAGES.filter((language) => language !== this.current.current()));
  protected readonly hasFailed = signal(false);
  protected readonly names = { en: "English", "zh-Hans": "简体中文" };

  protected async choose(language: LanguageName): Promise<void> {
    this.hasFailed.set(false);
    try {
      await this.current.choose(language);
    } catch {
      this.hasFailed.set(true);
    }
  }
}
