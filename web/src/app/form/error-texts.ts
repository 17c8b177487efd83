import { inject, Injectable } from "@angular/core";
import type { FormError } from "../api/answer";
import { Language } from "../language/language";

/** The words of errors: the client's own by code, so that they follow a switch of language, else the service's. */
@Injectable({ providedIn: "root" })
export class ErrorTexts {
  private readonly _language = inject(Language);

  of(error: FormError): string {
    const { field, code, message } = error;
    return (
      (field === null ? undefined : this._language.find(`errors.${field}.${code}`)) ??
      this._language.find(`errors.${code}`) ??
      (message || (this._language.find("errors.request_failed") ?? ""))
    );
  }
}
