import { effect, inject, Injectable, signal } from "@angular/core";
import { RouterStateSnapshot, TitleStrategy } from "@angular/router";
import { Language } from "../language/language";

/** The title of the document, in the page's language. It begins with "Error" while a form shows errors. */
@Injectable({ providedIn: "root" })
export class PageTitle extends TitleStrategy {
  private readonly _language = inject(Language);
  private readonly _key = signal("");

  readonly hasErrors = signal(false);

  constructor() {
    super();
    effect(() => {
      const text = this._language.find(this._key());
      const name = this._language.find("app.name");
      if (text === undefined || name === undefined) return;
      const error = this.hasErrors() ? (this._language.find("form.errorPrefix") ?? "") : "";
      document.title = `${error}${text} – ${name}`;
    });
  }

  override updateTitle(state: RouterStateSnapshot): void {
    this.hasErrors.set(false);
    this._key.set(this.buildTitle(state) ?? "");
  }
}
