import {
  ChangeDetectionStrategy,
  Component,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf, hasError } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { Device } from "../../devices/device";
import { deviceText } from "../../devices/device-name";
import { ErrorSummary } from "../../form/error-summary";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { Waiting } from "../../form/waiting";
import { Language } from "../../language/language";
import { ActDialog } from "../act/act-dialog";

type Session = components["schemas"]["SessionResponse"];

// The service shows no devices of such an account. Each has its text in `admin.person.closed`.
const CLOSED = ["account_disabled", "account_lapsed", "account_ended"];

/** The devices that are signed in to an account. Each of them can be signed out. */
@Component({
  selector: "app-person-sessions",
  imports: [ActDialog, Device, ErrorSummary, MatButtonModule, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <h2>{{ t("admin.person.sessions") }}</h2>
      <app-error-summary [errors]="errors.all()" />
      @if (closed(); as why) {
        <p>{{ t("admin.person.closed." + why) }}</p>
      }
      @for (session of sessions(); track session.id) {
        <div class="device">
          <app-device [device]="session" [name]="name(session)" />
          <button
            matButton="outlined"
            type="button"
            [attr.aria-label]="t('admin.person.signOutOf', { device: name(session) })"
            (click)="ask(session)"
          >
            {{ t("admin.person.signOut") }}
          </button>
        </div>
      } @empty {
        @if (sessions() !== null) {
          <p>{{ t("admin.person.noSessions") }}</p>
        }
      }
      <app-waiting [isLoading]="true" />
      <app-act-dialog
        [heading]="t('admin.person.signOutOf', { device: chosenName() })"
        [submitLabel]="t('devices.signOut')"
        reason="none"
        [act]="signOut"
        (done)="signedOut.emit()"
      >
        <p>{{ t("admin.person.signOutText") }}</p>
      </app-act-dialog>
    </ng-container>
  `,
  styles: `
    .device {
      margin-block: 1rem;
      padding: 1rem;
      border-radius: 0.75rem;
      background: var(--mat-sys-surface-container);

      button {
        margin-block-start: 1rem;
      }
    }
  `,
})
export class PersonSessions {
  private readonly _api = inject(Api);
  private readonly _language = inject(Language);
  private readonly _chosen = signal<Session | null>(null);
  private readonly _dialog = viewChild<ActDialog<unknown>>(ActDialog);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly sessions = signal<readonly Session[] | null>(null);

  /** Why the service does not show the devices, as the code of its answer. */
  protected readonly closed = signal<string | null>(null);

  /** The id of the account. */
  readonly of = input.required<string>();

  /** The sessions are read anew when this changes. */
  readonly changes = input.required<number>();

  /** A device was signed out. */
  readonly signedOut = output();

  constructor() {
    effect(() => {
      this.of();
      this.changes();
      untracked(() => void this.load());
    });
  }

  protected name(session: Session): string {
    return deviceText(session.user_agent, this._language);
  }

  protected chosenName(): string {
    const chosen = this._chosen();
    return chosen ? this.name(chosen) : "";
  }

  protected ask(session: Session): void {
    this._chosen.set(session);
    this._dialog()?.open();
  }

  protected readonly signOut = async (): Promise<Answer<unknown>> => {
    const params = { path: { id: this.of(), session: this._chosen()?.id ?? "" } };
    const answer = await answerOf(this._api.signedIn.DELETE("/api/admin/people/{id}/sessions/{session}", { params }));

    // It was ended already.
    return answer.kind === "refused" && answer.status === 404 ? { kind: "done", data: undefined } : answer;
  };

  private async load(): Promise<void> {
    const params = { path: { id: this.of() } };
    const answer = await this.submission.send(() =>
      answerOf(this._api.signedIn.GET("/api/admin/people/{id}/sessions", { params })),
    );
    if (answer === null) return;

    const closed = CLOSED.find((code) => hasError(answer, code)) ?? null;
    this.closed.set(closed);
    if (closed === null) this.errors.show(answer, {});
    if (answer.kind === "done") this.sessions.set(answer.data.sessions);
    else if (closed !== null) this.sessions.set(null);
  }
}
