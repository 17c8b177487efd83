import { ChangeDetectionStrategy, Component, inject, input, type OnInit, output } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import type { Answer } from "../../api/answer";
import type { components } from "../../api/schema";
import { ErrorSummary } from "../../form/error-summary";
import { ErrorTexts } from "../../form/error-texts";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { TextField } from "../../form/text-field";
import { Waiting } from "../../form/waiting";

type Terms = components["schemas"]["WebhookRequest"];

/** The types of events that can be sent. The service decides; a newer one may have more. */
const EVENTS = ["user.registered", "user.activated", "user.deleted", "invitation.exhausted", "level.changed"];

/** Where a webhook sends what: of a new one, or of one that is changed. */
@Component({
  selector: "app-webhook-form",
  imports: [ErrorSummary, MatButtonModule, ReactiveFormsModule, TextField, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form [formGroup]="form" (ngSubmit)="submit()" novalidate *transloco="let t">
      <app-error-summary [errors]="errors.all()" />
      <app-text-field
        name="url"
        [control]="form.controls.url"
        [label]="t('admin.webhooks.url')"
        [hint]="t('admin.webhooks.urlHint')"
      />
      <fieldset id="events" tabindex="-1">
        <legend>{{ t("admin.webhooks.events") }}</legend>
        @for (event of events; track event) {
          <label class="check">
            <input type="checkbox" [formControl]="choices[event]!" />
            <span>{{ t("admin.webhooks.event." + event) }}</span>
          </label>
        }
        @if (form.controls.events.getError("problem"); as error) {
          <p class="field-error">{{ texts.of(error) }}</p>
        }
      </fieldset>
      <app-text-field
        name="description"
        [control]="form.controls.description"
        [label]="t('admin.webhooks.description')"
        [isProse]="true"
      />
      <app-waiting />
      <div class="actions">
        <button matButton="filled" [disabled]="submission.isBusy()">{{ submitLabel() }}</button>
        <button matButton type="button" (click)="cancelled.emit()">{{ t("admin.act.cancel") }}</button>
      </div>
    </form>
  `,
})
export class WebhookForm<T> implements OnInit {
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly texts = inject(ErrorTexts);
  protected readonly events = EVENTS;
  protected readonly choices: Readonly<Record<string, FormControl<boolean>>> = Object.fromEntries(
    EVENTS.map((event) => [event, new FormControl(false, { nonNullable: true })]),
  );

  protected readonly form = new FormGroup({
    url: new FormControl("", { nonNullable: true }),
    events: new FormControl("", { nonNullable: true }), // has the error of all of them
    description: new FormControl("", { nonNullable: true }),
  });

  /** What it begins with. */
  readonly terms = input<Terms | null>(null);
  readonly submitLabel = input.required<string>();
  readonly send = input.required<(terms: Terms) => Promise<Answer<T>>>();
  readonly done = output<T>();
  readonly cancelled = output();

  ngOnInit(): void {
    const terms = this.terms();
    if (terms === null) return;
    this.form.patchValue({ url: terms.url, description: terms.description ?? "" });
    for (const event of terms.events) this.choices[event]?.setValue(true);
  }

  protected async submit(): Promise<void> {
    const { url, description } = this.form.getRawValue();
    const events = EVENTS.filter((event) => this.choices[event]?.value);
    const answer = await this.submission.send(() => this.send()({ url: url.trim(), events, description }));
    if (answer === null) return;
    this.errors.show(answer, this.form.controls);
    if (answer.kind === "done") this.done.emit(answer.data);
  }
}
