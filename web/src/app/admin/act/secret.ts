import { ChangeDetectionStrategy, Component, effect, input } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";
import { focusMover } from "../../shell/focus";
import { Copy } from "../copy";

/** A secret that the service has just made, and that it never shows again. It takes the focus. */
@Component({
  selector: "app-secret",
  imports: [Copy, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="notice" *transloco="let t">
      <h2 id="secret-heading" tabindex="-1">{{ t("admin.secret.heading") }}</h2>
      <p>{{ t("admin.secret.text") }}</p>
      <p class="code">{{ text() }}</p>
      <app-copy [text]="text()" [label]="t('admin.secret.copy')" />
    </div>
  `,
})
export class Secret {
  private readonly _focus = focusMover();
  readonly text = input.required<string>();

  constructor() {
    effect(() => {
      this.text();
      this._focus("#secret-heading");
    });
  }
}
