import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import type { FormControl } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import type { Availability, NameKind } from "./availability";

/** Says below its field whether a name is available. Buttons fill in other names if it is taken. */
@Component({
  selector: "app-name-availability",
  imports: [MatButtonModule, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t; prefix: 'register.' + kind()">
      <p class="availability" role="status">
        @if (availability(); as found) {
          @if (found.isAvailable) {
            <span class="available">{{ t("available") }}</span>
          } @else if (control().valid) {
            <span class="taken">{{ t("taken") }}</span>
          }
          @if (found.suggestions.length > 0) {
            &ngsp;<span [id]="kind() + '-suggestions'">{{ t("suggestions") }}</span>
          }
        }
      </p>
      @if (availability()?.suggestions?.length) {
        <div class="suggestions" role="group" [attr.aria-labelledby]="kind() + '-suggestions'">
          @for (name of availability()?.suggestions; track name) {
            <button matButton="outlined" type="button" (click)="take(name)">
              <bdi>{{ name }}</bdi>
            </button>
          }
        </div>
      }
    </ng-container>
  `,
})
export class NameAvailability {
  readonly kind = input.required<NameKind>();
  readonly control = input.required<FormControl<string>>();
  readonly availability = input.required<Availability | null>();

  // The buttons go, so the focus goes to the field.
  protected take(name: string): void {
    this.control().setValue(name);
    document.getElementById(this.kind())?.focus();
  }
}
