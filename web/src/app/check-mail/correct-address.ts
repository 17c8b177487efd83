import { ChangeDetectionStrategy, Component, inject, input, type OnInit, output } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../api/answer";
import { Api } from "../api/api";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { PasswordField } from "../form/password-field";
import { Submission } from "../form/submission";
import { TextField } from "../form/text-field";
import { Waiting } from "../form/waiting";

/** Corrects a mistyped address of an account that is not activated. A new mail goes to the corrected address. */
@Component({
  selector: "app-correct-address",
  imports: [ErrorSummary, MatButtonModule, PasswordField, ReactiveFormsModule, TextField, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form [formGroup]="form" (ngSubmit)="submit()" novalidate *transloco="let t">
      <h2 tabindex="-1">{{ t("correctAddress.heading") }}</h2>
      <app-error-summary [errors]="errors.all()" />
      <app-text-field
        name="email"
        type="email"
        [control]="form.controls.email"
        [label]="t('fields.email')"
        autocomplete="email"
      />
      <app-password-field
        name="password"
        [control]="form.controls.password"
        [label]="t('correctAddress.password')"
        autocomplete="current-password"
      />
      <app-waiting />
      <div class="actions">
        <button matButton="filled" [disabled]="submission.isBusy()">
          {{ t("correctAddress.submit") }}
        </button>
        <button matButton type="button" (click)="closed.emit(null)">{{ t("correctAddress.cancel") }}</button>
      </div>
    </form>
  `,
})
export class CorrectAddress implements OnInit {
  private readonly _api = inject(Api);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly form = new FormGroup({
    email: new FormControl("", { nonNullable: true }),
    password: new FormControl("", { nonNullable: true }),
  });

  /** The address as it is now. */
  readonly address = input.required<string>();

  /** The corrected address, or `null` when the visitor gives up. */
  readonly closed = output<string | null>();

  ngOnInit(): void {
    this.form.controls.email.setValue(this.address());
  }

  protected async submit(): Promise<void> {
    const body = this.form.getRawValue();
    const answer = await this.submission.send(() => answerOf(this._api.signedIn.POST("/api/me/email", { body })));
    if (answer === null) return;
    this.errors.show(answer, this.form.controls);
    if (answer.kind === "done") this.closed.emit(answer.data.email);
  }
}
