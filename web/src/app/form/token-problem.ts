import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";

/** Says why a mailed link does not work. What can be done now is inside of it. */
@Component({
  selector: "app-token-problem",
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <h1 tabindex="-1">{{ t("token." + code() + ".heading") }}</h1>
      <p>{{ t("token." + code() + ".text") }}</p>
      <ng-content />
    </ng-container>
  `,
})
export class TokenProblem {
  readonly code = input.required<string>();
}
