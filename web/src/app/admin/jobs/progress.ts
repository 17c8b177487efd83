import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";
import type { components } from "../../api/schema";
import { Formats } from "../../language/formats";

/** How far a job is: a bar, and the numbers. */
@Component({
  selector: "app-job-progress",
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <progress
        [attr.value]="total() === null ? null : job().done"
        [attr.max]="total()"
        [attr.aria-label]="t('admin.job.progress')"
      ></progress>
      <div>{{ text() === null ? formats.count(job().done) : t("admin.job.doneOf", text() ?? {}) }}</div>
    </ng-container>
  `,
  styles: `
    div {
      white-space: nowrap;
    }
  `,
})
export class JobProgress {
  protected readonly formats = inject(Formats);

  readonly job = input.required<components["schemas"]["JobResponse"]>();

  // A job that has ended without knowing its total has done all.
  protected readonly total = computed(() => {
    const { total, state, done } = this.job();
    return total ?? (state === "running" ? null : Math.max(done, 1));
  });

  protected readonly text = computed(() => {
    const { total, done } = this.job();
    return total === null ? null : { done: this.formats.count(done), total: this.formats.count(total) };
  });
}
