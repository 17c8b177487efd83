import { inject, Injectable, Injector, signal } from "@angular/core";
import { FormControl } from "@angular/forms";
import { filter } from "rxjs";
import { type Answer, answerOf, refusal } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { solve } from "./proof-of-work";

export type CaptchaSettings = components["schemas"]["CaptchaResponse"];

interface Held {
  readonly answer: Promise<Answer<string>>;
  readonly startedAt: number;
}

// A challenge lives 60 s by default (Captcha:ExpirySeconds); an answer must arrive within that time.
const LIFE_MS = 45_000;

const FIELD = "recaptcha";

/**
 * The captcha of a form. An answer that needs nobody is begun before it is needed, so that nobody waits for it. Another
 * one is given in a widget of the provider, which `<app-captcha-field>` shows.
 */
@Injectable()
export class Captcha {
  private readonly _api = inject(Api);
  private readonly _injector = inject(Injector);
  private readonly _widget = signal<CaptchaSettings | null>(null);
  private _held: Held | undefined;
  private _isBroken = false;

  /** The widget to show, or null if the answer needs nobody. A new object is a new widget. */
  readonly widget = this._widget.asReadonly();

  /** The answer of the widget, and the error of the field `recaptcha`. */
  readonly answer = new FormControl("", { nonNullable: true });

  /** Says that the answer is no longer there: the widget must begin anew. */
  readonly emptied = this.answer.valueChanges.pipe(filter((answer) => answer === ""));

  /** Begins to solve, unless an answer is there or under way. */
  prepare(): Promise<Answer<string>> {
    const isOld = this._widget() === null && performance.now() - (this._held?.startedAt ?? 0) > LIFE_MS;
    if (this._held === undefined || isOld) this._held = { answer: this.make(), startedAt: performance.now() };
    return this._held.answer;
  }

  /** The answer. It is empty if the service asks for no captcha, or nobody has used the widget. */
  async take(): Promise<Answer<string>> {
    const answer = await this.prepare();
    if (answer.kind !== "done") this._held = undefined;
    const settings = this._widget();
    if (settings === null || answer.kind !== "done") return answer;
    if (!this._isBroken) return { kind: "done", data: this.answer.value };
    this._isBroken = false;
    this._widget.set({ ...settings });
    return refusal(FIELD, "unavailable");
  }

  /** The answer was consumed or refused: the next one is a new one. */
  discard(): void {
    if (this._widget() === null) this._held = undefined;
    else this.empty();
  }

  /** The widget has an answer. */
  accept(answer: string): void {
    this._isBroken = false;
    this.answer.setValue(answer);
  }

  /** The answer of the widget is too old. */
  expire(): void {
    this.fail("expired");
  }

  /** The provider cannot be reached, or cannot decide. The next submission tries with a new widget. */
  break(): void {
    this._isBroken = true;
    this.fail("unavailable");
  }

  // A widget without an answer is left alone: it may be about to try again.
  private empty(): void {
    if (this.answer.value !== "") this.answer.setValue("");
  }

  private fail(code: string): void {
    this.empty();
    this.answer.setErrors({ problem: refusal(FIELD, code).errors[0] });
  }

  private async make(): Promise<Answer<string>> {
    const answer = await answerOf(this._api.open.GET("/api/captcha"));
    if (answer.kind !== "done") return answer;
    const settings = answer.data;
    try {
      switch (settings.provider) {
        case "none":
          return { kind: "done", data: "" };
        case "proof_of_work":
          return { kind: "done", data: await solve(settings) };
        case "recaptcha":
          if (settings.action !== undefined) return { kind: "done", data: await this.score(settings) };
          break;
      }
    } catch {
      // The worker's file, or the network, may be what failed.
      const again = await answerOf(this._api.open.GET("/api/captcha"));
      if (again.kind !== "done") return again;
      return refusal(FIELD, settings.provider === "recaptcha" ? "unavailable" : "unsupported");
    }

    this._widget.set(settings);
    return { kind: "done", data: "" };
  }

  private async score(settings: CaptchaSettings): Promise<string> {
    return (await import("./score")).score(settings, this._injector);
  }
}
