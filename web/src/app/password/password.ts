import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf, hasError, mayBeDone, refusal } from "../api/answer";
import { Api } from "../api/api";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { Loading } from "../form/loading";
import { PasswordField } from "../form/password-field";
import { Submission } from "../form/submission";
import { Waiting } from "../form/waiting";
import { leaveWhenSignedOut } from "../session/leave-when-signed-out";
import { MyAccount } from "../session/my-account";
import { Session } from "../session/session";
import { focusMover } from "../shell/focus";

const UNKNOWN = "unknown_password_change";

/** Changes the password, which signs out all other devices. */
@Component({
  selector: "app-password",
  imports: [
    ErrorSummary,
    Loading,
    MatButtonModule,
    PasswordField,
    ReactiveFormsModule,
    RouterLink,
    TranslocoDirective,
    Waiting,
  ],
  providers: [FormErrors, MyAccount, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./password.html",
})
export default class Password {
  private readonly _api = inject(Api);
  private readonly _focus = focusMover();
  private readonly _router = inject(Router);
  private readonly _session = inject(Session);
  protected readonly account = inject(MyAccount);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly state = signal<"ask" | "done" | "unknown">("ask");
  protected readonly form = new FormGroup({
    old_password: new FormControl("", { nonNullable: true }),
    password1: new FormControl("", { nonNullable: true }),
  });

  constructor() {
    leaveWhenSignedOut(() => this.state() === "unknown");
    void this.account.load();
  }

  protected async submit(): Promise<void> {
    const answer = await this.submission.send(() => this.change());
    if (answer === null) return;
    const { old_password, password1 } = this.form.controls;
    if (answer.kind === "done") this.end("done");
    else if (hasError(answer, UNKNOWN)) this.end("unknown");
    else this.errors.show(answer, { old_password, password1, password2: password1 });
  }

  /** The sign-in page shows which password is right. */
  protected async signInAgain(): Promise<void> {
    await this._session.signOut();
    await this._router.navigateByUrl("/sign-in");
  }

  // A request whose answer was lost is not repeated: if the change was made, the repeat would be told that the current
  // password is wrong.
  private async change(): Promise<Answer<unknown>> {
    const { old_password, password1 } = this.form.getRawValue();
    const body = { old_password, password1, password2: password1 };
    const answer = await answerOf(this._api.signedIn.POST("/api/password/change", { body }));
    return mayBeDone(answer) ? refusal(null, UNKNOWN) : answer;
  }

  private end(state: "done" | "unknown"): void {
    this.errors.clear();
    this.form.reset();
    this.state.set(state);
    this._focus("h1");
  }
}
