import { inject, Injectable } from "@angular/core";
import type { FormError } from "../api/answer";
import { Language } from "../language/language";

/** The words of errors: the client's own by code, so that they follow a switch of language, else the service's. */
@Injectable({ providedIn: "root" })
export class ErrorTexts {
  private readonly _language = inject(Language);

  /** Where the client's words are, the best ones first. */
  protected readonly places: readonly string[] = ["errors"];

  of({ field, code, message }: FormError): string {
    for (const place of this.places) {
      const ofField = field === null ? undefined : this._language.find(`${place}.${field}.${code}`);
      const found = ofField ?? this._language.find(`${place}.${code}`);
      if (found !== undefined) return found;
    }

    return message || (this._language.find("errors.request_failed") ?? "");
  }
}
