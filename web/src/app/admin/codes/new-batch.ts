import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import { ErrorSummary } from "../../form/error-summary";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { TextField } from "../../form/text-field";
import { Waiting } from "../../form/waiting";
import { numberOf } from "../act/number";
import { repeatable } from "../act/repeatable";
import { termsControls, termsOf } from "./terms";
import { TermsFields } from "./terms-fields";

/** Starts a job that issues many random codes. The page of the job shows its progress. */
@Component({
  selector: "app-admin-new-batch",
  imports: [
    ErrorSummary,
    MatButtonModule,
    ReactiveFormsModule,
    RouterLink,
    TermsFields,
    TextField,
    TranslocoDirective,
    Waiting,
  ],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="page" *transloco="let t">
      <h1 tabindex="-1">{{ t("admin.newBatch.title") }}</h1>
      <p>{{ t("admin.newBatch.text") }}</p>
      <app-error-summary [errors]="errors.all()" />
      <form [formGroup]="form" (ngSubmit)="submit()" novalidate>
        <app-text-field
          name="count"
          inputmode="numeric"
          [control]="form.controls.count"
          [label]="t('admin.newBatch.count')"
        />
        <app-text-field
          name="prefix"
          [control]="form.controls.prefix"
          [label]="t('admin.newBatch.prefix')"
          [hint]="t('admin.newBatch.prefixHint')"
        />
        <app-terms-fields [controls]="form.controls" />
        <app-waiting />
        <div class="actions">
          <button matButton="filled" [disabled]="submission.isBusy()">{{ t("admin.newBatch.submit") }}</button>
          <a matButton routerLink="/admin/codes">{{ t("admin.act.cancel") }}</a>
        </div>
      </form>
    </section>
  `,
})
export default class NewBatch {
  private readonly _api = inject(Api);
  private readonly _headers = repeatable();
  private readonly _router = inject(Router);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly form = new FormGroup({
    count: new FormControl("", { nonNullable: true }),
    prefix: new FormControl("", { nonNullable: true }),
    ...termsControls(),
  });

  protected async submit(): Promise<void> {
    const { count, prefix, ...entered } = this.form.getRawValue();
    const body = {
      count: numberOf(count),
      ...(prefix.trim() === "" ? {} : { prefix }),
      ...termsOf(entered),
    };
    const params = { header: this._headers(body) };
    const answer = await this.submission.send(() =>
      answerOf(this._api.signedIn.POST("/api/admin/codes/batches", { body, params })),
    );
    if (answer === null) return;
    this.errors.show(answer, this.form.controls);
    if (answer.kind !== "done") return;
    await this._router.navigate(["/admin/job"], { queryParams: { id: answer.data.id } });
  }
}
