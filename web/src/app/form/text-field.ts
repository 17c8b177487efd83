import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { FormControl, ReactiveFormsModule } from "@angular/forms";
import { MatFormFieldModule } from "@angular/material/form-field";
import { MatInputModule } from "@angular/material/input";
import type { FormError } from "../api/answer";
import { ErrorTexts } from "./error-texts";

/** A line of text with its label, hint and error. What is inside of it is shown beside the hint. */
@Component({
  selector: "app-text-field",
  imports: [ReactiveFormsModule, MatFormFieldModule, MatInputModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <mat-form-field appearance="outline" subscriptSizing="dynamic">
      <mat-label>{{ label() }}</mat-label>
      <input
        matInput
        [id]="name()"
        [name]="name()"
        [type]="type()"
        [formControl]="control()"
        [attr.autocomplete]="autocomplete()"
        [attr.inputmode]="inputmode()"
        [attr.enterkeyhint]="isLast() ? 'go' : null"
        [attr.spellcheck]="isProse() ? null : 'false'"
        [attr.autocapitalize]="isProse() ? null : 'none'"
        [attr.autocorrect]="isProse() ? null : 'off'"
        dir="auto"
      />
      @if (hint()) {
        <mat-hint>{{ hint() }}</mat-hint>
      }
      @if (problem(); as error) {
        <mat-error>{{ texts.of(error) }}</mat-error>
      }
    </mat-form-field>
    <ng-content />
  `,
})
export class TextField {
  protected readonly texts = inject(ErrorTexts);

  /** The name of the field in the API, which is also the id of its element. */
  readonly name = input.required<string>();
  readonly control = input.required<FormControl<string>>();
  readonly label = input.required<string>();
  readonly hint = input("");
  readonly type = input<"text" | "email" | "search" | "number" | "datetime-local" | "date">("text");
  readonly autocomplete = input("off");

  /** The keyboard of a phone, if the type does not tell it. */
  readonly inputmode = input<"email" | "numeric">();

  /** Whether the form ends here: the keyboard of a phone then says so. */
  readonly isLast = input(false);
  readonly isProse = input(false);

  protected problem(): FormError | undefined {
    return this.control().getError("problem") as FormError | undefined;
  }
}
