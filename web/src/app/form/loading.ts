import { ChangeDetectionStrategy, Component, inject, output } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { ErrorSummary } from "./error-summary";
import { FormErrors } from "./form-errors";
import { Submission } from "./submission";
import { Waiting } from "./waiting";

/** Shown until a page has what it reads: that it loads, that it waits, or why it cannot. */
@Component({
  selector: "app-loading",
  imports: [ErrorSummary, MatButtonModule, TranslocoDirective, Waiting],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <app-error-summary [errors]="errors.all()" />
      <p role="status">
        @if (submission.isSending()) {
          {{ t("app.loading") }}
        }
      </p>
      <app-waiting [isLoading]="true" />
      @if (!submission.isBusy()) {
        <button matButton="filled" type="button" (click)="again.emit()">{{ t("app.again") }}</button>
      }
    </ng-container>
  `,
})
export class Loading {
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);

  /** The visitor wants another try. */
  readonly again = output();
}
