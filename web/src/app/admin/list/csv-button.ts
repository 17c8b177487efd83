import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf } from "../../api/answer";
import { ErrorSummary } from "../../form/error-summary";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { Waiting } from "../../form/waiting";

type Raw = Parameters<typeof answerOf<Blob>>[0];

/** Saves an answer of the API as a file. A link would not have the access token. */
@Component({
  selector: "app-csv-button",
  imports: [ErrorSummary, MatButtonModule, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <button matButton="outlined" type="button" [disabled]="submission.isBusy()" (click)="save()">
        {{ t(submission.isSending() ? "admin.csv.loading" : "admin.csv.save") }}
      </button>
      <app-error-summary [errors]="errors.all()" />
      <app-waiting [isLoading]="true" />
    </ng-container>
  `,
})
export class CsvButton {
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);

  /** The name of the file. */
  readonly file = input.required<string>();

  /** Asks for the file: a request of `Api.signedIn` with `parseAs: "blob"` and `fetch: api.patiently`. */
  readonly read = input.required<() => Raw>();

  protected async save(): Promise<void> {
    const answer: Answer<Blob> | null = await this.submission.send(() => answerOf(this.read()()));
    if (answer === null) return;
    this.errors.show(answer, {});
    if (answer.kind === "done") save(answer.data, this.file());
  }
}

function save(data: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
