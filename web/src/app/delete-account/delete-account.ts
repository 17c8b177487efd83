import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf, hasError, mayBeDone, refusal } from "../api/answer";
import { Api } from "../api/api";
import { ErrorSummary } from "../form/error-summary";
import { ErrorTexts } from "../form/error-texts";
import { FormErrors } from "../form/form-errors";
import { Loading } from "../form/loading";
import { PasswordField } from "../form/password-field";
import { Submission } from "../form/submission";
import { Waiting } from "../form/waiting";
import { leaveWhenSignedOut } from "../session/leave-when-signed-out";
import { MyAccount } from "../session/my-account";
import { Session } from "../session/session";
import { focusMover } from "../shell/focus";

const NOT_CONFIRMED = refusal("confirmed", "required");
const UNKNOWN = refusal(null, "unknown_deletion");

/** Deletes the account. It asks for the password and for a tick, so that no click and no password manager does it. */
@Component({
  selector: "app-delete-account",
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
  templateUrl: "./delete-account.html",
  styles: `
    .confirmation {
      display: flex;
      gap: 0.75rem;
      padding-block: 0.5rem;
      cursor: pointer;
    }

    input[type="checkbox"] {
      flex: none;
      width: 1.5rem;
      height: 1.5rem;
      margin: 0;
      accent-color: var(--mat-sys-primary);
    }

    .field-error {
      margin-inline: 0;
    }

    .danger {
      --mat-button-filled-container-color: var(--mat-sys-error);
      --mat-button-filled-label-text-color: var(--mat-sys-on-error);
    }
  `,
})
export default class DeleteAccount {
  private readonly _api = inject(Api);
  private readonly _focus = focusMover();
  private readonly _session = inject(Session);
  protected readonly account = inject(MyAccount);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly texts = inject(ErrorTexts);
  protected readonly isDeleted = signal(false);
  protected readonly form = new FormGroup({
    password: new FormControl("", { nonNullable: true }),
    confirmed: new FormControl(false, { nonNullable: true }),
  });

  // A request may have deleted the account without telling.
  private _mayBeDeleted = false;

  constructor() {
    leaveWhenSignedOut(() => this.isDeleted() || this.submission.isBusy());
    void this.account.load();
  }

  protected async submit(): Promise<void> {
    const answer = this.form.value.confirmed ? await this.submission.send(() => this.delete()) : NOT_CONFIRMED;
    if (answer === null) return;
    this.errors.show(hasError(answer, "unknown_change") ? UNKNOWN : answer, this.form.controls);
    if (answer.kind !== "done") return;
    this.form.reset();
    this.isDeleted.set(true);
    this._session.drop();
    this._focus("h1");
  }

  // A repeat does no harm. If an earlier request has deleted the account, the session is over.
  private async delete(): Promise<Answer<unknown>> {
    const body = { password: this.form.getRawValue().password };
    const answer = await answerOf(this._api.signedIn.DELETE("/api/me", { body }));
    const isOver = answer.kind === "refused" && answer.status === 401;
    if (this._mayBeDeleted && isOver && (await this.isUsernameFree())) return { kind: "done", data: null };
    this._mayBeDeleted ||= mayBeDone(answer);
    return answer;
  }

  private async isUsernameFree(): Promise<boolean> {
    const query = { username: this.account.me()?.username ?? "" };
    const answer = await answerOf(this._api.open.GET("/api/availability", { params: { query } }));
    return answer.kind === "done" && answer.data.username === true;
  }
}
