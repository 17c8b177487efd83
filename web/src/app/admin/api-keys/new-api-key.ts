import { ChangeDetectionStrategy, Component, inject, output } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf, type FormError } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { ErrorSummary } from "../../form/error-summary";
import { ErrorTexts } from "../../form/error-texts";
import { FormErrors } from "../../form/form-errors";
import { PasswordField } from "../../form/password-field";
import { Submission } from "../../form/submission";
import { TextField } from "../../form/text-field";
import { Waiting } from "../../form/waiting";
import { focusMover } from "../../shell/focus";
import { instantOf } from "../list/filters";

const SCOPES = [
  "codes:read",
  "codes:write",
  "people:read",
  "people:write",
  "purchases:write",
  "audit:read",
  "statistics:read",
];

/** Makes an API key, which needs the password of the administrator. */
@Component({
  selector: "app-new-api-key",
  imports: [ErrorSummary, MatButtonModule, PasswordField, ReactiveFormsModule, TextField, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form [formGroup]="form" (ngSubmit)="submit()" novalidate *transloco="let t">
      <h2 tabindex="-1" id="new-key-heading">{{ t("admin.apiKeys.new") }}</h2>
      <app-error-summary [errors]="errors.all()" />
      <app-text-field
        name="service"
        [control]="form.controls.service"
        [label]="t('admin.apiKeys.service')"
        [hint]="t('admin.apiKeys.serviceHint')"
      />
      <fieldset id="scopes" tabindex="-1" [attr.aria-describedby]="scopesProblem() ? 'scopes-error' : null">
        <legend>{{ t("admin.apiKeys.scopes") }}</legend>
        @for (scope of scopes; track scope) {
          <label class="check">
            <input type="checkbox" (change)="choose(scope)" />
            <span>
              {{ scope }}
              <small>{{ t("admin.apiKeys.scope." + scope) }}</small>
            </span>
          </label>
        }
        @if (scopesProblem(); as error) {
          <p class="field-error" id="scopes-error">{{ texts.of(error) }}</p>
        }
      </fieldset>
      <app-text-field
        name="expires_at"
        type="datetime-local"
        [control]="form.controls.expires_at"
        [label]="t('admin.apiKeys.expiresAt')"
        [hint]="t('admin.apiKeys.expiresAtHint')"
      />
      <app-text-field
        name="reason"
        [control]="form.controls.reason"
        [label]="t('admin.act.reason')"
        [hint]="t('admin.act.reasonHint')"
        [isProse]="true"
      />
      <app-password-field
        name="password"
        [control]="form.controls.password"
        [label]="t('admin.act.password')"
        autocomplete="current-password"
      />
      <app-waiting />
      <div class="actions">
        <button matButton="filled" [disabled]="submission.isBusy()">{{ t("admin.apiKeys.submit") }}</button>
        <button matButton type="button" (click)="closed.emit(null)">{{ t("admin.act.cancel") }}</button>
      </div>
    </form>
  `,
})
export class NewApiKey {
  private readonly _api = inject(Api);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly texts = inject(ErrorTexts);
  protected readonly scopes = SCOPES;
  protected readonly form = new FormGroup({
    service: new FormControl("", { nonNullable: true }),
    scopes: new FormControl<readonly string[]>([], { nonNullable: true }),
    expires_at: new FormControl("", { nonNullable: true }),
    reason: new FormControl("", { nonNullable: true }),
    password: new FormControl("", { nonNullable: true }),
  });

  /** The new key, or `null` if the form was given up. */
  readonly closed = output<components["schemas"]["NewApiKeyResponse"] | null>();

  constructor() {
    focusMover()("#new-key-heading");
  }

  protected scopesProblem(): FormError | undefined {
    return this.form.controls.scopes.getError("problem") as FormError | undefined;
  }

  protected choose(scope: string): void {
    const { scopes } = this.form.controls;
    scopes.setValue(SCOPES.filter((name) => scopes.value.includes(name) !== (name === scope)));
  }

  protected async submit(): Promise<void> {
    const entered = this.form.getRawValue();
    const { scopes, expires_at } = entered;
    const body = { ...entered, scopes: [...scopes], expires_at: instantOf(expires_at) ?? expires_at };
    const answer = await this.submission.send(() => answerOf(this._api.signedIn.POST("/api/admin/api-keys", { body })));
    if (answer === null) return;
    this.errors.show(answer, this.form.controls);
    if (answer.kind === "done") this.closed.emit(answer.data);
  }
}
