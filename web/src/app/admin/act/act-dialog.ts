import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import type { Answer } from "../../api/answer";
import { ErrorSummary } from "../../form/error-summary";
import { FormErrors } from "../../form/form-errors";
import { PasswordField } from "../../form/password-field";
import { Submission } from "../../form/submission";
import { TextField } from "../../form/text-field";
import { Waiting } from "../../form/waiting";

/** What an administrator has entered to confirm an act. Without a reason that is optional, there is none. */
export interface Confirmation {
  readonly password: string;
  readonly reason: string | undefined;
}

/**
 * Asks before an act, in a dialog: for the reason, and for the password again if the act is drastic. What the act does
 * is inside of it. A button of the page opens it by `open()`.
 */
@Component({
  selector: "app-act-dialog",
  imports: [ErrorSummary, MatButtonModule, PasswordField, ReactiveFormsModule, TextField, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog aria-labelledby="act-heading" (close)="closed()" *transloco="let t">
      @if (isOpen()) {
        <h2 id="act-heading">{{ heading() }}</h2>
        <app-error-summary [errors]="errors.all()" />
        <form [formGroup]="form" (ngSubmit)="submit()" novalidate>
          <ng-content />
          @if (reason() !== "none") {
            <app-text-field
              name="reason"
              [control]="form.controls.reason"
              [label]="t(reason() === 'required' ? 'admin.act.reason' : 'admin.act.reasonOptional')"
              [hint]="t('admin.act.reasonHint')"
              [isProse]="true"
            />
          }
          @if (isDrastic()) {
            <app-password-field
              name="password"
              [control]="form.controls.password"
              [label]="t('admin.act.password')"
              autocomplete="current-password"
            />
          }
          <app-waiting />
          <div class="actions">
            <button matButton="filled" [class.danger]="isDrastic()" [disabled]="submission.isBusy()">
              {{ submitLabel() }}
            </button>
            <button matButton type="button" (click)="close()">{{ t("admin.act.cancel") }}</button>
          </div>
        </form>
      }
    </dialog>
  `,
})
export class ActDialog<T> {
  private readonly _dialog = viewChild<ElementRef<HTMLDialogElement>>("dialog");
  private _opener: HTMLElement | null = null;
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly isOpen = signal(false);
  protected readonly form = new FormGroup({
    reason: new FormControl("", { nonNullable: true }),
    password: new FormControl("", { nonNullable: true }),
  });

  readonly heading = input.required<string>();

  /** What the button says that does it. */
  readonly submitLabel = input.required<string>();

  /** Whether the password is asked for. */
  readonly isDrastic = input(false);
  readonly reason = input<"required" | "optional" | "none">("required");

  /** What else is asked for inside of it, by the names of the fields in the API. */
  readonly controls = input<Readonly<Record<string, FormControl<string>>>>({});

  /** Does it. */
  readonly act = input.required<(confirmation: Confirmation) => Promise<Answer<T>>>();

  /** It was done. */
  readonly done = output<T>();

  open(): void {
    this._opener = document.activeElement as HTMLElement | null;
    this.form.reset();
    this.isOpen.set(true);
    this._dialog()?.nativeElement.showModal();
  }

  protected close(): void {
    this._dialog()?.nativeElement.close();
  }

  // The event comes late: the dialog may be open again.
  protected closed(): void {
    const dialog = this._dialog()?.nativeElement;
    if (dialog?.open) return;
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body || dialog?.contains(activeElement)) {
      this._opener?.focus();
    }
    this.isOpen.set(false);
    this.submission.stop();
    this.errors.clear();
  }

  protected async submit(): Promise<void> {
    const { password, reason } = this.form.getRawValue();
    const isGiven = this.reason() === "required" || reason.trim() !== "";
    const confirmation = { password, reason: isGiven ? reason : undefined };
    const answer = await this.submission.send(() => this.act()(confirmation));
    if (answer === null) return;
    if (answer.kind === "done") {
      this.close();
      this.done.emit(answer.data);
    } else if (this.isOpen()) {
      this.errors.show(answer, { ...this.controls(), ...this.form.controls });
    }
  }
}
