import { ChangeDetectionStrategy, Component, effect, inject, signal, untracked } from "@angular/core";
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
import { Language } from "../language/language";
import { Session } from "../session/session";

/** The account: its names and its level. */
@Component({
  selector: "app-profile",
  imports: [ErrorSummary, MatButtonModule, RouterLink, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./profile.html",
})
export default class Profile {
  private readonly _api = inject(Api);
  private readonly _language = inject(Language);
  private readonly _router = inject(Router);
  private readonly _session = inject(Session);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly me = signal<components["schemas"]["MeResponse"] | null>(null);

  /** Whether the account was activated a moment ago. */
  protected readonly isNew = inject(Router).currentNavigation()?.extras.state?.["isNew"] === true;

  constructor() {
    // The level's name is in the language of the request.
    effect(() => {
      this._language.current();
      untracked(() => void this.load());
    });
    effect(() => {
      if (!this._session.isSignedIn()) void this._router.navigateByUrl("/sign-in");
      else if (!this._session.isActive()) void this._router.navigateByUrl("/check-mail");
    });
  }

  protected joined(date: string): string {
    return new Intl.DateTimeFormat(this._language.current(), { dateStyle: "long" }).format(new Date(date));
  }

  protected signOut(): Promise<void> {
    return this._session.signOut();
  }

  private async load(): Promise<void> {
    const answer = await this.submission.send(() => answerOf(this._api.signedIn.GET("/api/me")));
    if (answer === null) return;
    if (answer.kind === "done") this.me.set(answer.data);
    this.errors.show(answer, {});
  }
}
