import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf, hasError } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { MailedToken } from "../form/mailed-token";
import { PasswordField } from "../form/password-field";
import { Submission } from "../form/submission";
import { TokenProblem } from "../form/token-problem";
import { Waiting } from "../form/waiting";
import { Session } from "../session/session";

/** The page of the reset mail: a new password. */
@Component({
  selector: "app-reset",
  imports: [
    ErrorSummary,
    MatButtonModule,
    PasswordField,
    ReactiveFormsModule,
    RouterLink,
    TokenProblem,
    TranslocoDirective,
    Waiting,
  ],
  providers: [FormErrors, MailedToken, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./reset.html",
})
export default class Reset {
  private readonly _api = inject(Api);
  private readonly _session = inject(Session);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly token = inject(MailedToken);
  protected readonly isDone = signal(false);

  // A request may have changed the password without telling.
  private _mayBeDone = false;

  protected readonly form = new FormGroup({ password1: new FormControl("", { nonNullable: true }) });

  protected async submit(): Promise<void> {
    const { password1 } = this.form.controls;
    const body = { token: this.token.value, password1: password1.value, password2: password1.value };
    const answer = await this.submission.send(() => this.change(body));
    if (answer === null || this.token.judge(answer)) return;
    this.errors.show(answer, { password1, password2: password1 });
    if (answer.kind !== "done") return;

    // All sessions of the account have ended, also the one of this browser if it was of the same account.
    if (this._session.isSignedIn()) await this._session.refresh();
    this.isDone.set(true);
  }

  // A repeat does no harm. If an earlier request has used the token, the password is changed.
  private async change(body: components["schemas"]["PasswordResetRequest"]): Promise<Answer<unknown>> {
    const answer = await answerOf(this._api.open.POST("/api/password/reset", { body }));
    if (this._mayBeDone && hasError(answer, "used", "token")) return { kind: "done", data: null };
    this._mayBeDone ||= answer.kind === "lost";
    return answer;
  }
}
