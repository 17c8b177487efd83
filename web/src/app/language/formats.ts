import { inject, Injectable } from "@angular/core";
import { Language } from "./language";

/** Dates and amounts as the language of the page writes them. */
@Injectable({ providedIn: "root" })
export class Formats {
  private readonly _language = inject(Language);

  date(text: string, dateStyle: "long" | "medium" = "long"): string {
    return this.format(text, { dateStyle });
  }

  dateTime(text: string): string {
    return this.format(text, { dateStyle: "medium", timeStyle: "short" });
  }

  /** An amount stays a decimal text: a float would lose digits. */
  amount(text: string): string {
    const format = new Intl.NumberFormat(this._language.current(), { minimumFractionDigits: 2 });
    return format.format(text as Intl.StringNumericLiteral);
  }

  private format(text: string, style: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this._language.current(), style).format(new Date(text));
  }
}
