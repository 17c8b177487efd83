import type { AbstractControl } from "@angular/forms";
import { ErrorStateMatcher } from "@angular/material/core";

/** A field is shown as wrong if the last answer had an error for it, and never before the form was sent. */
export class ProblemMatcher implements ErrorStateMatcher {
  isErrorState(control: AbstractControl | null): boolean {
    return control?.hasError("problem") ?? false;
  }
}
