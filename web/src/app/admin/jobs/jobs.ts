import { ChangeDetectionStrategy, Component, DestroyRef, inject } from "@angular/core";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { poll } from "../../session/poll";
import { List } from "../list/list";
import { Listing } from "../list/listing";
import { Moment } from "../list/moment";
import { Table } from "../list/table";
import { jobNames } from "./job-names";
import { JobProgress } from "./progress";

type Job = components["schemas"]["JobResponse"];

/** The jobs, the newest first. Those that run are looked at again every few seconds. */
@Component({
  selector: "app-admin-jobs",
  imports: [JobProgress, List, Moment, RouterLink, Table, TranslocoDirective],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="page" *transloco="let t">
      <h1 tabindex="-1">{{ t("admin.jobs.title") }}</h1>
      <app-list [listing]="list">
        <app-table [label]="t('admin.jobs.title')">
          <table>
            <thead>
              <tr>
                <th scope="col">{{ t("admin.job.what") }}</th>
                <th scope="col">{{ t("admin.job.stateLabel") }}</th>
                <th scope="col">{{ t("admin.job.progress") }}</th>
                <th scope="col">{{ t("admin.job.startedAt") }}</th>
                <th scope="col">{{ t("admin.job.endedAt") }}</th>
              </tr>
            </thead>
            <tbody>
              @for (job of list.items(); track job.id) {
                <tr>
                  <th scope="row">
                    <a routerLink="/admin/job" [queryParams]="{ id: job.id }">{{ name(job.kind) }}</a>
                    @if (job.parameters["label"]; as label) {
                      <div>
                        <bdi>{{ label }}</bdi>
                      </div>
                    }
                  </th>
                  <td>
                    <span class="badge">{{ t("admin.job.state." + job.state) }}</span>
                  </td>
                  <td><app-job-progress [job]="job" /></td>
                  <td><app-moment [at]="job.started_at" /></td>
                  <td><app-moment [at]="job.ended_at" /></td>
                </tr>
              }
            </tbody>
          </table>
        </app-table>
      </app-list>
    </section>
  `,
})
export default class Jobs {
  private readonly _api = inject(Api);
  protected readonly name = jobNames();
  protected readonly list = new Listing<Job>((cursor) => {
    const query = cursor === undefined ? {} : { cursor };
    return answerOf(this._api.signedIn.GET("/api/admin/jobs", { params: { query } }));
  });

  constructor() {
    poll(() => (this.list.items() === null ? this.list.load() : this.list.refresh()), inject(DestroyRef));
  }
}
