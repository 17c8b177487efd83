import { inject, Injectable, signal } from "@angular/core";
import { answerOf } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { FormErrors } from "../form/form-errors";
import { Submission } from "../form/submission";

/** The account that is signed in, for a page that shows it. */
@Injectable()
export class MyAccount {
  private readonly _api = inject(Api);
  private readonly _errors = inject(FormErrors);
  private readonly _submission = inject(Submission);

  readonly me = signal<components["schemas"]["MeResponse"] | null>(null);

  /** Reads the account. Waits while the service is busy. */
  async load(): Promise<void> {
    const answer = await this._submission.send(() => answerOf(this._api.signedIn.GET("/api/me")));
    if (answer === null) return;
    if (answer.kind === "done") this.me.set(answer.data);
    this._errors.show(answer, {});
  }
}
