import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { toObservable, toSignal } from "@angular/core/rxjs-interop";
import type { FormControl } from "@angular/forms";
import { TranslocoDirective } from "@jsverse/transloco";
import { debounceTime, map, startWith, switchMap } from "rxjs";
import { type Estimate, estimate } from "./estimate";

// Long enough that nothing is read out between two keys.
const PAUSE_MS = 700;

/**
 * Tells how hard a password is to guess, and why. It only advises: the service judges. It has large word lists, so it
 * is loaded when somebody enters the field (form/password-field.ts).
 */
@Component({
  selector: "app-password-meter",
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t; prefix: 'meter'">
      @let found = result();
      <div class="steps" aria-hidden="true">
        @for (step of steps; track step) {
          <span [class.full]="found !== null && step <= found.score" [class]="'score-' + found?.score"></span>
        }
      </div>
      <p role="status">{{ found === null ? "" : t("strength", { strength: t("score." + found.score) }) }}</p>
      <div class="reasons">
        @if (found !== null && found.reasons.length > 0) {
          <ul>
            @for (reason of found.reasons; track reason) {
              <li>{{ t(reason) }}</li>
            }
          </ul>
        }
      </div>
    </ng-container>
  `,
  styles: `
    :host {
      display: block;
      margin: 0.5rem 1rem 0;
      font: var(--mat-sys-body-small);
    }

    .steps {
      display: flex;
      gap: 0.25rem;
    }

    span {
      flex: 1;
      height: 0.375rem;
      border-radius: 0.25rem;
      background: var(--mat-sys-surface-container-highest);
    }

    .full {
      background: var(--mat-sys-error);
    }

    .full.score-2 {
      background: light-dark(#8a5a00, #f0b429);
    }

    .full.score-3,
    .full.score-4 {
      background: var(--good);
    }

    p {
      min-height: 1lh;
      margin: 0.25rem 0;
    }

    /* What comes late must not move a button away from under the mouse. */
    .reasons {
      min-height: 2lh;
    }

    ul {
      margin: 0;
      padding-inline-start: 1.25rem;
    }
  `,
})
export class PasswordMeter {
  readonly password = input.required<FormControl<string>>();

  /** The fields of the form that say something of the owner, such as the username. */
  readonly about = input<readonly FormControl<string>[]>([]);

  protected readonly steps = [0, 1, 2, 3, 4];
  protected readonly result = toSignal(
    toObservable(this.password).pipe(
      switchMap((password) => password.valueChanges.pipe(startWith(password.value))),
      debounceTime(PAUSE_MS),
      map((password) => this.judge(password)),
    ),
    { initialValue: null },
  );

  private judge(password: string): Estimate | null {
    if (password === "") return null;
    return estimate(
      password,
      this.about().map((control) => control.value),
    );
  }
}
