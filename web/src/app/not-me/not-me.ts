import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf, hasError } from "../api/answer";
import { Api } from "../api/api";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { MailedToken } from "../form/mailed-token";
import { Submission } from "../form/submission";
import { TokenProblem } from "../form/token-problem";
import { Waiting } from "../form/waiting";

type State = "ask" | "removed" | "activated";

/** The other link of the activation mail: somebody else entered this address, and the account is to go. */
@Component({
  selector: "app-not-me",
  imports: [ErrorSummary, MatButtonModule, RouterLink, TokenProblem, TranslocoDirective, Waiting],
  providers: [FormErrors, MailedToken, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./not-me.html",
})
export default class NotMe {
  private readonly _api = inject(Api);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly token = inject(MailedToken);
  protected readonly state = signal<State>("ask");

  protected async remove(): Promise<void> {
    const body = { token: this.token.value };
    const answer = await this.submission.send(() => answerOf(this._api.open.POST("/api/activate/not-me", { body })));
    if (answer === null || this.token.judge(answer)) return;
    if (answer.kind === "done") this.state.set("removed");
    else if (hasError(answer, "account_activated")) this.state.set("activated");
    else this.errors.show(answer, {});
  }
}
