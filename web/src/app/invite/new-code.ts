import { ChangeDetectionStrategy, Component, inject, input, output, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { Submission } from "../form/submission";
import { Waiting } from "../form/waiting";

type Code = components["schemas"]["NewCodeResponse"];

/** Replaces the invitation code, after it has said what happens to the old one. */
@Component({
  selector: "app-new-code",
  imports: [ErrorSummary, MatButtonModule, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./new-code.html",
  styles: `
    dialog {
      box-sizing: border-box;
      width: 32rem;
      max-width: calc(100vw - 2rem);
      border: 0;
      border-radius: 1rem;
      padding: 1.5rem;
      background: var(--mat-sys-surface-container-high);
      color: inherit;
    }

    dialog::backdrop {
      background: rgb(0 0 0 / 50%);
    }

    dialog h2 {
      margin-top: 0;
    }

    ul {
      padding-inline-start: 1.25rem;
    }
  `,
})
export class NewCode {
  private readonly _api = inject(Api);
  private _old = "";
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly isMade = signal(false);

  /** The code as it is now. */
  readonly code = input.required<string>();
  readonly made = output<Code>();

  protected ask(dialog: HTMLDialogElement): void {
    this._old = this.code();
    this.isMade.set(false);
    dialog.showModal();
  }

  protected async make(dialog: HTMLDialogElement): Promise<void> {
    const answer = await this.submission.send(() => this.replace());
    if (answer === null) return;
    if (answer.kind === "done") {
      this.made.emit(answer.data);
      this.isMade.set(true);
      dialog.close();
    } else if (dialog.open) {
      this.errors.show(answer, {});
    }
  }

  protected closed(): void {
    this.submission.stop();
    this.errors.clear();
  }

  // Looks first: after a lost answer, or in another tab, the new code may be made already. Each one counts.
  private async replace(): Promise<Answer<Code>> {
    const me = await answerOf(this._api.signedIn.GET("/api/me"));
    if (me.kind !== "done" || me.data.invitation_code !== this._old) return me;
    return answerOf(this._api.signedIn.POST("/api/me/invitation-code"));
  }
}
