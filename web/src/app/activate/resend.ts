import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../api/answer";
import { Api } from "../api/api";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { Submission } from "../form/submission";
import { TextField } from "../form/text-field";
import { Waiting } from "../form/waiting";

/** Another activation mail, by address: for somebody whose link no longer works. */
@Component({
  selector: "app-resend",
  imports: [ErrorSummary, MatButtonModule, ReactiveFormsModule, TextField, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <p role="status">
        @if (isSent()) {
          {{ t("resend.sent") }}
        }
      </p>
      @if (!isSent()) {
        <app-error-summary [errors]="errors.all()" />
        <form [formGroup]="form" (ngSubmit)="submit()" novalidate>
          <app-text-field
            name="email"
            type="email"
            [control]="form.controls.email"
            [label]="t('fields.email')"
            autocomplete="email"
          />
          <app-waiting />
          <div class="actions">
            <button matButton="filled" [disabled]="submission.isBusy()">
              {{ t("resend.submit") }}
            </button>
          </div>
        </form>
      }
    </ng-container>
  `,
})
export class Resend {
  private readonly _api = inject(Api);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly isSent = signal(false);
  protected readonly form = new FormGroup({ email: new FormControl("", { nonNullable: true }) });

  protected async submit(): Promise<void> {
    const body = this.form.getRawValue();
    const answer = await this.submission.send(() => answerOf(this._api.open.POST("/api/activate/resend", { body })));
    if (answer === null) return;
    this.errors.show(answer, this.form.controls);
    this.isSent.set(answer.kind === "done");
  }
}
