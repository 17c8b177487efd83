import { inject, Injectable } from "@angular/core";
import { Answer, answerOf } from "../api/answer";
import { Api } from "../api/api";
import { solve } from "./proof-of-work";

interface Held {
  readonly answer: Promise<Answer<string>>;
  readonly startedAt: number;
}

// A challenge lives 60 s by default (Captcha:ExpirySeconds); an answer must arrive within that time.
const LIFE_MS = 45_000;

/** The captcha of a form: begun before it is needed, so that nobody waits for it. */
@Injectable()
export class Captcha {
  private readonly _api = inject(Api);
  private _held: Held | undefined;

  /** Begins to solve, unless an answer is there or under way. */
  prepare(): Promise<Answer<string>> {
    if (this._held === undefined || performance.now() - this._held.startedAt > LIFE_MS) {
      this._held = { answer: this.make(), startedAt: performance.now() };
    }
    return this._held.answer;
  }

  /** The answer. It is empty if the service asks for no captcha. */
  async take(): Promise<Answer<string>> {
    const answer = await this.prepare();
    if (answer.kind !== "done") this.discard();
    return answer;
  }

  /** The answer was consumed or refused: the next one is a new one. */
  discard(): void {
    this._held = undefined;
  }

  private async make(): Promise<Answer<string>> {
    const answer = await answerOf(this._api.open.GET("/api/captcha"));
    if (answer.kind !== "done") return answer;
    if (answer.data.provider === "none") return { kind: "done", data: "" };
    try {
      if (answer.data.provider === "proof_of_work") return { kind: "done", data: await solve(answer.data) };
    } catch {
      // The worker's file may be what could not be loaded.
      const again = await answerOf(this._api.open.GET("/api/captcha"));
      if (again.kind !== "done") return again;
    }
    return { kind: "refused", status: 0, errors: [{ field: "recaptcha", code: "unsupported", message: "" }] };
  }
}
