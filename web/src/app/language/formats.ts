import { inject, Injectable } from "@angular/core";
import { Language } from "./language";

/** Dates and amounts as the language of the page writes them, in the browser's form of that language. */
@Injectable({ providedIn: "root" })
export class Formats {
  private readonly _language = inject(Language);

  date(text: string, dateStyle: "long" | "medium" = "long"): string {
    return this.format(text, { dateStyle });
  }

  dateTime(text: string): string {
    return this.format(text, { dateStyle: "medium", timeStyle: "short" });
  }

  /** When a step of statistics begins, in few letters. Days are those of UTC. */
  step(text: string, step: "hour" | "day"): string {
    return step === "hour"
      ? this.format(text, { timeStyle: "short" })
      : this.format(text, { month: "short", day: "numeric", timeZone: "UTC" });
  }

  /** The same, with its date. */
  wholeStep(text: string, step: "hour" | "day"): string {
    return step === "hour" ? this.dateTime(text) : this.format(text, { dateStyle: "medium", timeZone: "UTC" });
  }

  /** A whole number. */
  count(value: number): string {
    return new Intl.NumberFormat(this.locale()).format(value);
  }

  /** A part of a whole, in per cent. A dash if there is no whole. */
  share(part: number, whole: number): string {
    if (whole === 0) return "–";
    return new Intl.NumberFormat(this.locale(), { style: "percent", maximumFractionDigits: 1 }).format(part / whole);
  }

  /** An amount stays a decimal text: a float would lose digits. */
  amount(text: string): string {
    const format = new Intl.NumberFormat(this.locale(), { minimumFractionDigits: 2 });
    return format.format(text as Intl.StringNumericLiteral);
  }

  // en-GB is the English of our mails.
  private locale(): string {
    const language = this._language.current();
    const start = language.slice(0, 2);
    return navigator.languages.find((name) => name.startsWith(start)) ?? (start === "en" ? "en-GB" : language);
  }

  private format(text: string, style: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.locale(), style).format(new Date(text));
  }
}
