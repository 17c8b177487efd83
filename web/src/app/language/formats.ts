import { inject, Injectable } from "@angular/core";
import { Language } from "./language";

/** Dates and amounts as the language of the page writes them. */
@Injectable({ providedIn: "root" })
export class Formats {
  private readonly _language = inject(Language);

  date(text: string): string {
    return new Intl.DateTimeFormat(this._language.current(), { dateStyle: "long" }).format(new Date(text));
  }

  dateTime(text: string): string {
    const style = { dateStyle: "medium", timeStyle: "short" } as const;
    return new Intl.DateTimeFormat(this._language.current(), style).format(new Date(text));
  }

  /** An amount stays a decimal text: a float would lose digits. */
  amount(text: string): string {
    const format = new Intl.NumberFormat(this._language.current(), { minimumFractionDigits: 2 });
    return format.format(text as Intl.StringNumericLiteral);
  }
}
