import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  signal,
  untracked,
} from "@angular/core";
import { ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Loading } from "../../form/loading";
import { Submission } from "../../form/submission";
import { TextField } from "../../form/text-field";
import { Formats } from "../../language/formats";
import { Language } from "../../language/language";
import { poll } from "../../session/poll";
import { Filters } from "../list/filters";
import { SelectField } from "../list/select-field";
import { Table } from "../list/table";
import { Plot } from "../plot/plot";
import { LENGTHS, type Step, timesOf, valuesOf } from "../plot/series";

type Statistics = components["schemas"]["StatisticsResponse"];

interface Counts {
  readonly hours: Statistics;
  readonly days: Statistics;
}

const HOURS = 24;
const DAYS = 30;
const KINDS = ["registered", "activated", "deleted", "refused", "overloaded", "failed", "unknown"] as const;
const MAILS = ["mail_sent", "mail_failed"] as const;
const REASON = "refused/";

/** How sign-ups go, now and in the last days. It is read again every few seconds. */
@Component({
  selector: "app-dashboard",
  imports: [Loading, MatButtonModule, Plot, ReactiveFormsModule, SelectField, Table, TextField, TranslocoDirective],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./dashboard.html",
})
export default class Dashboard {
  private readonly _api = inject(Api);
  private readonly _language = inject(Language);
  private readonly _counts = signal<Counts | null>(null);
  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly filters = new Filters(["label", "period"]);
  protected readonly formats = inject(Formats);
  protected readonly rows = [...KINDS, ...MAILS];

  protected readonly periods = computed(() =>
    [
      { value: "", key: "hours" },
      { value: "days", key: "days" },
    ].map(({ value, key }) => ({ value, label: this._language.find(`admin.dashboard.${key}`) ?? "" })),
  );

  protected readonly counts = computed(() => {
    const counts = this._counts();
    if (counts === null) return null;
    const last = timesOf(counts.hours).at(-1) ?? "";
    return {
      now: counts.hours.items.find(({ time }) => Date.parse(time) === Date.parse(last))?.counts ?? {},
      hours: counts.hours.totals,
      days: counts.days.totals,
    };
  });

  protected readonly period = computed(() => (this.filters.values().period === "days" ? "days" : "hours"));

  protected readonly shown = computed(() => {
    const shown = this._counts()?.[this.period()];
    if (!shown) return null;
    const times = timesOf(shown);
    const series = (...kinds: string[]) =>
      kinds.map((key) => ({
        key,
        label: this._language.find(`admin.dashboard.kind.${key}`) ?? key,
        values: valuesOf(shown, times, key),
      }));
    return {
      step: shown.step as Step,
      times,
      signUps: series("registered", "activated", "refused"),
      troubles: series("overloaded", "failed", "unknown"),
      mails: series(...MAILS),
    };
  });

  /** Why sign-ups were refused in the period that is shown, the most frequent reason first. */
  protected readonly reasons = computed(() =>
    Object.entries(this._counts()?.[this.period()].totals ?? {})
      .filter(([kind]) => kind.startsWith(REASON))
      .map(([kind, count]) => ({ kind, count, text: this.reasonOf(kind.slice(REASON.length)) }))
      .sort((a, b) => b.count - a.count),
  );

  constructor() {
    poll(() => this.look(), inject(DestroyRef));
    let label = this.filters.values().label;
    effect(() => {
      const now = this.filters.values().label;
      if (now === label) return;
      label = now;
      untracked(() => void this.load());
    });
  }

  /** Reads the counts, and waits while the service is busy. */
  protected async load(): Promise<void> {
    this.submission.stop();
    this._counts.set(null);
    const { label } = this.filters.values();
    const answer = await this.submission.send(() => this.read());
    if (answer === null || label !== this.filters.values().label) return;
    this.errors.show(answer, this.filters.form.controls);
    if (answer.kind === "done") this._counts.set(answer.data);
  }

  // A look that fails is made good by the next one.
  private async look(): Promise<void> {
    if (this.errors.all().length > 0) return;
    const before = this._counts();
    if (before === null) return this.load();
    const answer = await this.read();
    if (answer.kind === "done" && this._counts() === before) this._counts.set(answer.data);
  }

  private async read(): Promise<Answer<Counts>> {
    const [hours, days] = await Promise.all([this.readSteps("hour", HOURS), this.readSteps("day", DAYS)]);
    if (hours.kind !== "done") return hours;
    return days.kind === "done" ? { kind: "done", data: { hours: hours.data, days: days.data } } : days;
  }

  private readSteps(step: Step, steps: number): Promise<Answer<Statistics>> {
    const { label } = this.filters.values();
    const from = new Date(Date.now() - (steps - 1) * LENGTHS[step]).toISOString();
    const query = { step, from, ...(label === undefined ? {} : { label }) };
    return answerOf(this._api.signedIn.GET("/api/admin/statistics", { params: { query } }));
  }

  // Such as username:taken. The words are those that the sign-up page shows.
  private reasonOf(reason: string): string {
    const [field = "", code = ""] = reason.split(":");
    return this._language.find(`errors.${field}.${code}`) ?? reason;
  }
}
