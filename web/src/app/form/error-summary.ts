import { ChangeDetectionStrategy, Component, effect, ElementRef, inject, input, viewChild } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";
import type { FormError } from "../api/answer";
import { ErrorTexts } from "./error-texts";

/**
 * All errors of a form at its top, each a link to its field, by GOV.UK's pattern. It takes the focus when it appears.
 * A field's element must have the name of the field in the API as its id.
 */
@Component({
  selector: "app-error-summary",
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (errors().length > 0) {
      <div #box class="notice error" role="alert" tabindex="-1" *transloco="let t" aria-labelledby="error-summary">
        <h2 id="error-summary">{{ t("form.problem") }}</h2>
        <ul>
          @for (error of errors(); track $index) {
            <li>
              @if (error.field !== null && hasElement(error.field)) {
                <a [href]="'#' + error.field" (click)="focus($event, error.field)">{{ texts.of(error) }}</a>
              } @else {
                {{ texts.of(error) }}
              }
            </li>
          }
        </ul>
      </div>
    }
  `,
})
export class ErrorSummary {
  protected readonly texts = inject(ErrorTexts);
  private readonly _box = viewChild<ElementRef<HTMLElement>>("box");

  readonly errors = input.required<readonly FormError[]>();

  constructor() {
    effect(() => {
      this.errors();
      this._box()?.nativeElement.focus();
    });
  }

  protected hasElement(field: string): boolean {
    return document.getElementById(field) !== null;
  }

  // The base of the page would make the link lead to another page.
  protected focus(event: Event, field: string): void {
    event.preventDefault();
    document.getElementById(field)?.focus();
  }
}
