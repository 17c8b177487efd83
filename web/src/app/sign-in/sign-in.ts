import { ChangeDetectionStrategy, Component, effect, inject, input } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../api/answer";
import { Api } from "../api/api";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { PasswordField } from "../form/password-field";
import { Submission } from "../form/submission";
import { TextField } from "../form/text-field";
import { Waiting } from "../form/waiting";
import { Session } from "../session/session";

/** Sign-in by username or e-mail address. */
@Component({
  selector: "app-sign-in",
  imports: [
    ErrorSummary,
    MatButtonModule,
    PasswordField,
    ReactiveFormsModule,
    RouterLink,
    TextField,
    TranslocoDirective,
    Waiting,
  ],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="page" *transloco="let t">
      <h1 tabindex="-1">{{ t("signIn.heading") }}</h1>
      @if (session.wasEnded()) {
        <p class="notice" role="status">{{ t("errors.session_ended") }}</p>
      }
      <app-error-summary [errors]="errors.all()" />
      <form [formGroup]="form" (ngSubmit)="submit()" novalidate>
        <app-text-field
          name="username"
          [control]="form.controls.username"
          [label]="t('signIn.username')"
          inputmode="email"
          autocomplete="username"
        />
        <app-password-field
          name="password"
          [control]="form.controls.password"
          [label]="t('fields.password')"
          autocomplete="current-password"
        />
        <app-waiting />
        <div class="actions">
          <button matButton="filled" [disabled]="submission.isBusy()">
            {{ t(submission.isSending() ? "signIn.sending" : "signIn.submit") }}
          </button>
        </div>
      </form>
      <p>
        <a routerLink="/forgot">{{ t("forgot.link") }}</a>
      </p>
      <p>
        {{ t("signIn.noAccount") }} <a routerLink="/register">{{ t("register.link") }}</a>
      </p>
    </section>
  `,
})
export default class SignIn {
  private readonly _api = inject(Api);
  private readonly _router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly form = new FormGroup({
    username: new FormControl("", { nonNullable: true }),
    password: new FormControl("", { nonNullable: true }),
  });

  /** The page that asked for a sign-in: /sign-in?next=/profile. */
  readonly next = input<string>();

  constructor() {
    // Also if another tab has signed in.
    effect(() => {
      if (this.session.isSignedIn()) void this._router.navigateByUrl(this.target());
    });
  }

  protected async submit(): Promise<void> {
    const body = this.form.getRawValue();
    const answer = await this.submission.send(() =>
      this.session.begin(
        () => answerOf(this._api.open.POST("/jwt/login", { body })),
        (tokens) => tokens,
      ),
    );
    if (answer === null) return;
    this.errors.show(answer, this.form.controls);
  }

  private target(): string {
    if (!this.session.isActive()) return "/check-mail";
    const next: unknown = this.next(); // a list if it is there twice
    return typeof next === "string" && /^\/(?!\/)/.test(next) ? next : "/profile";
  }
}
