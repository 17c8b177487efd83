import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";

interface State {
  readonly state: string;
  readonly role: string;
  readonly frozen?: boolean;
}

/** The state of an account, and whether it is frozen or an administrator's. */
@Component({
  selector: "app-person-state",
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <span [class]="'state ' + person().state">{{ t("admin.people.state." + person().state) }}</span>
      @if (person().frozen) {
        <span class="state frozen">{{ t("admin.people.state.frozen") }}</span>
      }
      @if (person().role === "admin") {
        <span class="state admin">{{ t("admin.people.state.admin") }}</span>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 0.25rem 0.5rem;
    }

    .state {
      white-space: nowrap;
    }

    .frozen,
    .disabled {
      color: var(--mat-sys-error);
      font-weight: 600;
    }

    .ended,
    .inactive,
    .lapsed {
      color: var(--mat-sys-on-surface-variant);
    }

    .admin {
      color: var(--mat-sys-primary);
      font-weight: 600;
    }
  `,
})
export class PersonState {
  readonly person = input.required<State>();
}
