import {
  ChangeDetectionStrategy,
  ChangeDetectorRef,
  Component,
  DestroyRef,
  effect,
  inject,
  input,
  signal,
  untracked,
} from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf, hasError, hasErrorOf } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { Captcha } from "../captcha/captcha";
import { CaptchaField } from "../captcha/captcha-field";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { PasswordField } from "../form/password-field";
import { Submission } from "../form/submission";
import { TextField } from "../form/text-field";
import { Waiting } from "../form/waiting";
import { Locks } from "../session/lock";
import { Session } from "../session/session";
import { Availabilities, type NameKind } from "../names/availability";
import { type Draft, drafts } from "./draft";
import { type Invitation, InvitationNotice } from "./invitation";
import { NameAvailability } from "../names/name-availability";

type Registered = components["schemas"]["RegisterResponse"];

const LOCK = "registration.sign-up";

// Errors of the captcha that a new answer cures. A widget needs its user for it.
const STALE = ["required", "invalid", "expired", "duplicate"];

/** Sign-up, with or without an invitation. */
@Component({
  selector: "app-register",
  imports: [
    CaptchaField,
    ErrorSummary,
    InvitationNotice,
    MatButtonModule,
    NameAvailability,
    PasswordField,
    ReactiveFormsModule,
    RouterLink,
    TextField,
    TranslocoDirective,
    Waiting,
  ],
  providers: [Captcha, FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./register.html",
})
export default class Register {
  private readonly _api = inject(Api);
  private readonly _router = inject(Router);
  private readonly _locks = inject(Locks);
  private readonly _session = inject(Session);
  private readonly _view = inject(ChangeDetectorRef);
  protected readonly captcha = inject(Captcha);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);

  protected readonly form = new FormGroup({
    username: new FormControl("", { nonNullable: true }),
    nickname: new FormControl("", { nonNullable: true }),
    email: new FormControl("", { nonNullable: true }),
    password1: new FormControl("", { nonNullable: true }),
    invitation_code: new FormControl("", { nonNullable: true }),
  });

  protected readonly username = this.availabilityOf("username");
  protected readonly nickname = this.availabilityOf("nickname");
  protected readonly invitation = signal<Invitation | null>(null);

  /** The invitation code of the link: /register?code=… */
  readonly code = input<string>();

  constructor() {
    const draft = drafts.read();
    if (draft) this.form.patchValue(draft);
    effect(() => {
      const code = [this.code()].flat()[0]?.trim(); // a list if it is there twice
      if (code) untracked(() => void this.lookUp(code));
    });

    // Another tab has signed up or signed in: this form is no longer needed.
    effect(() => {
      if (this._session.isSignedIn()) void this.leave();
    });
  }

  protected removeInvitation(): void {
    this.invitation.set(null);
    this.form.controls.invitation_code.setValue("");
    void this._router.navigate([], { queryParams: {} });
  }

  protected async submit(): Promise<void> {
    const answer = await this.submission.send(() => this.sendOnceAtATime());
    if (answer === null) return;
    if (answer.kind === "done") {
      drafts.clear();
      this.errors.clear();
      return;
    }

    // A code that is refused can be changed. Its field must be there first: a control that is bound loses its errors.
    if (hasErrorOf(answer, "invitation_code")) {
      this.invitation.set(null);
      this._view.detectChanges();
    }
    if (isCaptchaConsumed(answer)) this.captcha.discard();
    const { password1, invitation_code, ...names } = this.form.controls;
    const recaptcha = this.captcha.answer;
    this.errors.show(answer, { ...names, password1, password2: password1, invitation_code, recaptcha });
  }

  // Tabs take turns, so the second of two with the same form finds the session of the first.
  private sendOnceAtATime(): Promise<Answer<unknown>> {
    return this._locks.exclusively(LOCK, async () => {
      if (await this._session.follow()) return { kind: "done", data: null };
      let answer = await this.send();
      if (this.captcha.widget() === null && STALE.some((code) => hasError(answer, code, "recaptcha"))) {
        this.captcha.discard();
        answer = await this.send();
      }

      // The username may be taken by the account that another tab has just made.
      const isDone = hasError(answer, "taken", "username") && (await this._session.ask());
      return isDone ? { kind: "done", data: null } : answer;
    });
  }

  private async send(): Promise<Answer<Registered>> {
    const captcha = await this.captcha.take();
    if (captcha.kind !== "done") return captcha;
    const { password1, ...names } = this.form.getRawValue();
    const draft: Draft = names;
    const body = { ...draft, password1, password2: password1, recaptcha: captcha.data };
    const header = { "Idempotency-Key": drafts.keyFor(draft) };
    const answer = await this._session.begin(
      () => answerOf(this._api.open.POST("/api/register", { body, params: { header } })),
      (tokens) => tokens,
    );

    if (hasError(answer, "idempotency_key_expired")) drafts.renewKey(draft);
    return answer;
  }

  private async lookUp(code: string): Promise<void> {
    this.form.controls.invitation_code.setValue(code);

    // Has the size of what comes, so that nothing moves when it comes.
    this.invitation.set({ valid: false, reason: "pending", inviter_nickname: null });
    const answer = await answerOf(this._api.open.GET("/api/invitations/{code}", { params: { path: { code } } }));
    if (this.form.controls.invitation_code.value !== code) return; // removed meanwhile
    this.invitation.set(answer.kind === "done" ? answer.data : null);
  }

  private leave(): Promise<boolean> {
    drafts.clear(); // not for whoever uses this browser next
    return this._router.navigateByUrl(this._session.isActive() ? "/profile" : "/check-mail");
  }

  private availabilityOf(kind: NameKind) {
    return inject(Availabilities).of(kind, this.form.controls[kind], inject(DestroyRef));
  }
}

// An answer is good for one form. It is kept if the form was refused before the answer was looked at.
function isCaptchaConsumed(answer: Answer<unknown>): boolean {
  return hasErrorOf(answer, "recaptcha") || (answer.kind === "refused" && answer.status === 409);
}
