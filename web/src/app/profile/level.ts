import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";
import type { components } from "../api/schema";
import { Formats } from "../language/formats";

const HIGHEST = 5;

const STAR = "M12 17.27 18.18 21l-1.64-7.03L22 9.24l-7.19-.61L12 2 9.19 8.63 2 9.24l5.46 4.73L5.82 21z";
const CROWN = "M5 16 3 5l5.5 5L12 4l3.5 6L21 5l-2 11H5zm0 2h14v2H5z";

/** The level of an account: its name, a star for each level or a crown for the highest, and the way to the next one. */
@Component({
  selector: "app-level",
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <span [class]="'badge level-' + account().user_level">
        @for (sign of signs(); track $index) {
          <svg viewBox="0 0 24 24" aria-hidden="true"><path [attr.d]="sign" /></svg>
        }
        {{ account().user_level_name }}
      </span>
      @if (account().next_level; as next) {
        <progress
          [attr.aria-label]="t('profile.progress', { name: next.name })"
          [attr.value]="account().user_consumption"
          [attr.max]="next.threshold"
        ></progress>
        <p>{{ t("profile.missing", { name: next.name, amount: formats.amount(next.remaining) }) }}</p>
      } @else if (account().user_level >= highest) {
        <p>{{ t("profile.highest") }}</p>
      }
    </ng-container>
  `,
  styles: `
    .badge {
      display: inline-flex;
      align-items: center;
      border: 1px solid var(--mat-sys-outline);
    }

    svg {
      width: 1.125rem;
      height: 1.125rem;
      margin-inline-end: 0.125rem;
      fill: currentColor;
    }

    .level-0 {
      background: none;
      color: inherit;
      border-style: dashed;
    }

    .level-5 {
      background: var(--mat-sys-primary);
      color: var(--mat-sys-on-primary);
    }

    progress {
      display: block;
      width: 100%;
      height: 0.75rem;
      margin-block: 0.75rem 0.25rem;
      accent-color: var(--mat-sys-primary);
    }

    p {
      margin: 0.25rem 0 0;
    }
  `,
})
export class Level {
  protected readonly formats = inject(Formats);
  protected readonly highest = HIGHEST;

  readonly account =
    input.required<
      Pick<components["schemas"]["MeResponse"], "user_level" | "user_level_name" | "user_consumption" | "next_level">
    >();

  protected readonly signs = computed(() => {
    const level = this.account().user_level;
    return level >= HIGHEST ? [CROWN] : Array.from({ length: level }, () => STAR);
  });
}
