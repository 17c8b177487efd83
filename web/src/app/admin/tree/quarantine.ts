import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { Formats } from "../../language/formats";
import { KeyLink } from "../audit/key-link";
import { given } from "../list/given";
import { List } from "../list/list";
import { Listing } from "../list/listing";
import { Moment } from "../list/moment";
import { Table } from "../list/table";

/** The subtrees that are frozen. */
@Component({
  selector: "app-admin-quarantine",
  imports: [KeyLink, List, Moment, RouterLink, Table, TranslocoDirective],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="page" *transloco="let t">
      <h1 tabindex="-1">{{ t("admin.quarantine.title") }}</h1>
      <p>{{ t("admin.quarantine.text") }}</p>
      <app-list [listing]="listing">
        <app-table [label]="t('admin.quarantine.title')">
          <table>
            <thead>
              <tr>
                <th scope="col">{{ t("admin.people.name") }}</th>
                <th scope="col">{{ t("admin.quarantine.since") }}</th>
                <th scope="col">{{ t("admin.audit.actor") }}</th>
                <th scope="col">{{ t("admin.act.reason") }}</th>
                <th scope="col" class="number">{{ t("admin.quarantine.frozen") }}</th>
                <th scope="col">{{ t("admin.quarantine.job") }}</th>
              </tr>
            </thead>
            <tbody>
              @for (root of listing.items(); track root.id) {
                <tr>
                  <th scope="row">
                    <a routerLink="/admin/person" [queryParams]="{ id: root.id }">
                      <bdi>{{ root.username ?? t("admin.person.ended", { id: root.id.slice(-6) }) }}</bdi>
                    </a>
                  </th>
                  <td><app-moment [at]="root.frozen_at" /></td>
                  <td class="wide"><app-key-link [of]="root.actor" /></td>
                  <td class="wide">
                    <bdi>{{ root.reason ?? "–" }}</bdi>
                  </td>
                  <td class="number">{{ formats.count(root.frozen) }}</td>
                  <td>
                    <a routerLink="/admin/job" [queryParams]="{ id: root.unfreeze_job_id ?? root.job_id }">
                      {{ t(root.unfreeze_job_id ? "admin.quarantine.unfreezing" : "admin.quarantine.freezing") }}
                    </a>
                  </td>
                </tr>
              }
            </tbody>
          </table>
        </app-table>
      </app-list>
    </section>
  `,
})
export default class Quarantine {
  private readonly _api = inject(Api);
  protected readonly formats = inject(Formats);
  protected readonly listing = new Listing<components["schemas"]["QuarantineResponse"]>((cursor) =>
    answerOf(this._api.signedIn.GET("/api/admin/quarantine", { params: { query: given({ cursor }) } })),
  );

  constructor() {
    void this.listing.load();
  }
}
