import {
  ChangeDetectionStrategy,
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
import { Answer, answerOf, hasError } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { Captcha } from "../captcha/captcha";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { PasswordField } from "../form/password-field";
import { Submission } from "../form/submission";
import { TextField } from "../form/text-field";
import { Waiting } from "../form/waiting";
import { exclusively } from "../session/lock";
import { Session } from "../session/session";
import { Availabilities } from "./availability";
import { type Draft, drafts } from "./draft";
import { type Invitation, InvitationNotice } from "./invitation";

type Registered = components["schemas"]["RegisterResponse"];

const LOCK = "registration.sign-up";

// Errors of the captcha that a new answer cures.
const STALE = ["required", "invalid", "expired", "duplicate"];

/** Sign-up, with or without an invitation. */
@Component({
  selector: "app-register",
  imports: [
    ErrorSummary,
    InvitationNotice,
    MatButtonModule,
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
  private readonly _session = inject(Session);
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
      const code = this.code()?.trim();
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
    if (answer === null || this._session.isSignedIn()) return;
    if (answer.kind === "done") {
      drafts.clear();
      this.errors.clear();
      this._session.accept(answer.data);
      return;
    }

    const { password1, ...names } = this.form.controls;
    this.errors.show(answer, { ...names, password1, password2: password1 });
  }

  // Two tabs with the same form: the second waits for the first, and then finds its session.
  private sendOnceAtATime(): Promise<Answer<Registered>> {
    return exclusively(LOCK, async () => {
      const answer = await this.send();
      if (!this.needsNewCaptcha(answer)) return answer;
      this.captcha.discard();
      return this.send();
    });
  }

  private async send(): Promise<Answer<Registered>> {
    const captcha = await this.captcha.take();
    if (captcha.kind !== "done") return captcha;
    const { password1, ...names } = this.form.getRawValue();
    const draft: Draft = names;
    const body = { ...draft, password1, password2: password1, recaptcha: captcha.data };
    const header = { "Idempotency-Key": drafts.keyFor(draft) };
    const answer = await answerOf(this._api.open.POST("/api/register", { body, params: { header } }));

    // The account of this key is not the one of this form, or is too old to be repeated.
    if (hasError(answer, "idempotency_key_reused") || hasError(answer, "idempotency_key_expired")) {
      drafts.renewKey(draft);
    }
    return answer;
  }

  private needsNewCaptcha(answer: Answer<Registered>): boolean {
    return STALE.some((code) => hasError(answer, code, "recaptcha"));
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
    return this._router.navigateByUrl(this._session.isActive() ? "/profile" : "/check-mail");
  }

  private availabilityOf(kind: "username" | "nickname") {
    return inject(Availabilities).of(kind, this.form.controls[kind], inject(DestroyRef));
  }
}
