import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { FormControl, ReactiveFormsModule } from "@angular/forms";
import { MatFormFieldModule } from "@angular/material/form-field";
import { MatInputModule } from "@angular/material/input";
import type { FormError } from "../../api/answer";
import { ErrorTexts } from "../../form/error-texts";

/** A choice of a few values, by the browser's own control. */
@Component({
  selector: "app-select-field",
  imports: [ReactiveFormsModule, MatFormFieldModule, MatInputModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <mat-form-field appearance="outline" subscriptSizing="dynamic">
      <mat-label>{{ label() }}</mat-label>
      <select matNativeControl [id]="name()" [name]="name()" [formControl]="control()">
        @for (option of options(); track option.value) {
          <option [value]="option.value">{{ option.label }}</option>
        }
      </select>
      @if (problem(); as error) {
        <mat-error>{{ texts.of(error) }}</mat-error>
      }
    </mat-form-field>
  `,
})
export class SelectField {
  protected readonly texts = inject(ErrorTexts);

  /** The name of the field in the API, which is also the id of its element. */
  readonly name = input.required<string>();
  readonly control = input.required<FormControl<string>>();
  readonly label = input.required<string>();
  readonly options = input.required<readonly { readonly value: string; readonly label: string }[]>();

  protected problem(): FormError | undefined {
    return this.control().getError("problem") as FormError | undefined;
  }
}
