import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { ActivatedRoute, Router, RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import { ErrorSummary } from "../../form/error-summary";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { TextField } from "../../form/text-field";
import { Waiting } from "../../form/waiting";
import { repeatable } from "../act/repeatable";
import { termsControls, termsOf } from "./terms";
import { TermsFields } from "./terms-fields";

/** Issues one code: named or random, of nobody or of a person. */
@Component({
  selector: "app-admin-new-code",
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
      <h1 tabindex="-1">{{ t("admin.newCode.title") }}</h1>
      <app-error-summary [errors]="errors.all()" />
      <form [formGroup]="form" (ngSubmit)="submit()" novalidate>
        <app-text-field
          name="code"
          [control]="form.controls.code"
          [label]="t('admin.newCode.code')"
          [hint]="t('admin.newCode.codeHint')"
        />
        <app-text-field
          name="owner"
          [control]="form.controls.owner"
          [label]="t('admin.newCode.owner')"
          [hint]="t('admin.newCode.ownerHint')"
        />
        <app-terms-fields [controls]="form.controls" />
        <app-waiting />
        <div class="actions">
          <button matButton="filled" [disabled]="submission.isBusy()">{{ t("admin.newCode.submit") }}</button>
          <a matButton routerLink="/admin/codes">{{ t("admin.act.cancel") }}</a>
        </div>
      </form>
    </section>
  `,
})
export default class NewCode {
  private readonly _api = inject(Api);
  private readonly _headers = repeatable();
  private readonly _router = inject(Router);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly form = new FormGroup({
    code: new FormControl("", { nonNullable: true }),
    owner: new FormControl(inject(ActivatedRoute).snapshot.queryParamMap.get("owner") ?? "", { nonNullable: true }),
    ...termsControls(),
  });

  protected async submit(): Promise<void> {
    const { code, owner, ...entered } = this.form.getRawValue();
    const body = {
      ...(code.trim() === "" ? {} : { code }),
      ...(owner.trim() === "" ? {} : { owner: owner.trim() }),
      ...termsOf(entered),
    };
    const params = { header: this._headers(body) };
    const answer = await this.submission.send(() =>
      answerOf(this._api.signedIn.POST("/api/admin/codes", { body, params })),
    );
    if (answer === null) return;
    this.errors.show(answer, this.form.controls);
    if (answer.kind !== "done") return;
    await this._router.navigate(["/admin/code"], { queryParams: { code: answer.data.code } });
  }
}
