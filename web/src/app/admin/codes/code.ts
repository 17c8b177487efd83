import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  signal,
  untracked,
} from "@angular/core";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Loading } from "../../form/loading";
import { Submission } from "../../form/submission";
import { Formats } from "../../language/formats";
import { Language } from "../../language/language";
import { poll } from "../../session/poll";
import { Copy } from "../copy";
import { Moment } from "../list/moment";
import { Plot } from "../plot/plot";
import { type Step, timesOf, valuesOf } from "../plot/series";
import { CodeTerms } from "./code-terms";
import { CodeUsers } from "./code-users";

type Code = components["schemas"]["CodeResponse"];
type Statistics = components["schemas"]["StatisticsResponse"];

/** One code: its counts, its terms, which can be changed here, and who registered with it. */
@Component({
  selector: "app-admin-code",
  imports: [CodeTerms, CodeUsers, Copy, Loading, Moment, Plot, RouterLink, TranslocoDirective],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./code.html",
})
export default class CodePage {
  private readonly _api = inject(Api);
  private readonly _errors = inject(FormErrors);
  private readonly _language = inject(Language);
  private readonly _submission = inject(Submission);
  private readonly _statistics = signal<Statistics | null>(null);
  protected readonly formats = inject(Formats);
  protected readonly found = signal<Code | null>(null);

  /** From the address. */
  readonly code = input<string>("");

  protected readonly plot = computed(() => {
    const statistics = this._statistics();
    if (statistics === null) return null;
    const times = timesOf(statistics);
    const series = ["registered", "activated"].map((key) => ({
      key,
      label: this._language.find(`admin.dashboard.kind.${key}`) ?? key,
      values: valuesOf(statistics, times, key),
    }));
    return { times, series, step: statistics.step as Step };
  });

  constructor() {
    effect(() => {
      this.code();
      untracked(() => void this.load());
    });
    poll(() => this.look(), inject(DestroyRef));
  }

  /** Reads the code. Waits while the service is busy. */
  protected async load(): Promise<void> {
    this.found.set(null);
    this._errors.clear();
    const answer = await this._submission.send(() => this.read());
    if (answer === null) return;
    this._errors.show(answer, {});
    if (answer.kind !== "done") return;
    this.found.set(answer.data);
    await this.readStatistics();
  }

  private async look(): Promise<void> {
    const before = this.found();
    if (before === null) return;
    const answer = await this.read();

    // New terms that came meanwhile are newer than this answer.
    if (answer.kind === "done" && this.found() === before) this.found.set(answer.data);
    await this.readStatistics();
  }

  private read(): Promise<Answer<Code>> {
    const params = { path: { code: this.code() } };
    return answerOf(this._api.signedIn.GET("/api/admin/codes/{code}", { params }));
  }

  private async readStatistics(): Promise<void> {
    const params = { path: { code: this.code() } };
    const answer = await answerOf(this._api.signedIn.GET("/api/admin/codes/{code}/statistics", { params }));
    if (answer.kind === "done") this._statistics.set(answer.data);
  }
}
