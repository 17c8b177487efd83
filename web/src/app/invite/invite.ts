import { Clipboard } from "@angular/cdk/clipboard";
import { ChangeDetectionStrategy, Component, DestroyRef, effect, inject, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { Router } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { Submission } from "../form/submission";
import { Waiting } from "../form/waiting";
import { Language } from "../language/language";
import { poll } from "../session/poll";
import { Session } from "../session/session";
import { Invitees } from "./invitees";
import { NewCode } from "./new-code";
import { QrCode } from "./qr-code";

const LONGEST_GROUP = 5;

/** The own invitation code, and who has signed up with it. The counts rise while the page is open. */
@Component({
  selector: "app-invite",
  imports: [ErrorSummary, Invitees, MatButtonModule, NewCode, QrCode, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./invite.html",
  styles: `
    .code {
      font-size: 1.5rem;
    }

    .code span + span {
      margin-inline-start: 0.75ch;
    }
  `,
})
export default class Invite {
  private readonly _api = inject(Api);
  private readonly _clipboard = inject(Clipboard);
  private readonly _language = inject(Language);
  private readonly _router = inject(Router);
  private readonly _session = inject(Session);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly me = signal<components["schemas"]["MeResponse"] | null>(null);
  protected readonly copied = signal<"link" | "code" | "no" | null>(null);
  protected readonly canShare = "share" in navigator;

  constructor() {
    poll(() => this.look(), inject(DestroyRef));
    effect(() => {
      if (!this._session.isSignedIn()) void this._router.navigateByUrl("/sign-in");
      else if (!this._session.isActive()) void this._router.navigateByUrl("/check-mail");
    });
  }

  /** The parts of a code, as long as each other if they can be, so that it is easy to read aloud. */
  protected groups(code: string): string[] {
    const length = Math.ceil(code.length / Math.ceil(code.length / LONGEST_GROUP));
    return code.match(new RegExp(`.{1,${length}}`, "g")) ?? [];
  }

  /** Copies a text. If the browser does not let it, the text is selected, to be copied by hand. */
  protected async copy(what: "link" | "code", text: string, shown: HTMLElement): Promise<void> {
    this.copied.set(null);
    const isCopied = await this.toClipboard(text);
    if (!isCopied) getSelection()?.selectAllChildren(shown);
    this.copied.set(isCopied ? what : "no");
  }

  protected async share(url: string): Promise<void> {
    try {
      await navigator.share({ title: this._language.find("app.name") ?? "", url });
    } catch {
      // The user closed the sheet.
    }
  }

  protected again(): Promise<void> {
    this.errors.clear();
    return this.look();
  }

  private async toClipboard(text: string): Promise<boolean> {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // On plain http there is no navigator.clipboard.
      return this._clipboard.copy(text);
    }
  }

  private async look(): Promise<void> {
    if (this.errors.all().length > 0) return;
    const before = this.me();
    const answer = await this.submission.send(() => answerOf(this._api.signedIn.GET("/api/me")));

    // A new code that came meanwhile is newer than this answer.
    if (answer === null || this.me() !== before) return;
    if (answer.kind === "done") this.me.set(answer.data);
    else if (before === null) this.errors.show(answer, {});
  }
}
