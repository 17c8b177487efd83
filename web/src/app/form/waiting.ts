import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { Submission } from "./submission";

/** Says why the page waits and for how long, with a button to stop. The page provides the submission. */
@Component({
  selector: "app-waiting",
  imports: [MatButtonModule, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <div role="status">
        @if (submission.wait(); as wait) {
          <div class="notice">
            <p>{{ t("waiting." + wait.reason) }}</p>
            <p>{{ t(isLoading() ? "waiting.goesOn" : "waiting.kept") }}</p>
            <!-- Not read out each second. -->
            <p aria-hidden="true">{{ t("waiting.seconds", { seconds: wait.seconds }) }}</p>
          </div>
        }
      </div>
      @if (submission.wait()) {
        <button matButton type="button" (click)="submission.stop()">{{ t("waiting.stop") }}</button>
      }
    </ng-container>
  `,
})
export class Waiting {
  protected readonly submission = inject(Submission);

  /** Whether something is read. Otherwise a form is sent. */
  readonly isLoading = input(false);
}
