import { ChangeDetectionStrategy, Component, DestroyRef, effect, inject, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { Submission } from "../form/submission";
import { Waiting } from "../form/waiting";
import { Session } from "../session/session";
import { poll } from "../session/poll";
import { CorrectAddress } from "./correct-address";

// One mail of a kind in this time (Mail:MinIntervalSeconds).
const RESEND_SECONDS = 60;

/** After the sign-up: where the mail went, and another one. It notices when another device activates the account. */
@Component({
  selector: "app-check-mail",
  imports: [CorrectAddress, ErrorSummary, MatButtonModule, RouterLink, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./check-mail.html",
})
export default class CheckMail {
  private readonly _api = inject(Api);
  private readonly _router = inject(Router);
  private readonly _session = inject(Session);
  private _mailSince: string | undefined;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);

  protected readonly me = signal<components["schemas"]["MeResponse"] | null>(null);
  protected readonly isActivated = signal(false);
  protected readonly isResent = signal(false);
  protected readonly isCorrecting = signal(false);
  protected readonly isCorrected = signal(false);

  /** Seconds until another mail may be asked for. */
  protected readonly pause = signal(0);

  constructor() {
    poll(() => this.look(), inject(DestroyRef));
    effect(() => {
      if (this._session.isActive()) void this._router.navigateByUrl("/profile");
    });
  }

  protected async resend(): Promise<void> {
    const answer = await this.submission.send(() => answerOf(this._api.signedIn.POST("/api/activate/resend")));
    if (answer === null) return;
    this.errors.show(answer, {});
    this.isResent.set(answer.kind === "done");
    if (answer.kind === "done") this.countDown(RESEND_SECONDS);
  }

  /** The form to correct the address was sent or given up. */
  protected close(address: string | null): void {
    this.isCorrecting.set(false);
    const account = this.me();
    if (address === null || account === null) return;
    this.isResent.set(false);
    this.isCorrected.set(true);
    this.me.set({ ...account, email: address, mail_state: "pending" });
  }

  protected async signOut(): Promise<void> {
    await this._session.signOut();
    await this._router.navigateByUrl("/sign-in");
  }

  private async look(): Promise<void> {
    const ask = () => answerOf(this._api.signedIn.GET("/api/me"));
    const answer = this.me() === null ? await this.submission.send(ask) : await ask();
    if (answer === null) return;
    if (answer.kind === "done") {
      this.waitAfter(answer.data.mail_since);
      this.me.set(answer.data);
      if (answer.data.is_active && !this.isActivated()) await this.goOn();
    } else if (answer.kind === "refused" && answer.status === 401 && !this._session.isSignedIn()) {
      await this._router.navigateByUrl("/sign-in");
    }
  }

  // If another tab activated the account, the cookie is of the new session. If another device did, it has ended this
  // one.
  private async goOn(): Promise<void> {
    await this._session.refresh();
    if (!this._session.isActive()) this.isActivated.set(true);
  }

  // Counts down from each change of the mail's state: that of the sign-up, of another mail, of another address.
  private waitAfter(since: string | null | undefined): void {
    if (!since || since === this._mailSince) return;
    this._mailSince = since;
    const passed = Math.max(0, (Date.now() - Date.parse(since)) / 1000);
    this.countDown(Math.ceil(RESEND_SECONDS - passed));
  }

  private countDown(seconds: number): void {
    clearTimeout(this._timer);
    this.pause.set(Math.max(0, seconds));
    if (seconds > 0) this._timer = setTimeout(() => this.countDown(seconds - 1), 1000);
  }
}
