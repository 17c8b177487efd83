import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../api/answer";
import { Api } from "../api/api";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { MailedToken } from "../form/mailed-token";
import { Submission } from "../form/submission";
import { TokenProblem } from "../form/token-problem";
import { Waiting } from "../form/waiting";
import { Session } from "../session/session";
import { Resend } from "./resend";

/**
 * The page of the activation mail. It has a button: programs that open the links of a mail to look for viruses must not
 * activate an account that somebody else made with this address.
 */
@Component({
  selector: "app-activate",
  imports: [ErrorSummary, MatButtonModule, Resend, RouterLink, TokenProblem, TranslocoDirective, Waiting],
  providers: [FormErrors, MailedToken, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./activate.html",
})
export default class Activate {
  private readonly _api = inject(Api);
  private readonly _router = inject(Router);
  private readonly _session = inject(Session);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly token = inject(MailedToken);

  /** The account was active already: the link was used before. */
  protected readonly isRepeat = signal(false);

  protected async activate(): Promise<void> {
    const body = { token: this.token.value };
    const answer = await this.submission.send(() =>
      this._session.begin(
        () => answerOf(this._api.open.POST("/api/activate", { body })),
        ({ token, expires_in, is_active }) =>
          token === undefined || expires_in === undefined ? null : { token, expires_in, is_active },
      ),
    );
    if (answer === null || this.token.judge(answer)) return;
    if (answer.kind !== "done") this.errors.show(answer, {});
    else if (answer.data.token === undefined) this.isRepeat.set(true);
    else await this._router.navigateByUrl("/profile", { state: { isNew: true } });
  }
}
