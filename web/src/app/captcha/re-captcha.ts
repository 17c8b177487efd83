import { ChangeDetectionStrategy, Component, inject, input, viewChild } from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { RECAPTCHA_LOADER_OPTIONS, RecaptchaComponent, RecaptchaLoaderService, RecaptchaModule } from "ng-recaptcha-2";
import { Language } from "../language/language";
import { Captcha, type CaptchaSettings } from "./captcha";
import { scriptOptions } from "./re-captcha-script";
import { widgetLook } from "./widget-look";

/** The checkbox of reCAPTCHA, version 2. It has the language in which its script was loaded. */
@Component({
  selector: "app-re-captcha",
  imports: [RecaptchaModule],
  providers: [
    RecaptchaLoaderService,
    {
      provide: RECAPTCHA_LOADER_OPTIONS,
      useFactory: (language: Language, captcha: Captcha) => scriptOptions(language.current(), () => captcha.break()),
      deps: [Language, Captcha],
    },
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <re-captcha
      [siteKey]="settings().site_key ?? ''"
      [theme]="theme"
      [size]="size"
      errorMode="handled"
      (resolved)="resolved($event)"
      (errored)="captcha.break()"
    />
  `,
})
export class ReCaptcha {
  protected readonly captcha = inject(Captcha);
  protected readonly theme = widgetLook.theme();
  protected readonly size = widgetLook.size();
  private readonly _widget = viewChild.required(RecaptchaComponent);

  readonly settings = input.required<CaptchaSettings>();

  constructor() {
    this.captcha.emptied.pipe(takeUntilDestroyed()).subscribe(() => this._widget().reset());
  }

  // There is no answer either when it has expired or when the widget was reset.
  protected resolved(answer: string | null): void {
    if (answer !== null) this.captcha.accept(answer);
    else if (this.captcha.answer.value !== "") this.captcha.expire();
  }
}
