import { inject, Injectable, signal } from "@angular/core";
import type { AbstractControl } from "@angular/forms";
import type { Answer, FormError } from "../api/answer";
import { PageTitle } from "../shell/page-title";

/** The errors of the last answer: for the summary at the top, and at the controls themselves. */
@Injectable()
export class FormErrors {
  private readonly _title = inject(PageTitle);
  private readonly _errors = signal<readonly FormError[]>([]);

  readonly all = this._errors.asReadonly();

  /**
   * Shows the errors of an answer.
   * @param controls The controls by the fields' names in the API. Two fields may have one control.
   */
  show(answer: Answer<unknown>, controls: Readonly<Record<string, AbstractControl>>): void {
    const errors = merge(errorsOf(answer), controls);
    for (const control of Object.values(controls)) {
      if (control.hasError("problem")) control.setErrors(null);
    }
    for (const [field, control] of Object.entries(controls)) {
      const first = errors.find((error) => error.field === field);
      if (first) control.setErrors({ problem: first });
    }
    this._errors.set(errors);
    this._title.hasErrors.set(errors.length > 0);
  }

  clear(): void {
    this._errors.set([]);
    this._title.hasErrors.set(false);
  }
}

function errorsOf(answer: Answer<unknown>): readonly FormError[] {
  switch (answer.kind) {
    case "done":
      return [];
    case "lost":
      return [{ field: null, code: "lost", message: "" }];
    case "refused":
      return answer.errors;
  }
}

// One password is sent twice: the same error of both fields is told once, at the field that is there.
function merge(errors: readonly FormError[], controls: Readonly<Record<string, AbstractControl>>): FormError[] {
  const fields = Object.entries(controls);
  const merged: FormError[] = [];
  for (const error of errors) {
    const control = error.field === null ? undefined : controls[error.field];
    const field = fields.find(([, other]) => other === control)?.[0] ?? error.field;
    if (!merged.some((other) => other.field === field && (field !== null || other.code === error.code))) {
      merged.push({ ...error, field });
    }
  }

  // In the order of the form; errors of the whole come first.
  const order = (error: FormError): number => fields.findIndex(([field]) => field === error.field);
  return merged.sort((a, b) => order(a) - order(b));
}
