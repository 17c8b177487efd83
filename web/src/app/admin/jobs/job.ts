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
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Loading } from "../../form/loading";
import { Submission } from "../../form/submission";
import { Language } from "../../language/language";
import { poll } from "../../session/poll";
import { ActDialog } from "../act/act-dialog";
import { ActValue } from "../audit/act-value";
import { KeyLink } from "../audit/key-link";
import { CsvButton } from "../list/csv-button";
import { Moment } from "../list/moment";
import { jobNames } from "./job-names";
import { JobProgress } from "./progress";

type Job = components["schemas"]["JobResponse"];

/** One job: its progress, and the way to cancel it. A batch of codes has its codes as a file. */
@Component({
  selector: "app-admin-job",
  imports: [
    ActDialog,
    ActValue,
    CsvButton,
    JobProgress,
    KeyLink,
    Loading,
    MatButtonModule,
    Moment,
    RouterLink,
    TranslocoDirective,
  ],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./job.html",
})
export default class JobPage {
  private readonly _api = inject(Api);
  private readonly _language = inject(Language);
  private readonly _errors = inject(FormErrors);
  private readonly _submission = inject(Submission);
  protected readonly name = jobNames();
  protected readonly job = signal<Job | null>(null);

  /** From the address. */
  readonly id = input<string>("");

  /** What the job was asked for. A parameter that is newer than the client keeps its own name. */
  protected readonly parameters = computed(() =>
    Object.entries(this.job()?.parameters ?? {}).map(([key, value]) => ({
      key,
      name: this._language.find(`admin.job.parameter.${key}`) ?? key,
      value,
    })),
  );

  constructor() {
    effect(() => {
      this.id();
      untracked(() => void this.load());
    });
    poll(() => this.look(), inject(DestroyRef));
  }

  /** Reads the job. Waits while the service is busy. */
  protected async load(): Promise<void> {
    this.job.set(null);
    const answer = await this._submission.send(() => this.read());
    if (answer === null) return;
    this._errors.show(answer, {});
    if (answer.kind === "done") this.job.set(answer.data);
  }

  protected changed(job: Job): void {
    this.job.set(job);
  }

  protected readonly cancel = (): Promise<Answer<Job>> => {
    const params = { path: { id: this.id() } };
    return answerOf(this._api.signedIn.POST("/api/admin/jobs/{id}/cancel", { params }));
  };

  protected readonly codes = () => {
    const params = { path: { id: this.id() } };
    return this._api.signedIn.GET("/api/admin/codes/batches/{id}/codes.csv", {
      params,
      parseAs: "blob",
      fetch: this._api.patiently,
    });
  };

  private async look(): Promise<void> {
    const before = this.job();
    if (before?.state !== "running") return;
    const answer = await this.read();
    if (answer.kind === "done" && this.job() === before) this.job.set(answer.data);
  }

  private read(): Promise<Answer<Job>> {
    const params = { path: { id: this.id() } };
    return answerOf(this._api.signedIn.GET("/api/admin/jobs/{id}", { params }));
  }
}
