import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../api/answer";
import { Api } from "../api/api";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { Submission } from "../form/submission";
import { TextField } from "../form/text-field";
import { Waiting } from "../form/waiting";

/** Asks for a mail with a link to set a new password. The answer never tells who has an account. */
@Component({
  selector: "app-forgot",
  imports: [ErrorSummary, MatButtonModule, ReactiveFormsModule, RouterLink, TextField, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="page" *transloco="let t">
      @if (sentTo(); as address) {
        <h1 tabindex="-1">{{ t("forgot.sentHeading") }}</h1>
        <p role="status">
          {{ t("forgot.sentBefore") }}
          <strong class="address"
            ><bdi>{{ address }}</bdi></strong
          >
        </p>
        <p>{{ t("forgot.sentAfter") }}</p>
        <div class="actions">
          <a matButton="filled" routerLink="/sign-in">{{ t("signIn.link") }}</a>
          <button matButton type="button" (click)="sentTo.set('')">{{ t("forgot.again") }}</button>
        </div>
      } @else {
        <h1 tabindex="-1">{{ t("forgot.heading") }}</h1>
        <app-error-summary [errors]="errors.all()" />
        <p>{{ t("forgot.text") }}</p>
        <form [formGroup]="form" (ngSubmit)="submit()" novalidate>
          <app-text-field
            name="email"
            type="email"
            [control]="form.controls.email"
            [label]="t('fields.email')"
            [isLast]="true"
            autocomplete="email"
          />
          <app-waiting />
          <div class="actions">
            <button matButton="filled" [disabled]="submission.isBusy()">
              {{ t("forgot.submit") }}
            </button>
          </div>
        </form>
      }
    </section>
  `,
})
export default class Forgot {
  private readonly _api = inject(Api);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly sentTo = signal("");
  protected readonly form = new FormGroup({ email: new FormControl("", { nonNullable: true }) });

  protected async submit(): Promise<void> {
    const body = this.form.getRawValue();
    const answer = await this.submission.send(() => answerOf(this._api.open.POST("/api/password/forgot", { body })));
    if (answer === null) return;
    this.errors.show(answer, this.form.controls);
    if (answer.kind === "done") this.sentTo.set(body.email.trim());
  }
}
