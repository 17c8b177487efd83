import { ChangeDetectionStrategy, Component, inject, input, signal } from "@angular/core";
import { FormControl, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { MatFormFieldModule } from "@angular/material/form-field";
import { MatInputModule } from "@angular/material/input";
import { TranslocoDirective } from "@jsverse/transloco";
import type { FormError } from "../api/answer";
import { PasswordMeter } from "../password-meter/password-meter";
import { ErrorTexts } from "./error-texts";

/** A password that can be shown. Pasting and password managers work. A new one has a meter of its strength. */
@Component({
  selector: "app-password-field",
  imports: [
    ReactiveFormsModule,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    PasswordMeter,
    TranslocoDirective,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <mat-form-field appearance="outline" subscriptSizing="dynamic" *transloco="let t">
      <mat-label>{{ label() }}</mat-label>
      <input
        matInput
        [id]="name()"
        [name]="name()"
        [type]="isShown() ? 'text' : 'password'"
        [formControl]="control()"
        [attr.autocomplete]="autocomplete()"
        spellcheck="false"
        autocapitalize="none"
        autocorrect="off"
        enterkeyhint="go"
        (focus)="isEntered.set(true)"
        (input)="isEntered.set(true)"
      />
      <button
        matButton
        matSuffix
        type="button"
        class="show"
        [attr.aria-label]="t(isShown() ? 'form.hidePassword' : 'form.showPassword')"
        (click)="isShown.set(!isShown())"
      >
        {{ t(isShown() ? "form.hide" : "form.show") }}
      </button>
      @if (hint()) {
        <mat-hint>{{ hint() }}</mat-hint>
      }
      @if (problem(); as error) {
        <mat-error>{{ texts.of(error) }}</mat-error>
      }
    </mat-form-field>
    @if (autocomplete() === "new-password") {
      @defer (when isEntered()) {
        <app-password-meter [password]="control()" [about]="about()" />
      } @loading {
        <div class="meter-place"></div>
      } @error {
        <!-- The form works without the meter. -->
      }
    }
  `,
})
export class PasswordField {
  protected readonly texts = inject(ErrorTexts);
  protected readonly isShown = signal(false);

  /** Whether somebody, or a password manager, has been in the field. */
  protected readonly isEntered = signal(false);

  /** The name of the field in the API, which is also the id of its element. */
  readonly name = input.required<string>();
  readonly control = input.required<FormControl<string>>();
  readonly label = input.required<string>();
  readonly hint = input("");

  /** Fields of the form from which a new password must not be made. */
  readonly about = input<readonly FormControl<string>[]>([]);
  readonly autocomplete = input<"new-password" | "current-password">("new-password");

  protected problem(): FormError | undefined {
    return this.control().getError("problem") as FormError | undefined;
  }
}
