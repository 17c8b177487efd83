import { ChangeDetectionStrategy, Component, computed, inject, input, output } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { ErrorSummary } from "./error-summary";
import { FormErrors } from "./form-errors";
import { Submission } from "./submission";
import { Waiting } from "./waiting";

/** Shown until a page has what it reads: that it loads, that it waits, why it cannot, or that it does not exist. */
@Component({
  selector: "app-loading",
  imports: [ErrorSummary, MatButtonModule, TranslocoDirective, Waiting],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      @if (isMissing()) {
        <p role="alert">{{ missing() }}</p>
      } @else {
        <app-error-summary [errors]="errors.all()" />
      }
      <p role="status">
        @if (submission.isSending()) {
          {{ t("app.loading") }}
        }
      </p>
      <app-waiting [isLoading]="true" />
      @if (!submission.isBusy() && !isMissing()) {
        <button matButton="filled" type="button" (click)="again.emit()">{{ t("app.again") }}</button>
      }
    </ng-container>
  `,
})
export class Loading {
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);

  /** What is said if there is no such thing: another try would not find it either. */
  readonly missing = input<string>();
  protected readonly isMissing = computed(
    () => this.missing() !== undefined && this.errors.all().some(({ code }) => code === "not_found"),
  );

  /** The visitor wants another try. */
  readonly again = output();
}
