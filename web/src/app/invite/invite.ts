import { ChangeDetectionStrategy, Component, DestroyRef, inject, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { FormErrors } from "../form/form-errors";
import { Loading } from "../form/loading";
import { Submission } from "../form/submission";
import { Language } from "../language/language";
import { leaveWhenSignedOut } from "../session/leave-when-signed-out";
import { poll } from "../session/poll";
import { copier } from "../shell/copier";
import { Invitees } from "./invitees";
import { NewCode } from "./new-code";
import { QrCode } from "./qr-code";

const LONGEST_GROUP = 5;

/** The own invitation code, and who has signed up with it. The counts rise while the page is open. */
@Component({
  selector: "app-invite",
  imports: [Invitees, Loading, MatButtonModule, NewCode, QrCode, TranslocoDirective],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./invite.html",
  styles: `
    h2 {
      margin-top: 2rem;
    }

    .code {
      font-size: 1.5rem;
      line-height: normal;
    }

    .code span + span {
      margin-inline-start: 0.75ch;
    }
  `,
})
export default class Invite {
  private readonly _api = inject(Api);
  private readonly _copy = copier();
  private readonly _errors = inject(FormErrors);
  private readonly _language = inject(Language);
  private readonly _submission = inject(Submission);
  protected readonly me = signal<components["schemas"]["MeResponse"] | null>(null);
  protected readonly copied = signal<"link" | "code" | "no" | null>(null);
  protected readonly canShare = "share" in navigator;

  constructor() {
    leaveWhenSignedOut();
    poll(() => this.look(), inject(DestroyRef));
  }

  /** The parts of a code, as long as each other if they can be, so that it is easy to read aloud. */
  protected groups(code: string): string[] {
    const length = Math.ceil(code.length / Math.ceil(code.length / LONGEST_GROUP));
    return code.match(new RegExp(`.{1,${length}}`, "g")) ?? [];
  }

  /** Copies a text. If the browser does not let it, the text is selected, to be copied by hand. */
  protected async copy(what: "link" | "code", text: string, shown: HTMLElement): Promise<void> {
    this.copied.set(null);
    const isCopied = await this._copy(text);
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
    this._errors.clear();
    return this.look();
  }

  private async look(): Promise<void> {
    if (this._errors.all().length > 0) return;
    const before = this.me();
    const answer = await this._submission.send(() => answerOf(this._api.signedIn.GET("/api/me")));

    // A new code that came meanwhile is newer than this answer.
    if (answer === null || this.me() !== before) return;
    if (answer.kind === "done") this.me.set(answer.data);
    else if (before === null) this._errors.show(answer, {});
  }
}
