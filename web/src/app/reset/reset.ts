import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf, hasError } from "../api/answer";
import { Api } from "../api/api";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { dropMailedToken, takeMailedToken } from "../form/mailed-token";
import { PasswordField } from "../form/password-field";
import { Submission } from "../form/submission";
import { TokenProblem, tokenProblemOf } from "../form/token-problem";
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
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./reset.html",
})
export default class Reset {
  private readonly _api = inject(Api);
  private readonly _session = inject(Session);
  private readonly _token = takeMailedToken();
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly isDone = signal(false);
  protected readonly form = new FormGroup({ password1: new FormControl("", { nonNullable: true }) });

  /** Why the link does not work, if it does not. */
  protected readonly problem = signal<string | null>(this._token === "" ? "invalid" : null);

  protected async submit(): Promise<void> {
    const { password1 } = this.form.controls;
    const body = { token: this._token, password1: password1.value, password2: password1.value };
    const lost: unknown[] = []; // after a lost answer the token may be used by this very form
    const answer = await this.submission.send(async () => {
      const found = await answerOf(this._api.open.POST("/api/password/reset", { body }));
      if (found.kind === "lost") lost.push(found);
      return found;
    });
    if (answer === null) return;
    if (answer.kind === "done" || (lost.length > 0 && hasError(answer, "used", "token"))) {
      // All sessions of the account have ended, also the one of this browser if it was of the same account.
      if (this._session.isSignedIn()) await this._session.refresh();
      dropMailedToken();
      this.errors.clear();
      this.isDone.set(true);
      return;
    }

    this.problem.set(answer.kind === "refused" ? tokenProblemOf(answer.errors) : null);
    if (this.problem() === null) this.errors.show(answer, { password1, password2: password1 });
    else dropMailedToken();
  }
}
