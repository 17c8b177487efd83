import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  input,
  type OnInit,
  output,
} from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf, hasError } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { Submission } from "../form/submission";
import { TextField } from "../form/text-field";
import { Waiting } from "../form/waiting";
import { Availabilities } from "../names/availability";
import { NameAvailability } from "../names/name-availability";
import { focusMover } from "../shell/focus";

type Names = components["schemas"]["NamesResponse"];

/** Changes the nickname, and the username of an imported account that must change it. */
@Component({
  selector: "app-nickname-form",
  imports: [
    ErrorSummary,
    MatButtonModule,
    NameAvailability,
    ReactiveFormsModule,
    TextField,
    TranslocoDirective,
    Waiting,
  ],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form [formGroup]="form" (ngSubmit)="submit()" novalidate *transloco="let t">
      <app-error-summary [errors]="errors.all()" />
      <app-text-field
        name="nickname"
        [control]="form.controls.nickname"
        [label]="t('nickname.label')"
        [hint]="t('register.nicknameHint')"
        [isProse]="true"
        autocomplete="nickname"
      >
        <app-name-availability kind="nickname" [control]="form.controls.nickname" [availability]="availability()" />
      </app-text-field>
      @if (withUsername()) {
        <app-text-field
          name="username"
          [control]="form.controls.username"
          [label]="t('nickname.username')"
          [hint]="t('register.usernameHint')"
          autocomplete="username"
        />
      }
      <app-waiting />
      <div class="actions">
        <button matButton="filled" [disabled]="submission.isBusy()">
          {{ t("nickname.submit") }}
        </button>
        <button matButton type="button" (click)="closed.emit(null)">{{ t("nickname.cancel") }}</button>
      </div>
    </form>
  `,
})
export class NicknameForm implements OnInit {
  private readonly _api = inject(Api);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly form = new FormGroup({
    nickname: new FormControl("", { nonNullable: true }),
    username: new FormControl("", { nonNullable: true }),
  });
  private readonly _found = inject(Availabilities).of("nickname", this.form.controls.nickname, inject(DestroyRef));

  /** The nickname as it is now. */
  readonly nickname = input.required<string>();

  /** Whether the username must be changed, too. */
  readonly withUsername = input(false);

  /** The new names, or `null` when the visitor gives up. */
  readonly closed = output<Names | null>();

  /** The change may be done: the account is to be read again. */
  readonly unknown = output();

  // The own nickname is taken only by the account itself.
  protected readonly availability = computed(() => {
    const found = this._found();
    return this.form.controls.nickname.value.trim().toLowerCase() === this.nickname().toLowerCase() ? null : found;
  });

  constructor() {
    focusMover()("#nickname");
  }

  ngOnInit(): void {
    this.form.controls.nickname.setValue(this.nickname(), { emitEvent: false });
  }

  protected async submit(): Promise<void> {
    const { nickname, username } = this.form.getRawValue();
    const isSame = nickname === this.nickname() && username !== "";
    const body = { ...(isSame ? {} : { nickname }), ...(this.withUsername() && username !== "" ? { username } : {}) };
    const answer = await this.submission.send(() => answerOf(this._api.signedIn.PATCH("/api/me", { body })));
    if (answer === null) return;
    this.errors.show(answer, this.form.controls);
    if (answer.kind === "done") this.closed.emit(answer.data);
    else if (hasError(answer, "unknown_change")) this.unknown.emit();
  }
}
