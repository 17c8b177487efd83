import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf, hasError } from "../api/answer";
import { Api } from "../api/api";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { dropMailedToken, takeMailedToken } from "../form/mailed-token";
import { Submission } from "../form/submission";
import { TokenProblem, tokenProblemOf } from "../form/token-problem";
import { Waiting } from "../form/waiting";

type State = "ask" | "removed" | "activated";

/** The other link of the activation mail: somebody else entered this address, and the account is to go. */
@Component({
  selector: "app-not-me",
  imports: [ErrorSummary, MatButtonModule, RouterLink, TokenProblem, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./not-me.html",
})
export default class NotMe {
  private readonly _api = inject(Api);
  private readonly _token = takeMailedToken();
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly state = signal<State>("ask");

  /** Why the link does not work, if it does not. */
  protected readonly problem = signal<string | null>(this._token === "" ? "invalid" : null);

  protected async remove(): Promise<void> {
    const body = { token: this._token };
    const answer = await this.submission.send(() => answerOf(this._api.open.POST("/api/activate/not-me", { body })));
    if (answer === null) return;
    if (answer.kind === "done") {
      dropMailedToken();
      this.state.set("removed");
    } else if (hasError(answer, "account_activated")) {
      this.state.set("activated");
    } else {
      this.problem.set(answer.kind === "refused" ? tokenProblemOf(answer.errors) : null);
      if (this.problem() === null) this.errors.show(answer, {});
      else dropMailedToken();
    }
  }
}
