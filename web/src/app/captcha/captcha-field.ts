import { ChangeDetectionStrategy, Component, computed, inject } from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import { TranslocoDirective } from "@jsverse/transloco";
import { map } from "rxjs";
import type { FormError } from "../api/answer";
import { ErrorTexts } from "../form/error-texts";
import { Captcha } from "./captcha";
import { ReCaptcha } from "./re-captcha";
import { ScriptWidget } from "./script-widget";

/** The widget of the captcha provider, if it has one, with its error. The form's page provides the captcha. */
@Component({
  selector: "app-captcha-field",
  imports: [ReCaptcha, ScriptWidget, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      @for (settings of widgets(); track settings) {
        <div
          id="recaptcha"
          role="group"
          tabindex="-1"
          [attr.aria-label]="t('register.captcha')"
          [attr.aria-describedby]="problem() ? 'recaptcha-error' : null"
        >
          @if (settings.provider === "recaptcha") {
            @defer (on immediate) {
              <app-re-captcha [settings]="settings" />
            }
          } @else {
            @defer (on immediate) {
              <app-script-widget [settings]="settings" />
            }
          }
        </div>
        <p id="recaptcha-error" class="field-error" role="status">
          @if (problem(); as error) {
            {{ texts.of(error) }}
          }
        </p>
      }
    </ng-container>
  `,
})
export class CaptchaField {
  protected readonly captcha = inject(Captcha);

  /** One widget or none. Another object is another widget. */
  protected readonly widgets = computed(() => [this.captcha.widget()].filter((settings) => settings !== null));
  protected readonly texts = inject(ErrorTexts);
  protected readonly problem = toSignal(
    this.captcha.answer.statusChanges.pipe(map(() => this.captcha.answer.getError("problem") as FormError | undefined)),
  );
}
