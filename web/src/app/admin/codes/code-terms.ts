import { ChangeDetectionStrategy, Component, inject, input, type OnInit, output, signal } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { ErrorSummary } from "../../form/error-summary";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { Waiting } from "../../form/waiting";
import { changesOf, type Entered, enteredOf, termsControls } from "./terms";
import { TermsFields } from "./terms-fields";

type Code = components["schemas"]["CodeResponse"];

/** Changes the terms of a code. Only what was changed here is sent. */
@Component({
  selector: "app-code-terms",
  imports: [ErrorSummary, MatButtonModule, ReactiveFormsModule, TermsFields, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <app-error-summary [errors]="errors.all()" />
      <form [formGroup]="form" (ngSubmit)="submit()" novalidate>
        <label class="check">
          <input type="checkbox" id="enabled" [formControl]="form.controls.enabled" />
          {{ t("admin.terms.enabled") }}
        </label>
        <app-terms-fields [controls]="form.controls" />
        <app-waiting />
        <div class="actions">
          <button matButton="filled" [disabled]="submission.isBusy()">{{ t("admin.terms.save") }}</button>
        </div>
        <p role="status">
          @if (told(); as key) {
            {{ t("admin.terms." + key) }}
          }
        </p>
      </form>
    </ng-container>
  `,
})
export class CodeTerms implements OnInit {
  private readonly _api = inject(Api);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly told = signal<"saved" | "same" | null>(null);
  protected readonly form = new FormGroup({
    enabled: new FormControl(true, { nonNullable: true }),
    ...termsControls(),
  });

  readonly code = input.required<Code>();

  /** The code with its new terms. */
  readonly changed = output<Code>();

  // What the fields showed at first: the page reads the code again and again, and what is entered stays.
  private _before: Entered | undefined;
  private _wasEnabled = true;

  ngOnInit(): void {
    this.show(this.code());
  }

  protected async submit(): Promise<void> {
    this.told.set(null);
    const { enabled, ...entered } = this.form.getRawValue();
    const changes = changesOf(entered, this._before ?? entered);
    const body = { ...changes, ...(enabled === this._wasEnabled ? {} : { enabled }) };
    if (Object.keys(body).every((name) => name === "reason")) {
      this.told.set("same");
      return;
    }

    const params = { path: { code: this.code().code } };
    const answer = await this.submission.send(() =>
      answerOf(this._api.signedIn.PATCH("/api/admin/codes/{code}", { params, body })),
    );
    if (answer === null) return;
    this.errors.show(answer, this.form.controls);
    if (answer.kind !== "done") return;
    this.show(answer.data);
    this.told.set("saved");
    this.changed.emit(answer.data);
  }

  private show(code: Code): void {
    this._before = enteredOf(code);
    this._wasEnabled = code.enabled;
    this.form.setValue({ enabled: code.enabled, ...this._before });
  }
}
